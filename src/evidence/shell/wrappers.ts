/** Commands that run another command: what is left when they are taken away. */
import { runsOfFind, runsOfParallel, runsOfXargs, type WrapperInput } from './argument-lists.ts';
import { dotenvOf } from './files/dotenv.ts';
import { runsOfScripts } from './script-lists.ts';
import { EMPTY, knownPrefix, knownText, literal, type ShellText, withoutPrefix } from './text.ts';
import { DASHES, OTHER_CREDENTIALS, type Wrapper, WRAPPERS } from './wrapper-list.ts';

/** One command that a wrapper runs. */
export interface Run {
  readonly fields: readonly ShellText[];
  readonly variables: readonly (readonly [string, ShellText])[];
  /** Those that it sees where nothing else sets them. */
  readonly defaults: readonly (readonly [string, ShellText])[];
  readonly unset: readonly string[];
  readonly isCleared: boolean;
  readonly stdin: ShellText | null;
  /** The text of a script instead of fields. */
  readonly script: ShellText | null;
}

const PLAIN = { variables: [], defaults: [], unset: [], isCleared: false, script: null } as const;

/** Why the calls of AWS that a wrapper makes itself are not known; null: it makes none. */
export function ownCallsOf(name: string): string | null {
  return WRAPPERS.get(name)?.own ?? null;
}

/** Null: no wrapper, or one that is given nothing to run. */
export function unwrapped(
  name: string,
  args: readonly ShellText[],
  input: WrapperInput,
): { readonly commands: readonly Run[] } | null {
  const lists =
    name === 'xargs'
      ? runsOfXargs(args, input)
      : name === 'parallel'
        ? runsOfParallel(args, input)
        : name === 'find'
          ? runsOfFind(args, input)
          : runsOfScripts(name, args, input);
  if (lists !== null) {
    return {
      commands: lists.map((one) => ({ ...PLAIN, stdin: null, fields: one.fields, script: one.script })),
    };
  }
  const wrapper = WRAPPERS.get(name);
  const run = wrapper === undefined ? null : runOf(name, wrapper, { args, contents: input.contents });
  return run === null ? null : { commands: [{ ...run, stdin: input.stdin }] };
}

function runOf(
  name: string,
  wrapper: Wrapper,
  { args, contents }: Pick<WrapperInput, 'contents'> & { readonly args: readonly ShellText[] },
): Omit<Run, 'stdin'> | null {
  const words = args.map(knownText);
  const option = words.findIndex((word) => word !== null && wrapper.text?.includes(word) === true);
  const script = option < 0 ? undefined : args[option + 1];
  if (script !== undefined) return { ...PLAIN, fields: [], script };
  // `command -v NAME` asks where it is.
  if (name === 'su' || (name === 'command' && /^-[vV]$/.test(words[0] ?? ''))) return null;
  const start = startOf(wrapper, words);
  if (start === null) return null;
  const unset = name === 'env' ? unsetBy(words.slice(0, start)) : [];
  const rest = args.slice(start);
  const assigns = name === 'env' || name === 'sudo' || name.startsWith('cross-env');
  const assignments = assigns ? leadingAssignments(rest) : [];
  const fields = rest.slice(assignments.length);
  const [first] = fields;
  if (first === undefined) return null;
  if (wrapper.isText === true && fields.length === 1) return { ...PLAIN, fields: [], script: first };
  const other = OTHER_CREDENTIALS.get(name);
  const variables = other === undefined ? assignments : [...assignments, [other, literal(name)] as const];
  const defaults =
    wrapper.files === undefined ? [] : variablesIn(filesOf(wrapper.files, args.slice(0, start)), contents);
  return { fields, variables, defaults, unset, isCleared: unset.length > 0, script: null };
}

/** The files of variables that the options name. */
function filesOf(names: readonly string[], options: readonly ShellText[]): readonly ShellText[] {
  const given = options.flatMap((option, at) => {
    const word = knownPrefix(option);
    const glued = names.find((name) => word.startsWith(`${name}=`));
    if (glued !== undefined) return [withoutPrefix(option, glued.length + 1)];
    return names.includes(word) ? [options[at + 1] ?? EMPTY] : [];
  });
  return given.length > 0 ? given : [literal('.env')];
}

/** The first that names one wins. Source: dotenv-cli. */
function variablesIn(
  files: readonly ShellText[],
  contents: WrapperInput['contents'],
): readonly (readonly [string, ShellText])[] {
  const all = files.flatMap((file) => dotenvOf(contents(file) ?? EMPTY));
  return [...new Map(all.toReversed())];
}

/** Where the command begins; null: nowhere. */
function startOf(wrapper: Wrapper, words: readonly (string | null)[]): number | null {
  const mark = words.findIndex((word) => word !== null && (wrapper.behind ?? DASHES).includes(word));
  const hasOwnVerb = wrapper.behind !== undefined || wrapper.verb !== undefined;
  if (hasOwnVerb && mark >= 0) return mark + 1;
  if (wrapper.behind !== undefined) return null;
  let at = 0;
  const skipOptions = () => {
    for (; at < words.length; at++) {
      const option = words[at] ?? null;
      if (option === null || !option.startsWith('-')) return;
      if (option === '--') {
        at++;
        return;
      }
      if (wrapper.valued.includes(option)) at++;
    }
  };
  skipOptions();
  if (wrapper.verb !== undefined) {
    const isThere = wrapper.verb.test(words[at] ?? '');
    if (!isThere && wrapper.isVerbOptional !== true) return null;
    if (isThere && wrapper.isVerbRun !== true) at++;
    skipOptions();
  }
  if (wrapper.isCounted === true && /^\d+$/.test(words[at] ?? '')) at++;
  return at + (wrapper.operands ?? 0);
}

/** Names that `env -u NAME` takes away. */
function unsetBy(words: readonly (string | null)[]): readonly string[] {
  return words.flatMap((word, index) => {
    if (word === '-u' || word === '--unset') return [words[index + 1] ?? ''];
    return word?.startsWith('--unset=') === true ? [word.slice('--unset='.length)] : [];
  });
}

function leadingAssignments(args: readonly ShellText[]): readonly (readonly [string, ShellText])[] {
  const assignments: (readonly [string, ShellText])[] = [];
  for (const arg of args) {
    const [assignment, variable = ''] = /^(\w+)=/.exec(knownPrefix(arg ?? EMPTY)) ?? [];
    if (assignment === undefined) break;
    assignments.push([variable, withoutPrefix(arg, assignment.length)]);
  }
  return assignments;
}
