/** `read`: one line to variables. Source: Bash manual, bash builtins. */
import type { Command, CompoundList } from 'unbash';
import { arrayOf } from './arrays.ts';
import type { Frame } from './frame.ts';
import { type Marked, marked } from './marked.ts';
import { mayHoldAny, partsOf, splitFields } from './fields.ts';
import { EMPTY, isKnown, knownText, type ShellText, unknown, whyUnknown } from './text.ts';

/** Options that take the next word, alone or behind others: `-d ''`, `-rd ''`. */
const VALUED = /^-[aers]*[diNnptu]$/;
/** Options by which it reads other than a line of its standard input. */
const NO_LINE = /^-[aers]*[dNnu]/;

export interface ReadNames {
  readonly names: readonly string[];
  /** Words that name variables, and are not known. */
  readonly others: readonly ShellText[];
  /** Whether it reads a whole line of its standard input into variables that are all known. */
  readonly isLine: boolean;
  /** It names none: `REPLY` takes the line as it is. */
  readonly isNone: boolean;
}

/** The variables that `read` sets. */
export function readNames(args: readonly ShellText[]): ReadNames {
  const names: string[] = [];
  const others: ShellText[] = [];
  let isLine = true;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? EMPTY;
    const word = knownText(arg);
    if (word === null) others.push(arg);
    else if (!word.startsWith('-')) {
      // One element of an array.
      const [name = word] = /^\w+(?=\[)/.exec(word) ?? [];
      if (name !== word) isLine = false;
      names.push(name);
    } else {
      if (NO_LINE.test(word)) isLine = false;
      if (VALUED.test(word)) at++;
    }
  }
  const isNone = names.length + others.length === 0;
  return { names: isNone ? ['REPLY'] : names, others, isLine: isLine && others.length === 0, isNone };
}

export interface ReadLine {
  readonly names: readonly string[];
  readonly line: ShellText;
  /** `IFS`; null: blanks. */
  readonly separators: ShellText | null;
  readonly command: Command;
}

export function readInto(frame: Frame, { names, line, separators, command }: ReadLine): void {
  const given = separators === null ? ' \t\n' : knownText(separators);
  const hasOption = (option: RegExp): boolean =>
    command.args.some((arg) => arg.type === 'Word' && option.test(arg.value));
  // Without `-r` a backslash takes away what the character behind it means.
  if (!hasOption(/^-[a-z]*r/) && line.pieces.some((piece) => isKnown(piece) && piece.text.includes('\\'))) {
    for (const name of names) frame.set(name, unknown('what `read` makes of backslashes is not followed'));
    return;
  }
  if (hasOption(/^-[a-z]*a$/)) {
    const fields = given === null ? null : fieldsOf(line, given);
    const [name = 'REPLY'] = names;
    if (fields === null) frame.set(name, unknown(whyUnknown(line) ?? '`IFS` is not known'));
    else frame.setArray(name, arrayOf(fields));
    return;
  }
  const isOne = names.length === 1 && given !== null;
  if (isOne && (given === '' || knownText(line) === null)) {
    frame.set(names[0] ?? '', line);
    return;
  }
  const whole = given === null || mayHoldAny(line, given) ? null : marked(line);
  if (given !== null && whole !== null) shareOut(frame, { names, line, whole, given });
  else for (const name of names) frame.set(name, unknown(whyUnknown(line) ?? '`IFS` is not known'));
}

/** The last variable takes the rest of the line. */
function shareOut(
  frame: Frame,
  {
    names,
    line,
    whole: { text, textOf },
    given,
  }: Pick<ReadLine, 'names' | 'line'> & { readonly whole: Marked; readonly given: string },
): void {
  const blanks = new Set([...given].filter((one) => /\s/.test(one)));
  const isSeparator = (place: number) => given.includes(text.charAt(place));
  const isBlank = (place: number) => blanks.has(text.charAt(place));
  let at = 0;
  const skipBlanks = () => {
    while (at < text.length && isBlank(at)) at++;
  };
  for (const [index, name] of names.entries()) {
    skipBlanks();
    const isLast = index === names.length - 1;
    let end = at;
    if (isLast) end = endOfRest(text, at, { isBlank, isSeparator });
    else while (end < text.length && !isSeparator(end)) end++;
    const isWhole = at === 0 && end === text.length;
    frame.set(name, isWhole ? line : textOf(text.slice(at, end)));
    at = end;
    skipBlanks();
    if (at < text.length && isSeparator(at) && !isBlank(at)) at++;
  }
}

interface Signs {
  readonly isBlank: (place: number) => boolean;
  readonly isSeparator: (place: number) => boolean;
}

/** Where the rest of a line ends: before the blanks behind it, and before the separator behind the only field in it. Source: POSIX shell, read. */
function endOfRest(text: string, from: number, { isBlank, isSeparator }: Signs): number {
  const trimmed = (end: number): number => {
    let place = end;
    while (place > from && isBlank(place - 1)) place--;
    return place;
  };
  const end = trimmed(text.length);
  if (end === from || !isSeparator(end - 1)) return end;
  const before = trimmed(end - 1);
  const isOnly = Array.from({ length: before - from }, (_, index) => from + index).every(
    (place) => !isSeparator(place),
  );
  return isOnly ? before : end;
}

function fieldsOf(line: ShellText, separators: string): readonly ShellText[] | null {
  if (/^\s+$/.test(separators)) return mayHoldAny(line, separators) ? null : splitFields(line);
  if (separators.length !== 1) return null;
  const { parts, isWhole } = partsOf(line, separators);
  if (!isWhole) return null;
  return parts.at(-1)?.pieces.length === 0 ? parts.slice(0, -1) : parts;
}

/** The `read` that stands in the condition of a loop by itself, or before `|| [ -n "$NAME" ]`; null: none. */
export function readOfClause({ commands }: CompoundList): Command | null {
  const only = commands.length === 1 ? commands[0]?.command : undefined;
  const first =
    only?.type === 'AndOr' && only.operators.every((one) => one === '||') ? only.commands[0] : only;
  return first?.type === 'Command' && first.name?.value === 'read' ? first : null;
}
