/** Arrays, by number or by key, and what stands for several values: `$@`, `${NAME[@]}`, `${@:2}`. Source: Bash manual, arrays. */
import type { Spend } from '#basics/regular/spend.ts';
import type { ParameterExpansionPart, Word, WordPart } from 'unbash';
import type { Elements, Frame } from './frame.ts';
import { operate } from './parameter.ts';
import { EMPTY, knownText, literal, type ShellText, unknown } from './text.ts';

interface Place {
  readonly frame: Frame;
  /** The text of a word of the expansion itself. */
  readonly expand: (word: Word) => ShellText;
  readonly spend: Spend;
}

/** The separate values of `$@`, `$*`, `${NAME[@]}`, a slice of them, the keys of `${!NAME[@]}`, or the names of `${!PREFIX@}`; null for others. */
export function allElements(part: WordPart, place: Place): readonly ShellText[] | null {
  const { frame } = place;
  if (part.type === 'SimpleExpansion')
    return part.text === '$@' || part.text === '$*' ? frame.positional : null;
  if (part.type !== 'ParameterExpansion' || part.prefix === '#') return null;
  if (part.operation?.type === 'Names') return namesFrom(part.parameter, place);
  const isArguments = part.parameter === '@' || part.parameter === '*';
  if (!isArguments && part.index?.text !== '@' && part.index?.text !== '*') return null;
  const elements = frame.arrays.get(part.parameter);
  if (part.prefix === '!') {
    return elements === undefined || part.operation !== undefined
      ? notFollowed(part)
      : [...elements.keys()].map((key) => literal(key));
  }
  const values = isArguments ? frame.positional : elements === undefined ? null : [...elements.values()];
  if (values === null) return [unknown(`array \`${part.parameter}\` is not known`)];
  if (part.operation === undefined) return values;
  if (part.operation.type === 'Slice') return sliced(part, values, place);
  const isOfEach = ['Remove', 'Replace', 'CaseModification'].includes(part.operation.type);
  return isOfEach ? values.map((value) => operate(part, value, place)) : notFollowed(part);
}

/** `${!PREFIX@}` and `${!PREFIX*}`: the names of variables that begin so, in their order. */
function namesFrom(prefix: string, { frame, spend }: Place): readonly ShellText[] {
  const names = new Set<string>();
  for (const [name, { kind }] of frame.variables.entries()) {
    spend(1);
    if (kind === 'text' && name.startsWith(prefix)) names.add(name);
  }
  for (const [name] of frame.arrays.entries()) if (name.startsWith(prefix)) names.add(name);
  return [...names].toSorted().map((name) => literal(name));
}

function notFollowed({ text }: ParameterExpansionPart): readonly ShellText[] {
  return [unknown(`\`${text}\` is not followed`)];
}

/** Positions of arguments count from 1. */
function sliced(
  part: ParameterExpansionPart,
  values: readonly ShellText[],
  { expand }: Place,
): readonly ShellText[] {
  if (part.operation?.type !== 'Slice') return values;
  const isArguments = part.index === undefined;
  const number = (text: string | null): number | null =>
    text !== null && /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : null;
  const offset = number(knownText(expand(part.operation.offset)));
  const { length } = part.operation;
  const count = length === undefined ? values.length : number(knownText(expand(length)));
  if (offset === null || count === null || (isArguments && offset === 0)) return notFollowed(part);
  const start = isArguments ? offset - 1 : offset;
  return values.slice(start, start + count);
}

export function elementOf(frame: Frame, name: string, index: ShellText): ShellText | null {
  const key = knownText(index);
  const elements = frame.arrays.get(name);
  if (key === null || elements === undefined) return unknown(`an element of \`${name}\` is not known`);
  if (/^-\d{1,4}$/.test(key)) return [...elements.values()].at(Number(key)) ?? EMPTY;
  const number = /^[A-Za-z_]\w*$/.test(key) && !elements.has(key) ? knownText(frame.get(key) ?? EMPTY) : key;
  return elements.get(number ?? key) ?? EMPTY;
}

export function arrayOf(values: readonly ShellText[]): Elements {
  return new Map(values.map((value, index) => [`${index}`, value]));
}
