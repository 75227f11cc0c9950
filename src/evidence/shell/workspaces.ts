/**
 * Scripts of one package of a workspace: `npm -w`, `yarn workspace`, `pnpm --filter`, and `lerna`, `turbo` and `nx run`. Where a package
 * lies is told by the workspace's own lists and by its name in its `package.json`. Source: npm, yarn, pnpm, Lerna, Turborepo and Nx docs.
 */
import type { Spend } from '#basics/regular/spend.ts';
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import type { Frame } from './frame.ts';
import { parsed } from './json-text.ts';
import type { Listener } from './shell.ts';
import { knownText, literal, type ShellText } from './text.ts';
import { plainYaml, recordOf } from './tools/compose.ts';

interface Selected {
  readonly packages: readonly string[];
  /** The call within the package. */
  readonly args: readonly ShellText[];
}

interface Place {
  readonly frame: Frame;
  readonly listener: Listener;
  readonly spend: Spend;
}

/** What looking for a package costs, measured against looking at a character. */
const LOOK_COST = 200;

/** A call of a script in the folder of a package, which the frame has entered. */
export interface PackageCall {
  readonly frame: Frame;
  readonly args: readonly ShellText[];
  /** A command that is run there instead of a script. */
  readonly command: readonly ShellText[] | null;
}

/** Null: it names no packages, or it is not known where one of them lies. */
export function callsInPackages(
  name: string,
  args: readonly ShellText[],
  place: Place,
): readonly PackageCall[] | null {
  const selected = selectedBy(name, args);
  if (selected === null || selected.packages.length === 0) return null;
  const listed = listedIn(place);
  const folders = selected.packages.map((one) => folderOf(one, listed, place));
  if (folders.includes(null)) return null;
  return folders.flatMap((folder) => {
    if (folder === null) return [];
    const frame = place.frame.program();
    changeDirectory(frame, literal(folder));
    return [{ frame, args: selected.args, command: executed(selected.args) }];
  });
}

/** `exec -- COMMAND` */
function executed(args: readonly ShellText[]): readonly ShellText[] | null {
  const words = args.map((arg) => knownText(arg) ?? '');
  const at = words[0] === 'run' ? 1 : 0;
  if (words[at] !== 'exec') return null;
  const start = words.findIndex((word, index) => index > at && (word === '--' || !word.startsWith('-')));
  const fields = start < 0 ? [] : args.slice(words[start] === '--' ? start + 1 : start);
  return fields.length === 0 ? null : fields;
}

const FILTER = /^(?:-w|--workspace|--filter|-F|--scope|-p|--projects?|--target|-t|--targets)(?:=(.*))?$/;

function selectedBy(name: string, args: readonly ShellText[]): Selected | null {
  const words = args.map((arg) => knownText(arg) ?? '');
  const tool = words.findIndex((word) => /^(?:lerna|turbo|nx)$/.test(word));
  const isRunner = /^(?:npx|yarn|pnpm|bunx|npm)$/.test(name);
  if (isRunner && tool >= 0 && words.slice(0, tool).every((word) => /^(?:exec|dlx|-.*)$/.test(word)))
    return selectedBy(words[tool] ?? '', args.slice(tool + 1));
  if (name === 'yarn' && words[0] === 'workspace') return { packages: [words[1] ?? ''], args: args.slice(2) };
  const { packages, targets, rest } = taken(args);
  if (name === 'npm' || name === 'pnpm') return { packages, args: rest };
  if (name === 'lerna' || name === 'turbo') return { packages, args: asRun(rest) };
  if (name !== 'nx') return null;
  const [first = '', second = ''] = rest.map((arg) => knownText(arg) ?? '');
  if (first === 'run-many') return { packages, args: ['run', ...targets].map((word) => literal(word)) };
  const [project = '', target = ''] = first === 'run' ? second.split(':') : [second, first];
  return project === '' || target === ''
    ? null
    : { packages: [project], args: ['run', target].map((word) => literal(word)) };
}

function asRun(args: readonly ShellText[]): readonly ShellText[] {
  return knownText(args[0] ?? literal('')) === 'run' ? args : [literal('run'), ...args];
}

/** The packages and targets that options name, and what is left. */
function taken(args: readonly ShellText[]) {
  const packages: string[] = [];
  const targets: string[] = [];
  const rest: ShellText[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? literal('');
    const [option, glued] = FILTER.exec(knownText(arg) ?? '') ?? [];
    if (option === undefined) {
      rest.push(arg);
      continue;
    }
    const value = glued ?? knownText(args[++at] ?? literal('')) ?? '';
    (/^-t|^--target/.test(option) ? targets : packages).push(...value.split(','));
  }
  return { packages, targets, rest };
}

/** What the workspace lists, looked up once a call: the packages of its folders, by folder and by name, and its patterns. */
interface Listed {
  readonly packages: ReadonlyMap<string, string>;
  readonly patterns: readonly string[];
}

function listedIn(place: Place): Listed {
  const all = foldersIn(place);
  place.spend(LOOK_COST * all.length);
  const packages = new Map<string, string>();
  for (const folder of all.filter((one) => !one.includes('*'))) {
    const name = nameIn(folder, place);
    if (name === undefined) continue;
    for (const key of [folder, name])
      if (typeof key === 'string' && !packages.has(key)) packages.set(key, folder);
  }
  return { packages, patterns: all.filter((one) => one.endsWith('/*')) };
}

/** Null: it is not known. Names with signs of a pattern select packages that are not named. */
function folderOf(name: string, { packages, patterns }: Listed, place: Place): string | null {
  if (!/^[\w@./-]+$/.test(name) || name.includes('...')) return null;
  const path = name.replace(/^[.][/]/, '');
  const listed = packages.get(path) ?? packages.get(name);
  if (listed !== undefined) return listed;
  const last = path.split('/').at(-1) ?? '';
  const found = patterns
    .map((pattern) => pattern.replace('*', last))
    .find((folder) => {
      const named = nameIn(folder, place);
      return named !== undefined && (folder === path || named === name);
    });
  return found ?? null;
}

/** Undefined: there is no package. */
function nameIn(folder: string, place: Place): unknown {
  const file = fileOf(place, literal(`${folder}/package.json`));
  return file === null ? undefined : (recordOf(parsed(file.text)?.json)['name'] ?? null);
}

/** The folders of the packages as the workspace lists them, patterns among them. */
function foldersIn(place: Place): readonly string[] {
  const json = (path: string) => recordOf(parsed(fileOf(place, literal(path))?.text ?? '')?.json);
  const { workspaces } = json('package.json');
  const yaml = recordOf(plainYaml(fileOf(place, literal('pnpm-workspace.yaml'))?.text ?? ''));
  const lists = [
    workspaces,
    recordOf(workspaces)['packages'],
    yaml['packages'],
    json('lerna.json')['packages'],
  ];
  return lists
    .flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))
    .filter((one) => typeof one === 'string')
    .map((one) => one.replace(/^[.][/]|[/]$/g, ''));
}
