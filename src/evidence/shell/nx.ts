/**
 * `nx run PROJECT:TARGET` and its kin, where the target is one of commands: `nx:run-commands`, `nx:run-script`, or a `command` of its own.
 * Null: it is no nx, it is not known where a project lies, or another executor does the work. Source: Nx reference, project configuration
 * and nx:run-commands.
 */
import { LONGEST_STEP } from './allowance.ts';
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import type { Frame } from './frame.ts';
import { parsed } from './json-text.ts';
import { askedOfNx } from './nx/asked.ts';
import { commandsOf, type NxTarget, withConfiguration } from './nx/target.ts';
import type { Called, Running } from './scripts.ts';
import type { Outcome, Shell } from './shell.ts';
import { concat, EMPTY, literal, type ShellText, unknown } from './text.ts';
import { recordOf } from './tools/compose.ts';

export function runNx(shell: Shell, { name, args, running }: Called): Outcome | null {
  const asked = askedOfNx(name, args);
  if (asked === null) return null;
  const run = new NxRun(shell, running);
  const tasks = asked.tasks.map((task) => run.find(task));
  if (tasks.length === 0 || tasks.includes(null)) return null;
  const outputs = tasks.map((task) => (task === null ? EMPTY : run.run(task, asked.args)));
  return { output: concat(outputs), status: null };
}

interface Task {
  readonly project: string;
  /** Below the workspace. */
  readonly folder: string;
  readonly name: string;
  readonly target: NxTarget;
}

/** Where a project lies that no list names. Source: Nx, folder structure. */
const FOLDERS = ['apps/', 'libs/', 'packages/', 'services/', ''];

class NxRun {
  readonly #shell: Shell;
  readonly #running: Running;
  readonly #done = new Set<string>();

  constructor(shell: Shell, running: Running) {
    this.#shell = shell;
    this.#running = running;
  }

  find({
    project,
    target: name,
    configuration,
  }: {
    readonly project: string;
    readonly target: string;
    readonly configuration: string | null;
  }): Task | null {
    for (const parent of FOLDERS) {
      const folder = `${parent}${project}`;
      const own = this.#json(`${folder}/project.json`);
      if (own === null || (own['name'] ?? project) !== project) continue;
      const targets = recordOf(own['targets']);
      if (!Object.hasOwn(targets, name)) return null;
      const defaults = recordOf(recordOf(this.#json('nx.json')?.['targetDefaults'])[name]);
      const target = withConfiguration({ ...defaults, ...recordOf(targets[name]) }, configuration);
      return commandsOf(target) === null ? null : { project, folder, name, target };
    }
    return null;
  }

  run({ project, folder, name, target }: Task, args: ReadonlyMap<string, string>): ShellText {
    const key = `${project}:${name}`;
    if (this.#done.has(key)) return EMPTY;
    this.#done.add(key);
    const before = target.dependsOn.map((one) => this.#dependency(one, { project, name }));
    const frame = this.#running.step.frame.program();
    for (const [variable, value] of target.variables) frame.set(variable, literal(value));
    const fill = (text: string) =>
      text
        .replaceAll('{projectRoot}', folder)
        .replaceAll('{projectName}', project)
        .replaceAll('{workspaceRoot}', '.');
    const cwd = target.script === null ? (target.cwd ?? '.') : folder;
    changeDirectory(frame, literal(fill(cwd)));
    const commands = commandsOf(target) ?? [];
    const outputs = commands.map((command) => {
      const source = this.#withArguments(fill(command.text), {
        args,
        frame,
        isForwarded: command.isForwarded,
      });
      return this.#command({ source, place: `${folder}/project.json target \`${name}\`` }, frame);
    });
    return concat([...before, ...outputs]);
  }

  #dependency(target: string, { project, name }: Pick<Task, 'project' | 'name'>): ShellText {
    const task = target.startsWith('^') ? null : this.find({ project, target, configuration: null });
    if (task !== null) return this.run(task, new Map());
    // What is only built, tested or looked at calls nobody.
    if (/^\^?(?:build|compile|test|lint|e2e|typecheck|generate|codegen)\b/.test(target)) return EMPTY;
    const { step, command } = this.#running;
    const why = `target \`${target}\`, which \`${project}:${name}\` depends on, is not read`;
    this.#shell.listener.unresolved(step.unit.place(command.pos), this.#running.text, why);
    return EMPTY;
  }

  /** `{args.NAME}` with what the call gives; where a command has none of it, all of it stands behind. */
  #withArguments(
    text: string,
    given: {
      readonly args: ReadonlyMap<string, string>;
      readonly frame: Frame;
      readonly isForwarded: boolean;
    },
  ): string {
    const { args, frame, isForwarded } = given;
    if (text.includes('{args.'))
      return text.replace(/\{args\.([\w-]{1,60})\}/g, (_all, name: string) => {
        const value = args.get(name);
        if (value !== undefined) return value;
        frame.set(`__nx_${name.replaceAll('-', '_')}`, unknown(`\`{args.${name}}\` is not given`));
        return `\${__nx_${name.replaceAll('-', '_')}}`;
      });
    if (!isForwarded || args.size === 0) return text;
    return `${text} ${Array.from(args, ([name, value]) => `--${name}=${value}`).join(' ')}`;
  }

  #command({ source, place }: { readonly source: string; readonly place: string }, frame: Frame): ShellText {
    const { step, text } = this.#running;
    const unit = { source: source.slice(0, LONGEST_STEP), place: () => place, depth: step.unit.depth + 1 };
    return this.#shell.nested(step, text, () => this.#shell.run(unit, frame.subshell())).output;
  }

  #json(path: string): Readonly<Record<string, unknown>> | null {
    const { frame } = this.#running.step;
    const file = fileOf({ frame, listener: this.#shell.listener }, literal(path));
    return file === null ? null : recordOf(parsed(file.text)?.json);
  }
}
