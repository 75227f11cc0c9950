/** The functions of a makefile that make one text of others. Source: GNU make manual, Functions for Transforming Text and for File Names. */

/** With how many arguments it takes at most: a comma in the last is its own. Null: make has no such function. */
export function textFunction(name: string): readonly [most: number, of: TextFunction] | null {
  return (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined) ?? null;
}

export const wordsOf = (text: string | undefined): readonly string[] =>
  (text ?? '').split(/\s+/).filter((word) => word !== '');

type TextFunction = (args: readonly string[]) => string;

const eachWord =
  (of: (word: string) => string): TextFunction =>
  ([text]) =>
    wordsOf(text).map(of).join(' ');

const folderOf = (word: string): string => word.slice(0, word.lastIndexOf('/') + 1);
const suffixOf = (word: string): string => /\.[^./]*$/.exec(word)?.[0] ?? '';
const withoutSuffix = (word: string): string => word.slice(0, word.length - suffixOf(word).length);

const FUNCTIONS: Readonly<Record<string, readonly [most: number, of: TextFunction]>> = {
  subst: [3, ([from = '', to = '', text = '']) => (from === '' ? text : text.replaceAll(from, () => to))],
  patsubst: [
    3,
    ([pattern = '', replacement = '', text]) =>
      wordsOf(text)
        .map((word) => replaced(word, pattern.trim(), replacement.trim()))
        .join(' '),
  ],
  filter: [2, ([patterns, text]) => filtered(patterns, text, true)],
  'filter-out': [2, ([patterns, text]) => filtered(patterns, text, false)],
  findstring: [2, ([part = '', text = '']) => (text.includes(part) ? part : '')],
  sort: [1, ([text]) => [...new Set(wordsOf(text))].toSorted((a, b) => (a < b ? -1 : 1)).join(' ')],
  word: [2, ([at, text]) => wordsOf(text)[Number(at) - 1] ?? ''],
  wordlist: [
    3,
    ([first, last, text]) =>
      wordsOf(text)
        .slice(Number(first) - 1, Number(last))
        .join(' '),
  ],
  words: [1, ([text]) => `${wordsOf(text).length}`],
  firstword: [1, ([text]) => wordsOf(text)[0] ?? ''],
  lastword: [1, ([text]) => wordsOf(text).at(-1) ?? ''],
  join: [
    2,
    ([left, right]) => {
      const [one, other] = [wordsOf(left), wordsOf(right)];
      return Array.from(
        { length: Math.max(one.length, other.length) },
        (_, at) => `${one[at] ?? ''}${other[at] ?? ''}`,
      ).join(' ');
    },
  ],
  dir: [1, eachWord((word) => folderOf(word) || './')],
  notdir: [1, eachWord((word) => word.slice(folderOf(word).length))],
  suffix: [1, eachWord(suffixOf)],
  basename: [1, eachWord(withoutSuffix)],
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

/** Commas between parentheses part nothing, and none does in the last of as many as there may be. */
export function argumentsOf(text: string, most = Number.POSITIVE_INFINITY): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '(' || character === '{') depth++;
    else if (character === ')' || character === '}') depth--;
    else if (character === ',' && depth === 0 && args.length + 1 < most) {
      args.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...args, text.slice(from)];
}
