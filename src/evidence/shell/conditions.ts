/** Conditions whose operands are known: `test`, `[ … ]` and `[[ … ]]`. Null: not known. Source: Bash manual, conditional expressions. */
import type { Spend } from '#basics/regular/spend.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type { TestExpression, Word } from 'unbash';
import { matchesPattern } from './pattern.ts';
import { knownText, type ShellText } from './text.ts';

export type Truth = boolean | null;

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

/** The arguments of `test` or `[`, without the closing bracket. */
export function testTruth(args: readonly ShellText[]): Truth {
  const words = args.map(knownText);
  if (words[0] === '!') return not(testTruth(args.slice(1)));
  if (words.length === 1) return words[0] === undefined || words[0] === null ? null : words[0] !== '';
  if (words.length === 2) return unary(words[0] ?? null, words[1] ?? null);
  if (words.length === 3) return binary(words[1] ?? null, words[0] ?? null, words[2] ?? null);
  return null;
}

export interface Reading {
  readonly text: (word: Word) => ShellText;
  readonly spend: Spend;
}

export function expressionTruth(expression: TestExpression, reading: Reading): Truth {
  const { text, spend } = reading;
  switch (expression.type) {
    case 'TestUnary':
      return unary(expression.operator, knownText(text(expression.operand)));
    case 'TestBinary': {
      const { operator, left, right } = expression;
      const isQuoted =
        right.parts?.every((part) => part.type === 'DoubleQuoted' || part.type === 'SingleQuoted') ?? false;
      const pattern = knownText(text(right));
      const known = knownText(text(left));
      if (known === null || pattern === null) return null;
      if (isQuoted || !/^(==?|!=)$/.test(operator)) return binary(operator, known, pattern);
      const isMatch = matchesPattern(pattern, known, spend);
      return operator === '!=' ? not(isMatch) : isMatch;
    }
    case 'TestNot':
      return not(expressionTruth(expression.operand, reading));
    case 'TestGroup':
      return expressionTruth(expression.expression, reading);
    case 'TestLogical': {
      const truths = expression.operands.map((operand) => expressionTruth(operand, reading));
      const decisive = expression.operator === '||';
      if (truths.includes(decisive)) return decisive;
      return truths.includes(null) ? null : !decisive;
    }
    default:
      return unreachable(expression);
  }
}

function unary(operator: string | null, operand: string | null): Truth {
  if (operand === null) return null;
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  return null;
}

function binary(operator: string | null, left: string | null, right: string | null): Truth {
  if (left === null || right === null) return null;
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const areNumbers = /^-?\d{1,15}$/.test(left) && /^-?\d{1,15}$/.test(right);
  if (!areNumbers) return null;
  if (operator === '-eq') return Number(left) === Number(right);
  if (operator === '-ne') return Number(left) !== Number(right);
  if (operator === '-gt') return Number(left) > Number(right);
  if (operator === '-lt') return Number(left) < Number(right);
  if (operator === '-ge') return Number(left) >= Number(right);
  if (operator === '-le') return Number(left) <= Number(right);
  return null;
}
