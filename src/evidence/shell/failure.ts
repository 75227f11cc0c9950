/** `set -e`: which commands may fail without ending the shell. Source: Bash manual, the set builtin. */
import type { Outcome, ShellNode, Step } from './shell.ts';

/** Walks what may fail without ending the shell. */
export function tested(step: Step, walk: () => Outcome): Outcome {
  const { frame } = step;
  const before = frame.isTested;
  frame.isTested = true;
  const outcome = walk();
  frame.isTested = before;
  return outcome;
}

/** What else fails did so by a command within it. */
const MAY_END = /^(?:Command|Pipeline|Subshell|TestCommand|ArithmeticCommand)$/;

/** Ends the shell behind a command that fails for certain, where that is asked for. */
export function exitOnFailure(node: ShellNode, { frame }: Step, outcome: Outcome): Outcome {
  const isNegated = node.type === 'Pipeline' && node.prefixes.some(({ type }) => type === 'Negation');
  const isFailure = outcome.status === false && !isNegated && MAY_END.test(node.type);
  if (isFailure && frame.exitsOnFailure && !frame.isTested && frame.ended === null) frame.ended = 'exit';
  return outcome;
}
