/** `${NAME…}` with an operation. Source: Bash manual, shell parameter expansion. */
import type { Spend } from '#basics/regular/spend.ts';
import type { ParameterExpansionPart, Word } from 'unbash';
import { mayHoldAny } from './fields.ts';
import { codesOf } from './filters/filter.ts';
import type { Frame } from './frame.ts';
import { marked } from './marked.ts';
import { oneCharacter, type Removal, removeMatch, type Replacement, replaceMatch } from './pattern.ts';
import {
  cutKnown,
  EMPTY,
  isKnown,
  knownText,
  mapKnown,
  mapPieces,
  type ShellText,
  type Unknown,
  unknown,
} from './text.ts';

export interface OperationContext {
  readonly frame: Frame;
  readonly spend: Spend;
  readonly expand: (word: Word) => ShellText;
}

/** `value` null: nothing sets the variable. */
export function operate(
  part: ParameterExpansionPart,
  value: ShellText | null,
  context: OperationContext,
): ShellText {
  const { operation } = part;
  const text = value ?? EMPTY;
  switch (operation?.type) {
    case 'Default':
      return defaulted(part, value, context);
    case 'Remove':
      return removed(text, {
        operator: operation.operator,
        pattern: knownText(context.expand(operation.operand)),
        spend: context.spend,
      });
    case 'Replace': {
      const pattern = knownText(context.expand(operation.pattern));
      const replacement = knownText(context.expand(operation.replacement));
      // Since bash 5.2 `&` stands for what was found.
      if (pattern === null || replacement === null || replacement.includes('&')) break;
      return replaced(text, { operator: operation.operator, pattern, by: replacement, spend: context.spend });
    }
    case 'Slice': {
      const offset = knownText(context.expand(operation.offset));
      const length = operation.length === undefined ? undefined : knownText(context.expand(operation.length));
      return cutKnown(text, (known) => sliced(known, offset, length));
    }
    case 'CaseModification':
      if (operation.operand !== undefined) break;
      return mapKnown(text, (known) => inOtherCase(known, operation.operator));
    case 'Names':
    case 'Transform':
    case 'Unknown':
    case undefined:
      break;
  }
  return unknown(`\`${part.text}\` is not followed`, text.origins);
}

/** `^^` and `,,` change all letters, `^` and `,` the first. */
function inOtherCase(text: string, operator: string): string {
  const end = operator.length === 2 ? text.length : 1;
  const [first, rest] = [text.slice(0, end), text.slice(end)];
  return `${operator.startsWith('^') ? first.toUpperCase() : first.toLowerCase()}${rest}`;
}

function removed(
  text: ShellText,
  { operator, pattern, spend }: Omit<Removal, 'pattern'> & { readonly pattern: string | null },
): ShellText {
  const whole = pattern !== null && isApartFrom(pattern, text) ? marked(text) : null;
  const left =
    pattern === null || whole === null ? null : removeMatch(whole.text, { operator, pattern, spend });
  return whole === null || left === null ? mapKnown(text, () => null) : whole.textOf(left);
}

/** Whether what is not known of a text can only be taken in by the stars of a pattern. */
function isApartFrom(pattern: string, text: ShellText): boolean {
  if (knownText(text) !== null) return true;
  if (/[?[\\]/.test(pattern)) return false;
  const plain = pattern.split('*');
  // What ends the text can be reached by the end of something plain alone, elsewhere by any of it.
  const isAtEnd = text.pieces.slice(0, -1).every(isKnown);
  return !mayHoldAny(text, isAtEnd ? plain.map((one) => one.slice(-1)).join('') : plain.join(''));
}

/** A variable that nothing sets takes its default; one whose value is not known may or may not. */
function defaulted(
  part: ParameterExpansionPart,
  value: ShellText | null,
  { frame, expand }: OperationContext,
): ShellText {
  if (part.operation?.type !== 'Default') return EMPTY;
  const { operator, operand } = part.operation;
  const known = value === null ? '' : knownText(value);
  const isEmpty = value === null || (operator.startsWith(':') && known === '');
  const kind = operator.at(-1);
  if (kind === '+') {
    if (known === null && operator.startsWith(':'))
      return unknown(`\`${part.text}\` depends on a value that is not known`);
    return isEmpty ? EMPTY : expand(operand);
  }
  if (!isEmpty) return value ?? EMPTY;
  if (kind === '?')
    return unknown(`\`${part.parameter}\` is not set by the project, the buildspec or CodeBuild`);
  const fallback = expand(operand);
  if (kind === '=') frame.set(part.parameter, fallback);
  return fallback;
}

/** Where each character is replaced by itself, what is not known of a text stays apart. */
function replaced(text: ShellText, replacement: Replacement): ShellText {
  const accepts = replacement.operator === '//' ? oneCharacter(replacement.pattern) : null;
  if (accepts === null || knownText(text) !== null)
    return mapKnown(text, (known) => replaceMatch(known, replacement));
  const isLeft = (piece: Unknown) => !codesOf(piece).some((code) => accepts(String.fromCharCode(code)));
  const change = (known: string) => [...known].map((one) => (accepts(one) ? replacement.by : one)).join('');
  return mapPieces(text, change, isLeft);
}

/** A length that is not known here is null; one that is not given is undefined. */
function sliced(text: string, offset: string | null, length: string | null | undefined): string | null {
  const number = /^\s*-?\d{1,6}\s*$/;
  if (offset === null || !number.test(offset)) return null;
  const start = Number(offset) < 0 ? Math.max(0, text.length + Number(offset)) : Number(offset);
  if (length === undefined) return text.slice(start);
  if (length === null || !number.test(length)) return null;
  return Number(length) < 0
    ? text.slice(start, text.length + Number(length))
    : text.slice(start, start + Number(length));
}
