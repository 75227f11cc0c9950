/** `read`: one line to variables. Source: Bash manual, bash builtins. */
import type { Command, CompoundList } from 'unbash';
import { arrayOf } from './arrays.ts';
import type { Frame } from './frame.ts';
import {
  EMPTY,
  isKnown,
  knownText,
  literal,
  type ShellText,
  splitFields,
  unknown,
  whyUnknown,
} from './text.ts';

const VALUED = new Set(['-d', '-n', '-N', '-p', '-t', '-u', '-i']);

/** The variables that `read` sets; null where it reads other than whole lines. */
export function readNames(args: readonly ShellText[]): readonly string[] | null {
  const names: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = knownText(args[at] ?? EMPTY);
    if (word === null) return null;
    if (VALUED.has(word)) {
      if (/^-[dnNu]$/.test(word)) return null;
      at++;
    } else if (!word.startsWith('-')) names.push(word);
  }
  return names.length === 0 ? ['REPLY'] : names;
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
  if (command.args.some((arg) => arg.type === 'Word' && /^-[a-z]*a$/.test(arg.value))) {
    const fields = given === null ? null : fieldsOf(line, given);
    const [name = 'REPLY'] = names;
    if (fields === null) frame.set(name, unknown(whyUnknown(line) ?? '`IFS` is not known'));
    else frame.arrays.set(name, arrayOf(fields));
    return;
  }
  if (names.length === 1 && given === '') {
    frame.set(names[0] ?? '', line);
    return;
  }
  const known = knownText(line);
  if (given === null || (known === null && names.length > 1)) {
    for (const name of names) frame.set(name, unknown(whyUnknown(line) ?? '`IFS` is not known'));
    return;
  }
  if (known === null) frame.set(names[0] ?? '', line);
  else shareOut(frame, { names, line, known, given });
}

/** The last variable takes the rest of the line. */
function shareOut(
  frame: Frame,
  {
    names,
    line,
    known,
    given,
  }: {
    readonly names: readonly string[];
    readonly line: ShellText;
    readonly known: string;
    readonly given: string;
  },
): void {
  const blanks = new Set([...given].filter((one) => /\s/.test(one)));
  const isSeparator = (at: number) => given.includes(known.charAt(at));
  let at = 0;
  const skipBlanks = () => {
    while (at < known.length && blanks.has(known.charAt(at))) at++;
  };
  for (const [index, name] of names.entries()) {
    skipBlanks();
    const isLast = index === names.length - 1;
    let end = isLast ? known.length : at;
    if (isLast) while (end > at && blanks.has(known.charAt(end - 1))) end--;
    else while (end < known.length && !isSeparator(end)) end++;
    const isWhole = at === 0 && end === known.length;
    frame.set(name, isWhole ? line : literal(known.slice(at, end), line.origins));
    at = end;
    skipBlanks();
    if (at < known.length && isSeparator(at) && !blanks.has(known.charAt(at))) at++;
  }
}

function fieldsOf(line: ShellText, separators: string): readonly ShellText[] | null {
  if (/^\s+$/.test(separators)) return line.pieces.every(isKnown) ? splitFields(line) : null;
  const known = knownText(line);
  if (known === null || separators.length !== 1) return null;
  const fields = known.split(separators);
  if (fields.at(-1) === '') fields.pop();
  return fields.map((field) => literal(field, line.origins));
}

/** The `read` that stands in the condition of a loop by itself, or before `|| [ -n "$NAME" ]`; null: none. */
export function readOfClause({ commands }: CompoundList): Command | null {
  const only = commands.length === 1 ? commands[0]?.command : undefined;
  const first =
    only?.type === 'AndOr' && only.operators.every((one) => one === '||') ? only.commands[0] : only;
  return first?.type === 'Command' && first.name?.value === 'read' ? first : null;
}
