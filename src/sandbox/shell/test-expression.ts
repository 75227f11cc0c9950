/** `[ … ]`, `test` and `[[ … ]]`. */
import type { TestExpression } from 'unbash';
import { type Expander, expandText } from './expand.ts';
import { matches } from './pattern.ts';
import { readExpression } from '#basics/regular/expression.ts';
import { find } from '#basics/regular/run.ts';
import { pathOf, type Shell } from './shell.ts';
import type { Spend } from '#basics/regular/spend.ts';

export async function testExpression(expander: Expander, expression: TestExpression): Promise<boolean> {
  switch (expression.type) {
    case 'TestUnary':
      return unaryTest(expander.shell, expression.operator, await expandText(expander, expression.operand));
    case 'TestBinary': {
      const left = await expandText(expander, expression.left);
      const right = await expandText(expander, expression.right);
      const { operator } = expression;
      const { spend } = expander.shell.machine.allowance;
      const alike = (): boolean =>
        isQuoted(expression.right.text) ? left === right : matches(left, right, spend);
      if (operator === '==' || operator === '=') return alike();
      if (operator === '!=') return !alike();
      if (operator === '=~') return matchesRegular(left, right, spend);
      return binaryTest(operator, left, right);
    }
    case 'TestLogical': {
      for (const operand of expression.operands) {
        const holds = await testExpression(expander, operand);
        if (holds === (expression.operator === '||')) return holds;
      }
      return expression.operator === '&&';
    }
    case 'TestNot': {
      const holds = await testExpression(expander, expression.operand);
      return expression.negations.length % 2 === 1 ? !holds : holds;
    }
    case 'TestGroup':
      return testExpression(expander, expression.expression);
    default:
      return expression satisfies never;
  }
}

const isQuoted = (text: string): boolean => /^["']/.test(text);

function unaryTest(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-d': {
      const folder = pathOf(shell, operand);
      shell.machine.allowance.spend(shell.machine.files.size);
      return [...shell.machine.files.keys()].some((path) => path.startsWith(`${folder}/`));
    }
    case '-v':
      return shell.variables.has(operand);
    case '-t':
      return false;
    case '-s':
      return (shell.machine.files.get(pathOf(shell, operand)) ?? '') !== '';
    default:
      return shell.machine.files.has(pathOf(shell, operand));
  }
}

function binaryTest(operator: string, left: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return Number(left) === Number(right);
    case '-ne':
      return Number(left) !== Number(right);
    case '-lt':
      return Number(left) < Number(right);
    case '-le':
      return Number(left) <= Number(right);
    case '-gt':
      return Number(left) > Number(right);
    case '-ge':
      return Number(left) >= Number(right);
    default:
      return false;
  }
}

/** What is no expression matches nothing. */
function matchesRegular(text: string, pattern: string, spend: Spend): boolean {
  const expression = readExpression(pattern, { extended: true });
  return expression.kind === 'program' && find(expression.program, text, { spend }) !== null;
}

/** `test` by its words, as POSIX has it, with `!`, `-a` and `-o`. */
export function testWords(shell: Shell, words: readonly string[]): boolean {
  const either = words.lastIndexOf('-o');
  if (either > 0)
    return testWords(shell, words.slice(0, either)) || testWords(shell, words.slice(either + 1));
  const both = words.lastIndexOf('-a');
  if (both > 0 && words.length > 3)
    return testWords(shell, words.slice(0, both)) && testWords(shell, words.slice(both + 1));
  const [first = '', second = '', third = ''] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (first === '!') return !testWords(shell, words.slice(1));
  if (words.length === 2) return unaryTest(shell, first, second);
  return binaryTest(second, first, third);
}
