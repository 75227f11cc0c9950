/**
 * One write, made sure of. An error does not prove that nothing was done, for the answer may have been lost; and an
 * answer does not prove that something was, for it may be empty. So what the write is to bring about is read back;
 * and an error that only says an earlier step has not taken effect yet is waited out.
 */
import type { CallProblem } from '#account/ports.ts';
import { NOT_AS_SENT } from '#account/project-setting.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, type Pace } from './attempts.ts';
import { isSame } from './compare.ts';
import { isLost } from './lost.ts';
import { type ApplyPorts } from './ports.ts';
import { tell } from './progress.ts';
import { type Made, NOTHING_MADE, type State, type StepRunner } from './steps/step-runner.ts';

export interface Write {
  readonly runner: StepRunner;
  /** The state the write is to bring about. */
  readonly goal: State;
  readonly call: () => Promise<Result<Made, CallProblem>>;
  /** Whether an error only says that an earlier write of the same change is not in effect yet. */
  readonly isPassing: (problem: CallProblem) => boolean;
  /** Whether the same write was sent before and nothing was heard of it. */
  readonly sentBefore: boolean;
}

export interface WriteProblem {
  readonly problem: CallProblem;
  /** Whether it may have been done all the same, or may yet be. */
  readonly open: boolean;
}

/**
 * IAM changes take effect within seconds as a rule; a minute is what its users commonly wait.
 * Source: IAM User Guide, troubleshoot (eventual consistency; it gives no number).
 */
const UNTIL_EFFECTIVE: Pace = { first: 500, longest: 8_000, limit: 60_000 };

/** A lost answer's write shows when read back, if not at once then soon. */
const UNTIL_SEEN: Pace = { first: 250, longest: 2_000, limit: 10_000 };
const ONCE: Pace = { first: 0, longest: 0, limit: -1 };

/** What the write made, once it was seen to be there. */
export async function writeOnce(write: Write, ports: ApplyPorts): Promise<Result<Made, WriteProblem>> {
  let problem: CallProblem | null = null;
  for await (const { elapsed } of attempts(UNTIL_EFFECTIVE, { ...waiting(ports), signal: ports.signal })) {
    if (problem !== null) {
      tell(ports, { kind: 'step-waiting', what: write.runner.what, why: problem.message, elapsed });
    }
    const answer = await write.call();
    if (answer.ok) return confirmed(write, answer.value, ports);
    problem = answer.error;
    if (problem.code === NOT_AS_SENT) return err({ problem, open: true });
    if (isLost(problem)) return recovered(write, problem, ports);
    if (isOwnEarlier(write, problem) && (await isSeen(write, ONCE, ports))) return foundDone(write, ports);
    if (!write.isPassing(problem)) break;
  }
  if (problem === null) throw new Error('Internal error: a write was not attempted');
  return err({ problem, open: write.sentBefore });
}

/** An answer that says nothing, or of something else, is no proof. */
async function confirmed(write: Write, made: Made, ports: ApplyPorts): Promise<Result<Made, WriteProblem>> {
  if (!(await isSeen(write, UNTIL_EFFECTIVE, ports)))
    return err({ problem: notSeen(write.runner), open: true });
  return ok(made.versionId === '' ? await foundMade(write.runner, ports) : made);
}

async function recovered(
  write: Write,
  problem: CallProblem,
  ports: ApplyPorts,
): Promise<Result<Made, WriteProblem>> {
  return (await isSeen(write, UNTIL_SEEN, ports)) ? foundDone(write, ports) : err({ problem, open: true });
}

async function foundDone({ runner }: Write, ports: ApplyPorts): Promise<Result<Made, WriteProblem>> {
  tell(ports, { kind: 'answer-recovered', what: runner.what });
  return ok(await foundMade(runner, ports));
}

/** What AWS named is asked for again by an undo, so a step is done without it. */
export async function foundMade(runner: StepRunner, { reader }: ApplyPorts): Promise<Made> {
  const found = await runner.recover(reader);
  return found.ok ? found.value : NOTHING_MADE;
}

/** "It exists already" is our own work only where an answer was lost, or where the thing bears this change's mark. */
function isOwnEarlier({ runner, sentBefore }: Write, { kind }: CallProblem): boolean {
  return kind === 'conflict' && (sentBefore || runner.marked);
}

async function isSeen({ runner, goal }: Write, pace: Pace, ports: ApplyPorts): Promise<boolean> {
  for await (const _ of attempts(pace, waiting(ports))) {
    const state = await runner.observe(ports.reader);
    if (state.ok && isSame(state.value, goal)) return true;
  }
  return false;
}

function notSeen({ what }: StepRunner): CallProblem {
  const message = `AWS answered that it is done, but reading back does not show it: ${what}`;
  return { kind: 'other', code: 'NotSeen', message, call: 'the write', action: null, resource: null };
}

/**
 * What AWS says while an earlier write has not reached every reader: the thing is not there yet, or a deletion still
 * meets what was taken away. Source: IAM User Guide, troubleshoot.
 */
export function isNotSeenYet({ kind }: CallProblem): boolean {
  return kind === 'not-found' || kind === 'conflict';
}

/** Reading back is not cut short by the signal: what became of the step under way is found out first. */
function waiting({ clock, random = Math.random }: ApplyPorts): {
  clock: ApplyPorts['clock'];
  random: () => number;
} {
  return { clock, random };
}
