/**
 * What a command leads to that fails where nobody asks whether it succeeds: `trap … ERR`, and under `set -e` the end of its shell.
 * Where it may fail, what stands on `ERR` may be run. Source: Bash manual, the set builtin and trap.
 */
import type { Truth } from './conditions.ts';
import type { Frame } from './frame.ts';
import { NOTHING, type Outcome, type ShellNode, type Step } from './shell.ts';
import { walkWays } from './ways.ts';

/** Walks what is asked whether it succeeds. */
export function asked(frame: Frame, walk: () => Outcome): Outcome {
  const before = frame.isAsked;
  frame.isAsked = true;
  const outcome = walk();
  frame.isAsked = before;
  return outcome;
}

/** Whether its failure counts; that of what is made of commands is the failure of one of those. */
export function isOneCommand(node: ShellNode): boolean {
  if (node.type === 'Pipeline') return node.commands.length > 1 && node.prefixes.length === 0;
  return ['Command', 'Subshell', 'TestCommand', 'ArithmeticCommand'].includes(node.type);
}

export function afterCommand(status: Truth, step: Step): void {
  const { frame } = step;
  if (frame.ended === 'line' && frame.options.has('errexit')) frame.ended = 'exit';
  if (frame.isAsked || frame.ended !== null || status === true) return;
  // A function does not inherit it.
  const isInherited = frame.locals === null || frame.options.has('errtrace');
  const traps = isInherited ? (frame.traps.get('ERR') ?? []) : [];
  const fails = (way: Frame): Outcome => {
    asked(way, () => {
      for (const trap of traps) trap.run(way);
      return NOTHING;
    });
    if (frame.options.has('errexit')) way.ended = 'exit';
    return NOTHING;
  };
  if (status === false) fails(frame);
  else if (traps.length > 0) walkWays(step, [(way) => fails(way.frame), () => NOTHING]);
}
