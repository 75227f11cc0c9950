/** `if`: the list that its conditions lead to, or each of those that they may lead to. Source: Bash manual, conditional constructs. */
import type { CompoundList } from 'unbash';
import { NOTHING, type Outcome, type Shell, type ShellNode, type Step } from './shell.ts';
import { asTold, toldBy } from './told.ts';
import { walkWays } from './ways.ts';

interface Branch {
  readonly clause: CompoundList;
  readonly then: CompoundList;
}

export function runIf(shell: Shell, node: Extract<ShellNode, { type: 'If' }>, step: Step): Outcome {
  return runBranches(shell, { branches: [node, ...node.elif], otherwise: node.else }, step);
}

function runBranches(
  shell: Shell,
  {
    branches,
    otherwise,
  }: { readonly branches: readonly Branch[]; readonly otherwise: CompoundList | undefined },
  step: Step,
): Outcome {
  const [first, ...others] = branches;
  if (first === undefined) return otherwise === undefined ? NOTHING : shell.list(otherwise, step);
  const { status } = shell.condition(first.clause, step);
  const taken = (way: Step): Outcome => shell.list(first.then, way);
  const passed = (way: Step): Outcome => runBranches(shell, { branches: others, otherwise }, way);
  if (status !== null) return status ? taken(step) : passed(step);
  const told = toldBy(first.clause.commands.at(-1)?.command, shell.expansion(step));
  return walkWays(step, [asTold(told, true, taken), asTold(told, false, passed)]);
}
