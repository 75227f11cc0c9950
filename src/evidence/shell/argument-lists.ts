/** `xargs`, `parallel` and `find -exec`: one command for each of what they read or find. Source: GNU findutils and parallel manuals. */
import { linesOf, splitFields } from './fields.ts';
import { concat, knownPrefix, knownText, literal, type ShellText, unknown } from './text.ts';

export interface WrapperInput {
  readonly stdin: ShellText | null;
  readonly contents: (path: ShellText) => ShellText | null;
}

/** One command of a list: its fields, or the text of a script. */
export interface ListRun {
  readonly fields: readonly ShellText[];
  readonly script: ShellText | null;
}

/** More are not followed one by one. */
const MAX_RUNS = 64;

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
  const runs: ListRun[] = [];
  for (let from = 0; from < items.length && runs.length < MAX_RUNS; from += Math.max(1, count || 1)) {
    runs.push({ fields: [...fields, ...items.slice(from, from + Math.max(1, count || 1))], script: null });
  }
  return runs;
}

/** What `find` runs for what it finds, once each; names alone are what it prints. */
export function runsOfFind(args: readonly ShellText[]): readonly ListRun[] | null {
  const words = args.map(knownText);
  // What it finds lies below the folder that it is given.
  const [first = '.'] = words.map((word) => word ?? '.');
  const place = first.startsWith('-') ? '.' : first.replace(/[/]$/, '');
  const found = concat([literal(`${place}/`), unknown('it is what `find` finds')]);
  const runs = words.flatMap((word, at): readonly ListRun[] => {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(word ?? '')) return [];
    const end = words.findIndex((other, index) => index > at && (other === ';' || other === '+'));
    const fields = args.slice(at + 1, end < 0 ? args.length : end);
    const isName = /^(?:basename|dirname)$/.test(knownText(fields[0] ?? literal('')) ?? '');
    return fields.length === 0 || isName
      ? []
      : [{ fields: fields.map((field) => withFound(field, found)), script: null }];
  });
  return runs.length === 0 ? null : runs;
}

function withFound(field: ShellText, found: ShellText): ShellText {
  const [before = '', ...others] = (knownText(field) ?? '').split('{}');
  return others.length === 0
    ? field
    : concat([literal(before), ...others.flatMap((rest) => [found, literal(rest)])]);
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
  if (input === null || options.has('-0')) return null;
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
  const known = items ?? [unknown('what `xargs` reads is not known')];
  return known
    .slice(0, MAX_RUNS)
    .map((item) => ({ fields: fields.map((field) => inPlace(field, placeholder, item)), script: null }));
}

function inPlace(field: ShellText, placeholder: string, item: ShellText): ShellText {
  const parts = placeholder === '' ? [] : (knownText(field)?.split(placeholder) ?? []);
  if (parts.length < 2) return field;
  return concat(parts.flatMap((part, index) => (index === 0 ? [literal(part)] : [item, literal(part)])));
}

/** `parallel COMMAND ::: A B`, or with what it reads; a command of one word is the text of a script. */
export function runsOfParallel(
  args: readonly ShellText[],
  { stdin }: WrapperInput,
): readonly ListRun[] | null {
  const words = args.map(knownText);
  let at = 0;
  for (; at < args.length && /^-./.test(words[at] ?? ''); at++) {
    if (/^(-j|-P|--jobs|--joblog|--results|--delay|--retries|--timeout|-I|-a|-N|-n)$/.test(words[at] ?? ''))
      at++;
  }
  const marks = words.indexOf(':::', at);
  if (words.filter((word) => word !== null && word.startsWith(':::')).length > 1) return null;
  const command = args.slice(at, marks < 0 ? undefined : marks);
  const items = marks < 0 ? (stdin === null ? null : linesOf(stdin)) : args.slice(marks + 1);
  if (command.length === 0) return null;
  const known = items ?? [unknown('what `parallel` reads is not known')];
  const text = concat(command.flatMap((word, index) => (index === 0 ? [word] : [literal(' '), word])));
  return known.slice(0, MAX_RUNS).map((item) => {
    const filled = inPlace(text, '{}', item);
    return { fields: [], script: filled === text ? concat([text, literal(' '), item]) : filled };
  });
}
