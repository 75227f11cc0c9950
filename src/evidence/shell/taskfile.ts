/** `task NAME`: the commands of a Taskfile and of the tasks they call, as far as they are plain. Source: Task's schema reference. */
import { LONGEST_STEP, Steps } from './allowance.ts';
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import type { Frame } from './frame.ts';
import type { Called, Running } from './scripts.ts';
import type { Outcome, Shell } from './shell.ts';
import { concat, knownText, literal, type ShellText, unknown, withoutTrailingBreaks } from './text.ts';
import { plainYaml, recordOf, scalarText } from './tools/compose.ts';

const FILES = ['Taskfile.yml', 'taskfile.yml', 'Taskfile.yaml', 'taskfile.yaml', 'Taskfile.dist.yml'];

/** Null: it is no task, or its file cannot be read. */
export function runTask(shell: Shell, { name, args, running }: Called): Outcome | null {
  if (name !== 'task' && name !== 'go-task') return null;
  const words = args.map((arg) => knownText(arg));
  // Options may name another file or ask for a list.
  if (words.some((word) => word === null || /^-[^sfyvpc]/.test(word))) return null;
  const frame = running.step.frame.program();
  const file = FILES.map((path) => fileOf({ frame, listener: shell.listener }, literal(path))).find(
    (one) => one !== null,
  );
  if (file === undefined || file === null) return null;
  const run = new TaskRun(shell, { running, frame, path: file.path, root: recordOf(plainYaml(file.text)) });
  const given = words.flatMap((word) => (word === null || word.startsWith('-') ? [] : [word]));
  const names = given.filter((word) => !word.includes('='));
  const variables = given.flatMap((word) => /^(\w+)=(.*)$/.exec(word)?.slice(1, 3) ?? []);
  return run.start(names.length > 0 ? names : ['default'], variables);
}

type Variables = ReadonlyMap<string, ShellText>;

class TaskRun {
  readonly #shell: Shell;
  readonly #running: Running;
  readonly #frame: Frame;
  readonly #path: string;
  readonly #root: Readonly<Record<string, unknown>>;
  readonly #open = new Set<string>();
  readonly #steps = new Steps();

  constructor(
    shell: Shell,
    from: {
      readonly running: Running;
      readonly frame: Frame;
      readonly path: string;
      readonly root: Readonly<Record<string, unknown>>;
    },
  ) {
    this.#shell = shell;
    this.#running = from.running;
    this.#frame = from.frame;
    this.#path = from.path;
    this.#root = from.root;
  }

  start(names: readonly string[], given: readonly string[]): Outcome | null {
    const tasks = recordOf(this.#root['tasks']);
    if (names.some((name) => !Object.hasOwn(tasks, name))) return null;
    const own = new Map<string, ShellText>();
    for (let at = 0; at < given.length; at += 2) own.set(given[at] ?? '', literal(given[at + 1] ?? ''));
    const variables = new Map([...this.#filled(this.#root['vars'], own, this.#frame), ...own]);
    this.#setEnvironment(this.#root['env'], variables, this.#frame);
    return { output: concat(names.map((name) => this.#task(name, variables))), status: null };
  }

  #say(name: string, text: string, why: string): ShellText {
    this.#shell.listener.unresolved(`${this.#path} task ${name}`, text, why);
    return literal('');
  }

  #isOver(name: string): boolean {
    return this.#steps.isOver('tasks and steps', (why) => this.#say(name, name, why));
  }

  #task(name: string, outer: Variables): ShellText {
    const given = recordOf(this.#root['tasks'])[name];
    if (given === undefined) return this.#say(name, name, `task \`${name}\` is in a file that was not read`);
    if (this.#open.has(name) || this.#isOver(name)) return literal('');
    this.#open.add(name);
    const task = typeof given === 'string' || Array.isArray(given) ? { cmds: given } : recordOf(given);
    const frame = this.#frame.subshell();
    if (typeof task['dir'] === 'string') {
      const directory = this.#fill(task['dir'], outer, frame);
      changeDirectory(frame, literal(directory ?? '$'));
    }
    const variables = this.#filled(task['vars'], outer, frame);
    this.#setEnvironment(task['env'], variables, frame);
    const steps = [
      ...listOf(task['deps']).map((dep) => (typeof dep === 'string' ? { task: dep } : dep)),
      ...listOf(task['cmds'] ?? task['cmd']),
    ];
    const output = concat(
      steps.map((step, index) => this.#step(`\`${name}\` step ${index + 1}`, step, { frame, variables })),
    );
    this.#open.delete(name);
    return output;
  }

  #step(
    name: string,
    step: unknown,
    { frame, variables }: { readonly frame: Frame; readonly variables: Variables },
  ): ShellText {
    if (this.#isOver(name)) return literal('');
    const record = recordOf(step);
    if (Object.hasOwn(record, 'defer')) return this.#step(name, record['defer'], { frame, variables });
    if (typeof record['task'] === 'string' && record['for'] === undefined)
      return this.#task(record['task'], this.#filled(record['vars'], variables, frame));
    const command = typeof step === 'string' ? step : record['for'] === undefined ? record['cmd'] : undefined;
    const source = typeof command === 'string' ? this.#fill(command, variables, frame) : null;
    if (source === null)
      return this.#say(
        name,
        JSON.stringify(step).slice(0, 200),
        'this step of the task is in a form that is not followed',
      );
    return this.#run(name, source, frame);
  }

  #run(name: string, source: string, frame: Frame): ShellText {
    const { step, text } = this.#running;
    const unit = { source, place: () => `${this.#path} task ${name}`, depth: step.unit.depth + 1 };
    return this.#shell.nested(step, text, () => this.#shell.run(unit, frame.subshell())).output;
  }

  /** The variables of a list over those around it, which they may be put together of. Source: Task's usage guide, Variables. */
  #filled(list: unknown, outer: Variables, frame: Frame): Variables {
    const all = new Map(outer);
    for (const [name, value] of Object.entries(recordOf(list))) {
      const { sh } = recordOf(value);
      const text = this.#fill(typeof sh === 'string' ? sh : scalarText(value), all, frame);
      const printed =
        text !== null && typeof sh === 'string' ? this.#run(`variable \`${name}\``, text, frame) : null;
      all.set(name, printed === null ? valueOf(text) : withoutTrailingBreaks(printed));
    }
    return all;
  }

  #setEnvironment(list: unknown, variables: Variables, frame: Frame): void {
    const filled = this.#filled(list, variables, frame);
    for (const name of Object.keys(recordOf(list))) frame.set(name, filled.get(name) ?? valueOf(null));
  }

  /** A text with its variables; null: it holds more of the template language than those. */
  #fill(text: string, variables: Variables, frame: Frame): string | null {
    let isPlain = text.length <= LONGEST_STEP;
    let room = LONGEST_STEP - text.length;
    const filled = text.replace(/\{\{-?\s*(?:\.(\w+)\s*-?\}\})?/g, (_all, name: string | undefined) => {
      const value = name === undefined ? undefined : (variables.get(name) ?? frame.get(name) ?? undefined);
      const known = value === undefined ? null : knownText(value);
      if (value === undefined || name === undefined) isPlain = false;
      else if (known === null) frame.set(`__task_${name}`, value);
      room -= known?.length ?? 0;
      isPlain &&= room >= 0;
      return isPlain ? (known ?? `\${__task_${name ?? ''}}`) : '';
    });
    return isPlain ? filled : null;
  }
}

/** A text that is put together with what is not known is not known. */
const valueOf = (text: string | null): ShellText =>
  text === null || text.includes('${__task_')
    ? unknown('a variable of the Taskfile is not known')
    : literal(text);

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
