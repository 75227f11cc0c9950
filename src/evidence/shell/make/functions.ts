/** The functions of a makefile that make one text of others. Source: GNU make manual, Functions for Transforming Text and for File Names. */

/** Null: make has no such function, or what it gives is not known. */
export function textFunction(name: string, args: readonly string[]): string | null {
  const one = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return one === undefined ? null : one(args);
}

export const wordsOf = (text: string | undefined): readonly string[] =>
  (text ?? '').split(/\s+/).filter((word) => word !== '');

type TextFunction = (args: readonly string[]) => string | null;

const eachWord =
  (of: (word: string) => string): TextFunction =>
  ([text]) =>
    wordsOf(text).map(of).join(' ');

const folderOf = (word: string): string => word.slice(0, word.lastIndexOf('/') + 1);
const suffixOf = (word: string): string => /\.[^./]*$/.exec(word)?.[0] ?? '';
const withoutSuffix = (word: string): string => word.slice(0, word.length - suffixOf(word).length);

const FUNCTIONS: Readonly<Record<string, TextFunction>> = {
  subst: ([from = '', to = '', text = '']) => (from === '' ? text : text.replaceAll(from, () => to)),
  patsubst: ([pattern = '', replacement = '', text]) =>
    wordsOf(text)
      .map((word) => replaced(word, pattern.trim(), replacement.trim()))
      .join(' '),
  filter: ([patterns, text]) => filtered(patterns, text, true),
  'filter-out': ([patterns, text]) => filtered(patterns, text, false),
  findstring: ([part = '', text = '']) => (text.includes(part) ? part : ''),
  strip: ([text]) => wordsOf(text).join(' '),
  sort: ([text]) => [...new Set(wordsOf(text))].toSorted((a, b) => (a < b ? -1 : 1)).join(' '),
  word: ([at, text]) => wordsOf(text)[Number(at) - 1] ?? '',
  wordlist: ([first, last, text]) =>
    wordsOf(text)
      .slice(Number(first) - 1, Number(last))
      .join(' '),
  words: ([text]) => `${wordsOf(text).length}`,
  firstword: ([text]) => wordsOf(text)[0] ?? '',
  lastword: ([text]) => wordsOf(text).at(-1) ?? '',
  join: ([left, right]) => {
    const [one, other] = [wordsOf(left), wordsOf(right)];
    return Array.from(
      { length: Math.max(one.length, other.length) },
      (_, at) => `${one[at] ?? ''}${other[at] ?? ''}`,
    ).join(' ');
  },
  dir: eachWord((word) => folderOf(word) || './'),
  notdir: eachWord((word) => word.slice(folderOf(word).length)),
  suffix: eachWord(suffixOf),
  basename: eachWord(withoutSuffix),
};

/** `%` in a pattern stands for what is put for `%` in the replacement. */
function replaced(word: string, pattern: string, replacement: string): string {
  const stem = stemOf(word, pattern);
  if (stem === null) return word;
  return pattern.includes('%') ? replacement.replace('%', () => stem) : replacement;
}

/** What `%` stands for; null: the word does not fit the pattern. */
export function stemOf(word: string, pattern: string): string | null {
  const at = pattern.indexOf('%');
  if (at < 0) return word === pattern ? '' : null;
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  const fits = word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after);
  return fits ? word.slice(before.length, word.length - after.length) : null;
}

function filtered(patterns: string | undefined, text: string | undefined, isKept: boolean): string {
  const all = wordsOf(patterns);
  return wordsOf(text)
    .filter((word) => all.some((pattern) => stemOf(word, pattern) !== null) === isKept)
    .join(' ');
}

/** `$(NAME:.c=.o)` and `$(NAME:%=push-%)`. */
export function substituted(text: string, from: string, to: string): string {
  const isPattern = from.includes('%');
  return wordsOf(text)
    .map((word) => replaced(word, isPattern ? from : `%${from}`, isPattern ? to : `%${to}`))
    .join(' ');
}

/** A prefix or suffix may hold what only a shell knows: it goes in front of, or behind, each word as it is. */
export function affixed(name: string, affix: string, text: string): string {
  return wordsOf(text)
    .map((word) => (name === 'addprefix' ? affix + word : word + affix))
    .join(' ');
}

/** Commas between parentheses part nothing. */
export function argumentsOf(text: string): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '(' || character === '{') depth++;
    else if (character === ')' || character === '}') depth--;
    else if (character === ',' && depth === 0) {
      args.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...args, text.slice(from)];
}
