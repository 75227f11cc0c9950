/** `npm run NAME` and its kin: the scripts of `package.json`. Source: npm CLI docs, scripts; yarn, pnpm and bun run. */
import { changeDirectory, pathFrom } from './directory.ts';
import { fileOf } from './files.ts';
import type { Called, Running } from './scripts.ts';
import { callsInPackages } from './workspaces.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { concat, knownText, literal, type ShellText } from './text.ts';
import { parsed } from './json-text.ts';

interface Asked {
  /** In the order in which they run; those that are not there are passed over. */
  readonly scripts: readonly string[];
  readonly args: readonly ShellText[];
  readonly directory: ShellText | null;
}

const RUNNERS = new Set(['npm', 'yarn', 'pnpm', 'bun']);
const SHORT = new Set(['test', 'start', 'stop', 'restart', 't']);
const INSTALLS = new Set(['install', 'i', 'ci']);
const DIRECTORY = /^(--prefix|--cwd|--dir|-C)(?:=(.*))?$/;
const WORKSPACES = /^(-w|--workspaces?|-ws|-r|--recursive|--filter|-F)(=|$)/;

/** Runs the command that its fields make. */
export type RunFields = (shell: Shell, fields: readonly ShellText[], running: Running) => Outcome;

/** Null: it runs no script that can be read. */
export function runPackageScript(
  shell: Shell,
  { name, args, running }: Called,
  runFields: RunFields,
): Outcome | null {
  const { step } = running;
  const { listener, spend } = shell;
  const calls = callsInPackages(name, args, { frame: step.frame, listener, spend });
  if (calls !== null) {
    const all = calls.map((call) => {
      const inner = { ...running, step: { ...step, frame: call.frame } };
      return call.command === null
        ? runPackageScript(shell, { name: 'npm', args: call.args, running: inner }, runFields)
        : runFields(shell, call.command, inner);
    });
    const found = all.filter((one) => one !== null);
    return found.length < all.length
      ? null
      : { output: concat(found.map(({ output }) => output)), status: null };
  }
  if (!RUNNERS.has(name)) return null;
  const asked = askedOf(name, args);
  if (asked === null) return null;
  const { text } = running;
  const frame = step.frame.subshell();
  if (asked.directory !== null) changeDirectory(frame, asked.directory);
  const file = fileOf({ frame, listener: shell.listener }, literal('package.json'));
  const manifest = file === null ? null : manifestOf(file.text);
  if (file === null || manifest === null) return null;
  const scripts = asked.scripts.filter((script) => manifest.scripts.has(script));
  const isInstall = asked.scripts.includes('postinstall');
  if (scripts.length === 0) return isInstall ? NOTHING : null;
  for (const [variable, value] of manifest.variables) frame.set(variable, literal(value));
  frame.positional = asked.args;
  const outputs = scripts.map((script) => {
    const body = manifest.scripts.get(script) ?? '';
    const isOwn = script === asked.scripts[1] && asked.args.length > 0;
    const unit = {
      source: isOwn ? `${body} "$@"` : body,
      place: () => `${pathFrom(frame, literal('package.json')) ?? file.path} script \`${script}\``,
      depth: step.unit.depth + 1,
    };
    return shell.nested(step, text, () => shell.run(unit, frame.subshell(), step.stdin)).output;
  });
  return { output: concat(outputs), status: null };
}

/** Null: no script, or one of several packages of a workspace. */
function askedOf(name: string, args: readonly ShellText[]): Asked | null {
  const words = args.map(knownText);
  let directory: ShellText | null = null;
  let at = 0;
  const skipOptions = (): boolean => {
    for (; at < words.length; at++) {
      const word = words[at] ?? null;
      if (word === null) return false;
      if (WORKSPACES.test(word)) return false;
      const [place, , value] = DIRECTORY.exec(word) ?? [];
      if (place !== undefined) directory = value === undefined ? (args[++at] ?? null) : literal(value);
      else if (!/^-./.test(word) || word === '--') return true;
    }
    return true;
  };
  if (!skipOptions()) return null;
  const verb = words[at++] ?? null;
  if (verb === null) return name === 'yarn' && words.length === 0 ? installs(directory) : null;
  if (INSTALLS.has(verb)) return installs(directory);
  const isRun = verb === 'run' || verb === 'run-script' || verb === 'rum';
  if (isRun && !skipOptions()) return null;
  const script = isRun ? words[at++] : verb === 't' ? 'test' : verb;
  const isShort = name !== 'npm' || SHORT.has(verb);
  if (script === undefined || script === null || (!isRun && !isShort)) return null;
  return {
    scripts: [`pre${script}`, script, `post${script}`],
    args: ownArguments(name, args.slice(at)),
    directory,
  };
}

function installs(directory: ShellText | null): Asked {
  return { scripts: ['preinstall', 'install', 'postinstall', 'prepare'], args: [], directory };
}

/** npm gives on only what stands behind `--` and what is no option. */
function ownArguments(name: string, args: readonly ShellText[]): readonly ShellText[] {
  const dashes = args.findIndex((arg) => knownText(arg) === '--');
  const before = dashes < 0 ? args : args.slice(0, dashes);
  const isOwn = (arg: ShellText) => name !== 'npm' || knownText(arg)?.startsWith('-') !== true;
  return [...before.filter(isOwn), ...(dashes < 0 ? [] : args.slice(dashes + 1))];
}

interface Manifest {
  readonly scripts: ReadonlyMap<string, string>;
  /** What npm sets for its scripts. */
  readonly variables: readonly (readonly [string, string])[];
}

function manifestOf(text: string): Manifest | null {
  const json = parsed(text)?.json;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const members = new Map(Object.entries(json));
  const scripts = members.get('scripts');
  const entries = typeof scripts === 'object' && scripts !== null ? Object.entries(scripts) : [];
  const isText = (entry: readonly [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string';
  const variables = ['name', 'version'].flatMap((member) => {
    const value = members.get(member);
    return typeof value === 'string' ? [[`npm_package_${member}`, value] as const] : [];
  });
  return { scripts: new Map(entries.filter(isText)), variables };
}
