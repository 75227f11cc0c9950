/** Arithmetic on whole numbers whose operands are known. Source: Bash manual, shell arithmetic. */
import type { ArithmeticExpression } from 'unbash';
import type { Frame } from './frame.ts';
import { knownText, literal, unknown } from './text.ts';

/** Far above what anybody writes: each operator of a sum lies within the next. */
const DEEPEST = 200;

/** Null: it is not known. */
export function numberOf(
  expression: ArithmeticExpression | undefined,
  frame: Frame,
  depth = 0,
): number | null {
  if (depth > DEEPEST) return null;
  const inner = (one: ArithmeticExpression): number | null => numberOf(one, frame, depth + 1);
  switch (expression?.type) {
    case 'ArithmeticWord':
      return wordNumber(expression.value, frame);
    case 'ArithmeticGroup':
      return inner(expression.expression);
    case 'ArithmeticTernary': {
      const test = inner(expression.test);
      return test === null ? null : inner(test === 0 ? expression.alternate : expression.consequent);
    }
    case 'ArithmeticUnary':
      return unary(expression, { frame, inner });
    case 'ArithmeticBinary':
      return binary(expression, { frame, inner });
    case 'ArithmeticCommandExpansion':
    case undefined:
      return null;
  }
}

interface Around {
  readonly frame: Frame;
  /** The number of a part of the expression. */
  readonly inner: (part: ArithmeticExpression) => number | null;
}

function wordNumber(word: string, frame: Frame): number | null {
  if (/^(0|[1-9]\d{0,14})$/.test(word)) return Number(word);
  if (word === '$#' || word === '#') return frame.positional.length;
  const name = /^\$?\{?([A-Za-z_]\w*|[1-9])\}?$/.exec(word)?.[1];
  if (name === undefined) return null;
  const text = /^\d$/.test(name) ? (frame.positional[Number(name) - 1] ?? null) : frame.get(name);
  const known = text === null ? null : knownText(text);
  return known !== null && /^-?(0|[1-9]\d{0,14})$/.test(known) ? Number(known) : null;
}

/** A name that is assigned and whose number is not known is not known from there on. */
function assign(target: ArithmeticExpression, value: number | null, frame: Frame): void {
  if (target.type !== 'ArithmeticWord' || !/^[A-Za-z_]\w*$/.test(target.value)) return;
  frame.set(
    target.value,
    value === null ? unknown(`\`${target.value}\` is counted while running`) : literal(`${value}`),
  );
}

function unary(
  { operator, operand, prefix }: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
  { frame, inner }: Around,
): number | null {
  const value = inner(operand);
  if (operator === '++' || operator === '--') {
    const next = value === null ? null : value + (operator === '++' ? 1 : -1);
    assign(operand, next, frame);
    return prefix ? next : value;
  }
  if (value === null) return null;
  if (operator === '-') return -value;
  if (operator === '+') return value;
  return operator === '!' ? Number(value === 0) : null;
}

function binary(
  { operator, left, right }: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  { frame, inner }: Around,
): number | null {
  const isAssignment = /^(?:[-+*/%]?=|<<=|>>=|&=|\^=|\|=)$/.test(operator);
  const second = inner(right);
  if (isAssignment) {
    const first = operator === '=' ? 0 : inner(left);
    const value =
      second === null || first === null
        ? null
        : operator === '='
          ? second
          : calculated(operator.slice(0, -1), first, second);
    assign(left, value, frame);
    return value;
  }
  const first = inner(left);
  return first === null || second === null ? null : calculated(operator, first, second);
}

const OPERATIONS: ReadonlyMap<string, (left: number, right: number) => number | boolean> = new Map(
  Object.entries<(left: number, right: number) => number | boolean>({
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => Math.trunc(left / right),
    '%': (left, right) => left % right,
    '<': (left, right) => left < right,
    '>': (left, right) => left > right,
    '<=': (left, right) => left <= right,
    '>=': (left, right) => left >= right,
    '==': (left, right) => left === right,
    '!=': (left, right) => left !== right,
    '&&': (left, right) => left !== 0 && right !== 0,
    '||': (left, right) => left !== 0 || right !== 0,
    ',': (_left, right) => right,
  }),
);

function calculated(operator: string, left: number, right: number): number | null {
  const result = OPERATIONS.get(operator)?.(left, right);
  return result === undefined || !Number.isSafeInteger(Number(result)) ? null : Number(result);
}
