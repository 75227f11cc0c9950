/** What a folder's `package.json` says of its scripts, and which manager with which settings runs them. */
import type { Spend } from '#basics/regular/spend.ts';
import { fileOf } from './files.ts';
import type { Frame } from './frame.ts';
import { parsed } from './json-text.ts';
import type { Manager } from './package-lifecycle.ts';
import type { Listener } from './shell.ts';
import { knownText, literal, SOURCE_ROOT, concat, type ShellText } from './text.ts';

interface Place {
  readonly frame: Frame;
  readonly listener: Pick<Listener, 'script'>;
  readonly spend: Spend;
}

export interface Manifest {
  readonly scripts: ReadonlyMap<string, string>;
  /** What npm sets for its scripts. */
  readonly variables: readonly (readonly [string, string])[];
  /** Null: it names no manager. */
  readonly manager: string | null;
}

/** Null: there is none, or it cannot be read. */
export function manifestIn(place: Place): Manifest | null {
  const file = fileOf(place, literal('package.json'));
  if (file === null) return null;
  // A long one is read anew for each script that is run.
  place.spend(file.text.length);
  return manifestOf(file.text);
}

function manifestOf(text: string): Manifest | null {
  const json = parsed(text)?.json;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const members = new Map(Object.entries(json));
  const scripts = members.get('scripts');
  const entries = typeof scripts === 'object' && scripts !== null ? Object.entries(scripts) : [];
  const isText = (entry: readonly [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string';
  const variables = [
    ...['name', 'version'].flatMap((member) => variableOf(member, members.get(member))),
    ...variablesOf('config', members.get('config')),
  ];
  const manager = members.get('packageManager');
  return {
    scripts: new Map(entries.filter(isText)),
    variables,
    manager: typeof manager === 'string' ? manager : null,
  };
}

/** What a manager says of a package to its scripts. Source: npm CLI docs, scripts, package.json vars; the signs that no name has become `_`. */
function variableOf(member: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
  // Source: @npmcli/run-script, package-envs: what is not so is empty.
  return [[`npm_package_${member.replaceAll(/\W/g, '_')}`, value === false ? '' : String(value)]];
}

function variablesOf(member: string, values: unknown): readonly (readonly [string, string])[] {
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    variableOf(`${member}_${key}`, value === null ? false : value),
  );
}

const MANAGERS: ReadonlySet<string> = new Set<Manager>(['npm', 'pnpm', 'bun']);
const isManager = (name: string): name is Manager => MANAGERS.has(name);

/** Null: the command is none. */
export function managerOf(name: string, args: readonly ShellText[], place: Place): Manager | null {
  if (name !== 'yarn') return isManager(name) ? name : null;
  const [first, second] = args.map(knownText);
  const here = literal('.yarnrc.yml');
  const isSet = [here, concat([SOURCE_ROOT, literal('/.yarnrc.yml')])].some(
    (path) => fileOf(place, path) !== null,
  );
  const isNew =
    isSet ||
    (first === 'npm' && second === 'publish') ||
    /^yarn@(?!1[.])/.test(manifestIn(place)?.manager ?? '');
  return isNew ? 'berry' : 'yarn';
}

/** Whether scripts are turned off: on the command line, by a variable or in `.npmrc`. Source: npm CLI docs, config, ignore-scripts. */
export function areIgnored(args: readonly ShellText[], place: Place): boolean {
  const option = args.map(knownText).findLast((word) => /^--(?:no-)?ignore-scripts(?:=|$)/.test(word ?? ''));
  if (option !== undefined && option !== null) return !/^--no-|=false$/.test(option);
  const names = ['npm_config_ignore_scripts', 'NPM_CONFIG_IGNORE_SCRIPTS'];
  const variable = names.map((name) => place.frame.get(name)).find((one) => one !== null);
  if (variable !== undefined && variable !== null) return knownText(variable) === 'true';
  return /^\s*ignore-scripts\s*=\s*true\s*$/m.test(fileOf(place, literal('.npmrc'))?.text ?? '');
}
