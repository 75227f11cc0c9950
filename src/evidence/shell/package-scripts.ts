/** `npm run NAME` and its kin: the scripts of `package.json`. Source: npm CLI docs, scripts; yarn, pnpm and bun run. */
import { changeDirectory, pathFrom } from './directory.ts';
import type { Frame } from './frame.ts';
import { lifecycleOf, type Manager, PACKAGE_VALUED } from './package-lifecycle.ts';
import { areIgnored, type Manifest, managerOf, manifestIn } from './package-manifest.ts';
import type { Called, Running } from './scripts.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { concat, EMPTY, knownText, literal, type ShellText } from './text.ts';
import { readOptions } from './tools/options.ts';
import { callsInPackages, type PackageCall } from './workspaces.ts';

const RUNNERS = new Set(['npm', 'yarn', 'pnpm', 'bun']);
const SHORT = new Set(['test', 'start', 'stop', 'restart']);
const SHORTER: ReadonlyMap<string, string> = new Map([
  ['t', 'test'],
  ['tst', 'test'],
]);
const DIRECTORY = ['--prefix', '--cwd', '--dir', '-C'];
const WORKSPACES = /^(-w|--workspaces?|-ws|-r|--recursive|--filter|-F)(=|$)/;

export interface Ways {
  /** Runs the command that its fields make. */
  readonly runFields: (shell: Shell, fields: readonly ShellText[], running: Running) => Outcome;
  /** What the command does besides its scripts. */
  readonly own: () => Outcome;
}

/** Null: it runs no script that can be read. */
export function runPackageScript(shell: Shell, call: Called, ways: Ways): Outcome | null {
  const { name, args, running } = call;
  const { listener, spend } = shell;
  const calls = callsInPackages(name, args, { frame: running.step.frame, listener, spend });
  if (calls !== null) return runInPackages(shell, { call, calls }, ways);
  if (!RUNNERS.has(name)) return null;
  const frame = running.step.frame.program();
  const directory = directoryOf(args);
  if (directory !== null) changeDirectory(frame, directory);
  const manager = managerOf(name, args, { frame, listener, spend });
  if (manager === null) return null;
  const one = { call, manager, frame, isIgnored: areIgnored(args, { frame, listener, spend }) };
  return runLifecycle(shell, one, ways) ?? runNamed(shell, one);
}

/** What a command does itself it does once, whatever packages it is about. */
function runInPackages(
  shell: Shell,
  { call, calls }: { readonly call: Called; readonly calls: readonly PackageCall[] },
  ways: Ways,
): Outcome | null {
  let isDone = false;
  const own = (): Outcome => {
    if (isDone) return NOTHING;
    isDone = true;
    return ways.own();
  };
  const name = RUNNERS.has(call.name) ? call.name : 'npm';
  const all = calls.map(({ frame, args, command }) => {
    const running = { ...call.running, step: { ...call.running.step, frame } };
    return command === null
      ? runPackageScript(shell, { name, args, running }, { ...ways, own })
      : ways.runFields(shell, command, running);
  });
  const found = all.filter((one) => one !== null);
  return found.length < all.length
    ? null
    : { output: concat(found.map(({ output }) => output)), status: null };
}

interface One {
  readonly call: Called;
  readonly manager: Manager;
  /** In the folder that the command is told to go to. */
  readonly frame: Frame;
  /** Whether nothing runs but what is run by its name. */
  readonly isIgnored: boolean;
}

/** No shell can name a variable like this: the commands whose scripts are running, which run none of them once more. */
const OPEN = '\0package commands';

/** Null: no scripts stand beside the command. */
function runLifecycle(shell: Shell, { call, manager, frame, isIgnored }: One, { own }: Ways): Outcome | null {
  const { args, running } = call;
  const lifecycle = lifecycleOf(manager, args);
  if (lifecycle === null) return null;
  const open = knownText(frame.get(OPEN) ?? EMPTY) ?? '';
  if (isIgnored || open.includes(`${lifecycle.verb}\n`)) return own();
  if (args.some((arg) => WORKSPACES.test(knownText(arg) ?? ''))) {
    const why = `\`${call.name} ${lifecycle.verb}\` runs scripts of each package of the workspace, which were not followed`;
    const { unit } = running.step;
    // To install runs scripts of every dependency as well, of which nothing is said either.
    if (!lifecycle.installs) shell.listener.unresolved(unit.place(running.command.pos), running.text, why);
    return own();
  }
  const run = (scripts: readonly string[], version: ShellText | null): void => {
    for (const folder of lifecycle.folders) {
      const inner = frame.subshell();
      changeDirectory(inner, folder);
      const manifest = manifestIn({ frame: inner, listener: shell.listener, spend: shell.spend });
      if (manifest === null) continue;
      inner.set(OPEN, literal(`${open}${lifecycle.verb}\n`));
      runScripts(shell, running, { scripts, manifest, frame: inner, own: null, version });
    }
  };
  run(lifecycle.before, null);
  const outcome = own();
  run(lifecycle.after, lifecycle.version);
  return outcome;
}

/** Null: no script of that name is there. */
function runNamed(shell: Shell, { call, manager, frame, isIgnored }: One): Outcome | null {
  const { name, args, running } = call;
  const manifest = manifestIn({ frame, listener: shell.listener, spend: shell.spend });
  const asked = manifest === null ? null : askedOf(name, args);
  if (manifest === null || asked === null) return null;
  const scripts = scriptsOf(asked.script, manager, manifest);
  if (!scripts.some((script) => manifest.scripts.has(script))) return null;
  frame.positional = asked.args;
  const own = { script: asked.script, hasArgs: asked.args.length > 0 };
  const run = isIgnored
    ? scripts.filter((script) => !/^(?:pre|post)/.test(script) || script === asked.script)
    : scripts;
  return runScripts(shell, running, { scripts: run, manifest, frame, own, version: null });
}

/** With what stands before and behind it, as all but newer versions of Yarn do. */
function scriptsOf(script: string, manager: Manager, { scripts }: Manifest): readonly string[] {
  const around = (one: string) => [`pre${one}`, one, `post${one}`];
  if (manager === 'berry') return [script];
  if (script !== 'restart' || scripts.has('restart')) return around(script);
  // Source: npm CLI docs, npm restart.
  return ['prerestart', ...around('stop'), ...around('start'), 'postrestart'];
}

interface Scripts {
  readonly scripts: readonly string[];
  readonly manifest: Manifest;
  readonly frame: Frame;
  /** The one that was asked for by its name, which takes arguments; null: none was. */
  readonly own: { readonly script: string; readonly hasArgs: boolean } | null;
  /** Null: the one of the package. */
  readonly version: ShellText | null;
}

function runScripts(shell: Shell, { step, text }: Running, all: Scripts): Outcome {
  const { manifest, frame, own, version } = all;
  for (const [variable, value] of manifest.variables) frame.set(variable, literal(value));
  if (version !== null) frame.set('npm_package_version', version);
  const outputs = all.scripts.map((script) => {
    const body = manifest.scripts.get(script);
    if (body === undefined) return EMPTY;
    const inner = frame.subshell();
    inner.set('npm_lifecycle_event', literal(script));
    const unit = {
      source: script === own?.script && own.hasArgs ? `${body} "$@"` : body,
      place: () => `${pathFrom(frame, literal('package.json')) ?? 'package.json'} script \`${script}\``,
      depth: step.unit.depth + 1,
    };
    return shell.nested(step, text, () => shell.run(unit, inner, step.stdin)).output;
  });
  return { output: concat(outputs), status: null };
}

function directoryOf(args: readonly ShellText[]): ShellText | null {
  const dashes = args.findIndex((arg) => knownText(arg) === '--');
  return readOptions(dashes < 0 ? args : args.slice(0, dashes), PACKAGE_VALUED).last(...DIRECTORY);
}

interface Asked {
  readonly script: string;
  readonly args: readonly ShellText[];
}

/** Null: no script, or one of several packages of a workspace. */
function askedOf(name: string, args: readonly ShellText[]): Asked | null {
  const words = args.map(knownText);
  let at = 0;
  const skipOptions = (): boolean => {
    for (; at < words.length; at++) {
      const word = words[at] ?? null;
      if (word === null || WORKSPACES.test(word)) return false;
      if (DIRECTORY.includes(word)) at++;
      else if (!/^-./.test(word) || word === '--') return true;
    }
    return true;
  };
  if (!skipOptions()) return null;
  const verb = words[at++] ?? null;
  if (verb === null) return null;
  const isRun = verb === 'run' || verb === 'run-script' || verb === 'rum';
  if (isRun && !skipOptions()) return null;
  const script = isRun ? words[at++] : (SHORTER.get(verb) ?? verb);
  if (script === undefined || script === null) return null;
  if (!isRun && name === 'npm' && !SHORT.has(script)) return null;
  return { script, args: ownArguments(name, args.slice(at)) };
}

/** npm gives on only what stands behind `--` and what is no option. */
function ownArguments(name: string, args: readonly ShellText[]): readonly ShellText[] {
  const dashes = args.findIndex((arg) => knownText(arg) === '--');
  const before = dashes < 0 ? args : args.slice(0, dashes);
  const isOwn = (arg: ShellText) => name !== 'npm' || knownText(arg)?.startsWith('-') !== true;
  return [...before.filter(isOwn), ...(dashes < 0 ? [] : args.slice(dashes + 1))];
}
