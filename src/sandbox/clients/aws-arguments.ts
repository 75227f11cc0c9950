/**
 * The AWS CLI's command line: global options, service, operation, and the flags as an API's input. The CLI knows
 * every operation's model; here a flag's form tells its type, with the few that do not in a table.
 */
import type { Members } from './members.ts';

export interface CliCommand {
  readonly service: string;
  readonly operation: string;
  readonly region: string | null;
  readonly query: string | null;
  readonly output: string;
  /** What follows the operation, global options taken out. */
  readonly rest: readonly string[];
}

const GLOBAL_VALUES = new Set([
  '--region',
  '--query',
  '--output',
  '--profile',
  '--endpoint-url',
  '--color',
  '--ca-bundle',
  '--cli-read-timeout',
  '--cli-connect-timeout',
]);
const GLOBAL_FLAGS = new Set([
  '--debug',
  '--no-verify-ssl',
  '--no-paginate',
  '--no-sign-request',
  '--no-cli-pager',
  '--no-cli-auto-prompt',
]);

export function readCommand(args: readonly string[]): CliCommand {
  const globals = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [, name = '', joined] = /^(--[\w-]+)(?:=([^]*))?$/.exec(args[at] ?? '') ?? [];
    if (GLOBAL_FLAGS.has(name)) continue;
    if (GLOBAL_VALUES.has(name)) globals.set(name, joined ?? args[++at] ?? '');
    else rest.push(args[at] ?? '');
  }
  const [service = '', operation = '', ...flags] = rest;
  return {
    service,
    operation,
    region: globals.get('--region') ?? null,
    query: globals.get('--query') ?? null,
    output: globals.get('--output') ?? 'json',
    rest: flags,
  };
}

/** `get-login-password` to `GetLoginPassword`. */
export const pascalCase = (kebab: string): string =>
  kebab
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

/** Flags to input, their names in the service's own case. `file` reads what `file://` names. */
export function inputOf(
  flags: readonly string[],
  { upper, file }: { readonly upper: boolean; readonly file: (path: string) => string },
): Members {
  const input: Record<string, unknown> = {};
  for (const { name, values } of flagsOf(flags)) {
    if (name === 'cli-input-json') {
      Object.assign(input, valueOf(values[0] ?? '{}', file));
      continue;
    }
    const off = name.startsWith('no-') && values.length === 0;
    const pascal = pascalCase(off ? name.slice(3) : name);
    const member = upper ? pascal : pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
    input[member] = values.length === 0 ? !off : memberValue(member, values, file);
  }
  return input;
}

function flagsOf(words: readonly string[]): readonly { readonly name: string; readonly values: string[] }[] {
  const flags: { name: string; values: string[] }[] = [];
  for (const word of words) {
    const [, name, joined] = /^--([a-z][\w-]*)(?:=([^]*))?$/.exec(word) ?? [];
    if (name !== undefined) flags.push({ name, values: joined === undefined ? [] : [joined] });
    else flags.at(-1)?.values.push(word);
  }
  return flags;
}

/** Members that are lists though one value was given. */
const LISTS =
  /^(?:repositoryNames|registryIds|imageIds|layerDigests|names|ids|tags|Names|Tags|TagKeys|ActionNames|ResourceArns|tagKeys|PolicyArns|environmentVariablesOverride)$/i;
const NUMBERS =
  /^(?:maxResults|limit|MaxItems|MaxResults|DurationSeconds|NumberOfBytes|timeoutInMinutesOverride)$/;
const TEXTS = /(?:Document|policyText|PolicyText|ResourcePolicy|Policy|SecretString)$/;

function memberValue(name: string, values: readonly string[], file: (path: string) => string): unknown {
  const [first = ''] = values;
  if (TEXTS.test(name)) return read(first, file);
  if (NUMBERS.test(name)) return Number(first);
  const all = values.map((value) => valueOf(value, file));
  const [only] = all;
  if (all.length === 1 && (Array.isArray(only) || !LISTS.test(name))) return only;
  return all;
}

const read = (value: string, file: (path: string) => string): string => {
  const [, path] = /^(?:file|fileb):\/\/(.+)$/.exec(value) ?? [];
  return path === undefined ? value : file(path);
};

function valueOf(given: string, file: (path: string) => string): unknown {
  const text = read(given, file);
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  if (text === 'true' || text === 'false') return text === 'true';
  return /^[A-Za-z]\w*=/.test(text) ? shorthand(text) : text;
}

/** The CLI's shorthand: `Key=a,Value=b`. */
function shorthand(text: string): unknown {
  const entries = text.split(/,(?=[A-Za-z]\w*=)/).map((pair) => {
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    return [pair.slice(0, at), value === 'true' || value === 'false' ? value === 'true' : value] as const;
  });
  return Object.fromEntries(entries);
}
