/** Conditions whose operands are known: `test`, `[ … ]` and `[[ … ]]`. Null: not known. Source: Bash manual, conditional expressions. */
import type { Spend } from '#basics/regular/spend.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { plainly, readExpression } from '#basics/regular/expression.ts';
import { find } from '#basics/regular/run.ts';
import type { TestExpression, Word } from 'unbash';
import { matchesPattern } from './pattern.ts';
import { EMPTY, knownText, type ShellText } from './text.ts';

export type Truth = boolean | null;

export const not = (truth: Truth): Truth => (truth === null ? null : !truth);
const both = (left: Truth, right: Truth): Truth =>
  left === false || right === false ? false : left && right;

/** What a test for a file comes to. */
export type Existence = (operator: string, target: ShellText) => Truth;

/** The arguments of `test` or `[`, without the closing bracket. */
export function testTruth(args: readonly ShellText[], exists: Existence): Truth {
  const words = args.map(knownText);
  const and = words.indexOf('-a');
  if (words.length > 3 && and > 0 && !words.includes('-o'))
    return both(testTruth(args.slice(0, and), exists), testTruth(args.slice(and + 1), exists));
  if (words[0] === '!') return not(testTruth(args.slice(1), exists));
  if (words.length === 1) return words[0] === undefined || words[0] === null ? null : words[0] !== '';
  if (words.length === 2) return unary(words[0] ?? null, args[1] ?? EMPTY, exists);
  if (words.length === 3) return binary(words[1] ?? null, words[0] ?? null, words[2] ?? null);
  return null;
}

export interface Reading {
  readonly text: (word: Word) => ShellText;
  readonly spend: Spend;
  readonly exists: Existence;
  /** Takes what `=~` found: the whole and its groups, none of them; null: it is not known. */
  readonly groups: (found: readonly string[] | null) => void;
}

export function expressionTruth(expression: TestExpression, reading: Reading): Truth {
  const { text, spend } = reading;
  switch (expression.type) {
    case 'TestUnary':
      return unary(expression.operator, text(expression.operand), reading.exists);
    case 'TestBinary': {
      const { operator, left, right } = expression;
      if (operator === '=~') return matched(text(left), right, reading);
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

/** `=~`: an extended regular expression; what of it is quoted stands for itself. Source: Bash manual, conditional constructs. */
function matched(left: ShellText, right: Word, { text, spend, groups }: Reading): Truth {
  const parts = (right.parts ?? []).map((part) => {
    if (part.type === 'Literal') return part.text;
    const known = knownText(text({ ...right, parts: [part] }));
    return known !== null && part.type.endsWith('Quoted') ? plainly(known) : known;
  });
  const known = knownText(left);
  const source = right.parts === undefined ? right.text : parts.includes(null) ? null : parts.join('');
  const expression = source === null ? null : readExpression(source, { extended: true });
  if (known === null || expression?.kind !== 'program') {
    groups(null);
    return null;
  }
  const found = find(expression.program, known, { spend });
  const count = expression.program.groups;
  groups(found === null ? [] : Array.from({ length: count + 1 }, (_, index) => found.group(index) ?? ''));
  return found !== null;
}

function unary(operator: string | null, target: ShellText, exists: Existence): Truth {
  const operand = knownText(target);
  if (operator !== '-z' && operator !== '-n') return exists(operator ?? '', target);
  if (operand === null) return null;
  if (operator === '-z') return operand === '';
  return operand !== '';
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
