/** Options of a shell, as `set` and the words behind its name have them. Source: Bash manual, the set builtin. */
import { EMPTY, knownText, type ShellText } from './text.ts';

const LETTERS: Readonly<Record<string, string>> = { a: 'allexport', e: 'errexit', E: 'errtrace' };

/** `count`: how many words the options are. */
export function withOptions(
  before: ReadonlySet<string>,
  args: readonly ShellText[],
): { readonly options: ReadonlySet<string>; readonly count: number } {
  const options = new Set(before);
  let at = 0;
  for (; at < args.length; at++) {
    const [, sign, letters = ''] = /^([-+])([A-Za-z]+)$/.exec(knownText(args[at] ?? EMPTY) ?? '') ?? [];
    if (sign === undefined) break;
    const names = [...letters].map((letter) => LETTERS[letter] ?? '');
    if (letters.includes('o')) names.push(knownText(args[++at] ?? EMPTY) ?? '');
    for (const name of names)
      if (sign === '-') options.add(name);
      else options.delete(name);
  }
  return { options, count: Math.min(at, args.length) };
}
