/** `xargs`, `parallel` and `find -exec`: one command for each of what they read or find. Source: GNU findutils and parallel manuals. */
import { linesOf, splitFields } from './fields.ts';
import { type FindPlace, foundBy } from './find.ts';
import { concat, knownPrefix, knownText, literal, type ShellText, unknown } from './text.ts';

export interface WrapperInput extends FindPlace {
  readonly stdin: ShellText | null;
  readonly contents: (path: ShellText) => ShellText | null;
  /** There may be files that are not known. */
  readonly mayHoldMore: boolean;
}

/** One command of a list: its fields, or the text of a script. */
export interface ListRun {
  readonly fields: readonly ShellText[];
  readonly script: ShellText | null;
}

/** More are not followed one by one, but as one that is not known. */
const MAX_RUNS = 64;
const MORE = unknown(`there are more than ${MAX_RUNS} of them`);

const bounded = <T>(items: readonly T[], more: T): readonly T[] =>
  items.length > MAX_RUNS ? [...items.slice(0, MAX_RUNS), more] : items;

const XARGS_VALUED = /^-(n|I|P|L|d|a|s|E)$/;

export function runsOfXargs(
  args: readonly ShellText[],
  { stdin, contents }: WrapperInput,
): readonly ListRun[] | null {
  const options = new Map<string, ShellText>();
  let at = 0;
  for (; at < args.length; at++) {
    const word = knownPrefix(args[at] ?? unknown(''));
    if (!/^-./.test(word)) break;
    const long = /^--(max-args|replace|max-lines|arg-file|delimiter)(?:=(.*))?$/.exec(word);
    const letter = long === null ? word.slice(0, 2) : LONG[long[1] ?? ''];
    if (long !== null) options.set(letter ?? word, long[2] === undefined ? literal('{}') : literal(long[2]));
    else if (XARGS_VALUED.test(word)) options.set(word, args[++at] ?? unknown(''));
    else if (letter !== undefined && XARGS_VALUED.test(letter)) options.set(letter, literal(word.slice(2)));
    else options.set(word, literal(''));
  }
  const fields = args.slice(at).length === 0 ? [literal('echo')] : args.slice(at);
  const file = options.get('-a');
  const input = file === undefined ? stdin : contents(file);
  const placeholder = options.get('-I') ?? (options.has('-i') ? literal('{}') : undefined);
  if (placeholder !== undefined)
    return eachInPlace(fields, knownText(placeholder) ?? '{}', itemsOf(input, options));
  const items = options.has('-0') || options.has('-d') ? itemsOf(input, options) : wordsOf(input);
  if (items === null) return [{ fields: [...fields, unread(input)], script: null }];
  const count = Number(
    knownText(options.get('-n') ?? options.get('-L') ?? literal('')) || MAX_RUNS * MAX_RUNS,
  );
  if (items.length === 0)
    return options.has('-r') || options.has('--no-run-if-empty') ? [] : [{ fields, script: null }];
  const each = Math.max(1, count || 1);
  const groups = Array.from({ length: Math.ceil(items.length / each) }, (_, group) =>
    items.slice(group * each, (group + 1) * each),
  );
  return bounded(groups, [MORE]).map((group) => ({ fields: [...fields, ...group], script: null }));
}

/** What `find` runs for what it finds, once for each path or for all; names alone are what it prints. */
export function runsOfFind(args: readonly ShellText[], place: WrapperInput): readonly ListRun[] | null {
  const words = args.map(knownText);
  const runs = words.flatMap((word, at): readonly Executed[] => {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(word ?? '')) return [];
    const end = words.findIndex((other, index) => index > at && (other === ';' || other === '+'));
    const fields = args.slice(at + 1, end < 0 ? args.length : end);
    const isName = /^(?:basename|dirname)$/.test(knownText(fields[0] ?? literal('')) ?? '');
    const isInFolder = word?.endsWith('dir') === true;
    return fields.length === 0 || isName ? [] : [{ fields, isAtOnce: words[end] === '+', isInFolder }];
  });
  if (runs.length === 0) return null;
  const all = foundBy(args, place);
  const isPlain = /^-(?:exec|ok)$/.test(knownText(all?.action[0] ?? literal('')) ?? '');
  const paths = all === null || !isPlain || runs.some(({ isInFolder }) => isInFolder) ? [] : all.paths;
  const others = somewhereBelow(words);
  return runs.flatMap((run) => {
    // What a build makes is handed on more often than run.
    const isOpen = paths.length === 0 || (place.mayHoldMore && !isOfScripts(run));
    const some = isOpen ? [...paths, others] : paths;
    // Of paths that are given at once it is not known which is first.
    const groups = run.isAtOnce ? [some.length === 1 ? some : [others]] : some.map((path) => [path]);
    return bounded(groups, [MORE]).map((group) => ({
      fields: run.fields.flatMap((field) => withFound(field, group)),
      script: null,
    }));
  });
}

const isOfScripts = ({ fields: [first] }: Executed): boolean =>
  /^(?:(?:.*[/])?(?:ba|da|k|z)?sh|python[23]?|node|ruby|perl|sed|[{][}]|\.|source)$/.test(
    knownText(first ?? literal('')) ?? '',
  );

interface Executed {
  readonly fields: readonly ShellText[];
  /** One command for all that is found. */
  readonly isAtOnce: boolean;
  readonly isInFolder: boolean;
}

/** What it finds lies below the folder that it is given, and ends as the only test of a name says. */
function somewhereBelow(words: readonly (string | null)[]): ShellText {
  const [first] = words;
  const isOne = !words.some((word) => /^(?:-o|-or|!|-not|,)$/.test(word ?? ''));
  const [, end = ''] = /^[*]([^*?[\]\\]+)$/.exec(words[words.indexOf('-name') + 1] ?? '') ?? [];
  const place =
    first === undefined || first === null || first.startsWith('-') ? '.' : first.replace(/[/]$/, '');
  return concat([literal(`${place}/`), unknown('it is what `find` finds'), literal(isOne ? end : '')]);
}

function withFound(field: ShellText, paths: readonly ShellText[]): readonly ShellText[] {
  const known = knownText(field) ?? '';
  if (known === '{}') return paths;
  const [before = '', ...others] = known.split('{}');
  return others.length === 0
    ? [field]
    : [concat([literal(before), ...others.flatMap((rest) => [paths[0] ?? MORE, literal(rest)])])];
}

const LONG: Readonly<Record<string, string>> = {
  'max-args': '-n',
  replace: '-I',
  'max-lines': '-L',
  'arg-file': '-a',
  delimiter: '-d',
};

function unread(input: ShellText | null): ShellText {
  return input ?? unknown('what `xargs` reads is not known');
}

/** What stands between blanks, without its quotes; null: not known. */
function wordsOf(input: ShellText | null): readonly ShellText[] | null {
  if (input === null) return null;
  const known = knownText(input);
  if (known === null) return linesOf(input) === null ? null : splitFields(input);
  if (!/["'\\]/.test(known)) return splitFields(input);
  const words = known.match(/(?:"[^"\n]*"|'[^'\n]*'|\\[^]|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    literal(
      word.replaceAll(/"([^"]*)"|'([^']*)'|\\([^])/g, (...found: readonly (string | undefined)[]) =>
        found.slice(1, 4).join(''),
      ),
      input.origins,
    ),
  );
}

function itemsOf(
  input: ShellText | null,
  options: ReadonlyMap<string, ShellText>,
): readonly ShellText[] | null {
  const delimiter = options.get('-d');
  const mark = delimiter === undefined ? null : knownText(delimiter);
  if (input === null) return null;
  if (options.has('-0')) {
    const items = knownText(input)?.split('\0').slice(0, -1);
    return items?.map((item) => literal(item, input.origins)) ?? null;
  }
  if (mark === null || mark === '\\n' || mark === '\n') return linesOf(input);
  const known = knownText(input);
  return known === null || mark.length !== 1
    ? null
    : known.split(mark).map((item) => literal(item, input.origins));
}

function eachInPlace(
  fields: readonly ShellText[],
  placeholder: string,
  items: readonly ShellText[] | null,
): readonly ListRun[] {
  const known = bounded(items ?? [unknown('what `xargs` reads is not known')], MORE);
  return known.map((item) => ({
    fields: fields.map((field) => inPlace(field, placeholder, item)),
    script: null,
  }));
}

function inPlace(field: ShellText, placeholder: string, item: ShellText): ShellText {
  const parts = placeholder === '' ? [] : (knownText(field)?.split(placeholder) ?? []);
  if (parts.length < 2) return field;
  return concat(parts.flatMap((part, index) => (index === 0 ? [literal(part)] : [item, literal(part)])));
}

/** Options of `parallel` with a value of their own behind them. */
const PARALLEL_VALUED =
  /^(?:-a|-j|-P|-S|-I|-N|-n|-L|-l|--arg-file|--jobs|--max-procs|--joblog|--results|--res|--delay|--retries|--timeout|--halt|--halt-on-error|--load|--memfree|--nice|--tmpdir|--workdir|--wd|--basefile|--sshlogin|--shuf|--tagstring)$/;
/** Those that say where the arguments come from, or which signs stand for them. */
const PARALLEL_UNREAD = /^(?:-a|--arg-file|-I|-C|--colsep|-d|--delimiter|-X|-m|-N|-n|--pipe|--xargs)/;

/** `parallel COMMAND ::: A B ::: C`: the command for each combination, with what it reads, or the arguments as commands. */
export function runsOfParallel(
  args: readonly ShellText[],
  { stdin }: WrapperInput,
): readonly ListRun[] | null {
  const words = args.map(knownText);
  let at = 0;
  let isRead = true;
  for (; /^-./.test(words[at] ?? ''); at++) {
    if (PARALLEL_UNREAD.test(words[at] ?? '')) isRead = false;
    if (PARALLEL_VALUED.test(words[at] ?? '')) at++;
  }
  const marks = words.flatMap((word, index) => (word?.startsWith(':::') === true ? [index] : []));
  const command = args.slice(at, marks[0]);
  const isListed = marks.length > 0 && marks.every((mark) => words[mark] === ':::');
  const lists = marks.map((mark, index) => args.slice(mark + 1, marks[index + 1]));
  const read = stdin === null ? null : linesOf(stdin);
  const sources = isListed ? lists : marks.length === 0 && read !== null ? [read] : null;
  const items =
    isRead && sources !== null ? combined(sources) : [[unknown('what `parallel` reads is not known')]];
  const text = concat(command.flatMap((word, index) => (index === 0 ? [word] : [literal(' '), word])));
  return bounded(items, [MORE]).map((item) => ({ fields: [], script: filled(text, item) }));
}

/** One of each, the last changing first. */
function combined(sources: readonly (readonly ShellText[])[]): readonly (readonly ShellText[])[] {
  return sources.reduce<readonly (readonly ShellText[])[]>(
    (some, source) =>
      some.slice(0, MAX_RUNS).flatMap((one) => source.slice(0, MAX_RUNS).map((item) => [...one, item])),
    [[]],
  );
}

/** `{}`, `{2}`, and of either `{.}` without its extension, `{/}` its last part, `{//}` what is before that, `{/.}`; `{#}` and `{%}` are numbers. */
const PLACE = /\{(\d*)(\/\/|\/\.|\.|\/|[#%]|)\}/;

/** The arguments in their places; behind the command where it has none for them. */
function filled(text: ShellText, items: readonly ShellText[]): ShellText {
  const whole = concat(items.flatMap((item, index) => (index === 0 ? [item] : [literal(' '), item])));
  const known = knownText(text);
  if (known === '') return whole;
  const [before = '', ...places] = known?.split(PLACE) ?? [];
  if (places.length === 0) return concat([text, literal(' '), whole]);
  const parts = Array.from({ length: places.length / 3 }, (_, index) =>
    places.slice(3 * index, 3 * index + 3),
  );
  return concat([
    literal(before),
    ...parts.flatMap(([which = '', form = '', behind = '']) => [
      partOf(which === '' ? whole : (items[Number(which) - 1] ?? literal('')), form),
      literal(behind),
    ]),
  ]);
}

function partOf(item: ShellText, form: string): ShellText {
  const known = knownText(item);
  if (form === '' || known === null) return item;
  if (form === '#' || form === '%') return unknown('`parallel` numbers what it runs');
  const folder = /^(.*)\/[^/]*$/.exec(known)?.[1] ?? '.';
  const whole = form.startsWith('/') ? known.slice(known.lastIndexOf('/') + 1) : known;
  return literal(
    form === '//' ? folder : form.endsWith('.') ? whole.replace(/\.[^./]*$/, '') : whole,
    item.origins,
  );
}
