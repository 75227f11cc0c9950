/** Comparisons of filter patterns, and what joins them. Source: CloudWatch Logs User Guide, FilterAndPatternSyntax. */
import { globTest, invalidPattern, type PatternReader, type Test } from './pattern-reader.ts';

/** What a comparison takes on its right. */
export type Operand =
  | { readonly kind: 'number'; readonly number: number; readonly test: Test }
  | { readonly kind: 'text'; readonly test: Test };

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** Null where no operator stands next. */
export const readOperator = (reader: PatternReader): Operator | null =>
  reader.match(/!=|<=|>=|=|<|>/) as Operator | null;

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

export function readOperand(reader: PatternReader): Operand {
  const expression = reader.expression();
  if (expression !== null) return { kind: 'text', test: expression };
  const quoted = reader.quoted();
  if (quoted !== null) return { kind: 'text', test: globTest(quoted) };
  const word = reader.match(/[^\s"%&|()[\]{},=<>!]+/);
  if (word === null) throw invalidPattern('a value expected');
  const test = globTest(word);
  return NUMBER.test(word) ? { kind: 'number', number: Number(word), test } : { kind: 'text', test };
}

/** A text is compared by its order only with a number, when it is one. */
export function compared(operator: Operator, operand: Operand): (value: string | number) => boolean {
  if (operator === '=' || operator === '!=') {
    const isEqual = (value: string | number): boolean =>
      operand.kind === 'number' && isNumber(value)
        ? Number(value) === operand.number
        : operand.test(String(value));
    return (value) => isEqual(value) === (operator === '=');
  }
  if (operand.kind !== 'number') throw invalidPattern(`\`${operator}\` takes a number`);
  const { number } = operand;
  const order = ORDERS[operator];
  return (value) => isNumber(value) && order(Number(value), number);
}

const isNumber = (value: string | number): boolean => typeof value === 'number' || NUMBER.test(value);

const ORDERS: Readonly<Record<'<' | '>' | '<=' | '>=', (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};

/** Parentheses inside each other. */
const DEPTH = 50;

/** `a && (b || c)`: `&&` binds closer. */
export function readJoined<Of>(
  reader: PatternReader,
  readOne: () => (of: Of) => boolean,
  depth = 0,
): (of: Of) => boolean {
  if (depth > DEPTH) throw invalidPattern('too many parentheses');
  const one = (): ((of: Of) => boolean) => {
    if (!reader.take('(')) return readOne();
    const inner = readJoined(reader, readOne, depth + 1);
    reader.expect(')');
    return inner;
  };
  const all = (): ((of: Of) => boolean) => {
    const parts = [one()];
    while (reader.take('&&')) parts.push(one());
    return (of) => parts.every((part) => part(of));
  };
  const any = [all()];
  while (reader.take('||')) any.push(all());
  return (of) => any.some((part) => part(of));
}
