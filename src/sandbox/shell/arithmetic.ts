/** `$(( … ))`: whole numbers and variables, as far as buildspecs reckon. */
import type { ArithmeticExpression } from 'unbash';
import { setVariable, type Shell, textOf } from './shell.ts';

export function arithmetic(shell: Shell, expression: ArithmeticExpression | undefined): number {
  if (expression === undefined) return 0;
  switch (expression.type) {
    case 'ArithmeticWord':
      return valueOf(shell, expression.value);
    case 'ArithmeticGroup':
      return arithmetic(shell, expression.expression);
    case 'ArithmeticTernary':
      return arithmetic(shell, expression.test) === 0
        ? arithmetic(shell, expression.alternate)
        : arithmetic(shell, expression.consequent);
    case 'ArithmeticUnary':
      return unary(shell, expression);
    case 'ArithmeticBinary':
      return binary(shell, expression);
    case 'ArithmeticCommandExpansion':
      return 0;
    default:
      return expression satisfies never;
  }
}

function valueOf(shell: Shell, word: string): number {
  const name = word.replace(/^\$\{?(\w+)\}?$/, '$1').trim();
  const text = /^\d/.test(name) ? name : (textOf(shell, name) ?? '0');
  const value = Math.trunc(Number(text));
  return Number.isFinite(value) ? value : 0;
}

type Of<Type extends ArithmeticExpression['type']> = Extract<ArithmeticExpression, { readonly type: Type }>;

function assign(shell: Shell, target: ArithmeticExpression, value: number): number {
  if (target.type === 'ArithmeticWord') setVariable(shell, target.value, String(value));
  return value;
}

function unary(shell: Shell, { operator, operand, prefix }: Of<'ArithmeticUnary'>): number {
  const value = arithmetic(shell, operand);
  switch (operator) {
    case '++':
    case '--': {
      const changed = assign(shell, operand, operator === '++' ? value + 1 : value - 1);
      return prefix ? changed : value;
    }
    case '-':
      return -value;
    case '!':
      return value === 0 ? 1 : 0;
    case '~':
      return ~value;
    default:
      return value;
  }
}

function binary(shell: Shell, { operator, left, right }: Of<'ArithmeticBinary'>): number {
  if (operator === '=') return assign(shell, left, arithmetic(shell, right));
  if (/^[^<>=!]=$/.test(operator)) {
    const value = reckon(operator.slice(0, -1), arithmetic(shell, left), arithmetic(shell, right));
    return assign(shell, left, value);
  }
  return reckon(operator, arithmetic(shell, left), arithmetic(shell, right));
}

const truth = (value: boolean): number => (value ? 1 : 0);

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '**': (left, right) => left ** right,
  '/': (left, right) => (right === 0 ? 0 : Math.trunc(left / right)),
  '%': (left, right) => (right === 0 ? 0 : left % right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '&&': (left, right) => truth(left !== 0 && right !== 0),
  '||': (left, right) => truth(left !== 0 || right !== 0),
  ',': (_, right) => right,
};

const reckon = (operator: string, left: number, right: number): number =>
  (Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined)?.(left, right) ?? 0;
