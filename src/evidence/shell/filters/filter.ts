/** What filters share: a command whose output follows from its arguments and its input. */
import type { Spend } from '#basics/regular/spend.ts';
import { remember } from '#basics/remember.ts';
import type { Invocation } from '../invocation.ts';
import { endsInBreak, linesOf } from '../fields.ts';
import { concat, isKnown, knownText, literal, mayHold, type ShellText, type Unknown } from '../text.ts';

/** Most that one filter looks at; of a text any longer its output is not known. */
const MAX_WORK = 4_000_000;

/** Thrown where a filter would look at more than it may. */
export class TooMuch extends Error {}

/** Spends of what this filter may, and of what all commands may. */
export function newSpend({ spend }: Pick<Invocation, 'spend'>): Spend {
  let left = MAX_WORK;
  return (characters) => {
    left -= characters;
    if (left < 0) throw new TooMuch();
    spend(characters);
  };
}

/** Null: it is not known. */
export type Filter = (args: readonly string[], invocation: Invocation) => ShellText | null;

export const BREAK = literal('\n');

/** The characters that a word may have. */
const CODES = Array.from({ length: 0x7f - 0x21 }, (_, index) => 0x21 + index);

/** Those that may be in what is not known. */
export const codesOf = remember((piece: Unknown): readonly number[] =>
  CODES.filter((code) => mayHold(piece, String.fromCharCode(code))),
);

/** The files named, or else what is piped in; null: not known. */
export function textOf(paths: readonly string[], { stdin, contents }: Invocation): ShellText | null {
  if (paths.length === 0) return stdin;
  const texts = paths.map((path) => (path === '-' ? stdin : contents(literal(path))));
  return texts.every((text) => text !== null) ? concat(texts) : null;
}

export function linesFrom(paths: readonly string[], invocation: Invocation): readonly ShellText[] | null {
  const text = textOf(paths, invocation);
  return text === null ? null : linesOf(text);
}

/** Every line with its break. */
export function ofLines(lines: readonly ShellText[]): ShellText {
  return concat(lines.flatMap((line) => [line, BREAK]));
}

/** Whether the last line of what is read has a break; GNU's filters leave it as it is. */
export function isBroken(paths: readonly string[], invocation: Invocation): boolean {
  const text = textOf(paths, invocation);
  return text === null || endsInBreak(text);
}

/** Without the break at its end. */
export function unbroken(text: ShellText): ShellText {
  const last = text.pieces.at(-1);
  if (!isKnown(last) || !last.text.endsWith('\n')) return text;
  const before = { pieces: text.pieces.slice(0, -1), origins: text.origins };
  return concat([before, literal(last.text.slice(0, -1))]);
}

/** Lines that are wholly known; null where one is not. */
export function knownLines(lines: readonly ShellText[] | null): readonly string[] | null {
  const known = lines?.map(knownText) ?? [null];
  return known.every((line) => line !== null) ? known : null;
}

/** `change` for each line by itself; a line that it leaves alone is as unedited as before. Null: not known. */
export function eachLine(
  lines: readonly ShellText[] | null,
  change: (line: string) => string | null,
): readonly ShellText[] | null {
  const changed = lines?.map((line) => {
    const known = knownText(line);
    const next = known === null ? null : change(known);
    return next === null ? null : next === known ? line : literal(next, line.origins);
  }) ?? [null];
  return changed.every((line) => line !== null) ? changed : null;
}

export interface Arguments {
  /** Letters of options without a value. */
  readonly flags: string;
  /** The last value of each option. */
  readonly values: ReadonlyMap<string, string>;
  /** Every value of each, in order. */
  readonly all: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

/** Options as POSIX has them: `-ab`, `-n5`, `-n 5`, `--name=value`. Null: one that is not among these. */
export function readArguments(
  args: readonly string[],
  {
    flags,
    valued,
    long = {},
  }: { readonly flags: string; readonly valued: string; readonly long?: Readonly<Record<string, string>> },
): Arguments | null {
  const all = new Map<string, readonly string[]>();
  const operands: string[] = [];
  let given = '';
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const letters = name === undefined ? (/^-(.+)$/s.exec(arg)?.[1] ?? '') : (long[name] ?? null);
    if (letters === null) return null;
    if (letters === '') operands.push(arg);
    for (let letter = 0; letter < letters.length; letter++) {
      const one = letters.charAt(letter);
      if (valued.includes(one)) {
        const rest = value ?? letters.slice(letter + 1);
        const taken = rest !== '' || value !== undefined ? rest : (args[++at] ?? '');
        all.set(one, [...(all.get(one) ?? []), taken]);
        break;
      }
      if (!flags.includes(one)) return null;
      given += one;
    }
  }
  const values = new Map([...all].map(([name, each]) => [name, each.at(-1) ?? '']));
  return { flags: given, values, all, operands };
}
