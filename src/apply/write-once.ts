/**
 * One write, made sure of. An error does not prove that nothing was done: the answer may have been lost,
 * or a retry inside the SDK may have met its own earlier success. So after every error the state is read
 * back; and an error that only says an earlier step has not taken effect yet is waited out.
 */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, type Pace } from './attempts.ts';
import { isSame } from './compare.ts';
import { type ApplyPorts } from './ports.ts';
import { tell } from './progress.ts';
import { NOTHING_MADE, type Made, type State, type StepRunner } from './steps/step-runner.ts';

export interface Write {
  readonly runner: StepRunner;
  /** The state the write is to bring about. */
  readonly goal: State;
  readonly call: () => Promise<Result<Made, CallProblem>>;
  /** Whether an earlier write of the same change may not be in effect yet. */
  readonly follows: boolean;
  /** Whether the goal, once seen, proves that the call was done. */
  readonly readBack: boolean;
}

/**
 * IAM changes take effect within seconds as a rule; a minute is what its users commonly wait.
 * Source: IAM User Guide, troubleshoot (eventual consistency; it gives no number).
 */
const UNTIL_EFFECTIVE: Pace = { first: 500, longest: 8_000, limit: 60_000 };

/** A lost answer's write shows when read back, if not at once then soon. */
const UNTIL_SEEN: Pace = { first: 250, longest: 2_000, limit: 10_000 };

export async function writeOnce(write: Write, ports: ApplyPorts): Promise<Result<Made, CallProblem>> {
  let problem: CallProblem | null = null;
  for await (const { elapsed } of attempts(UNTIL_EFFECTIVE, { ...waiting(ports), signal: ports.signal })) {
    if (problem !== null) {
      tell(ports, { kind: 'step-waiting', what: write.runner.what, why: problem.message, elapsed });
    }
    const answer = await write.call();
    if (answer.ok) return answer;
    problem = answer.error;
    const recovered = write.readBack ? await recover(write, problem, ports) : null;
    if (recovered !== null) return ok(recovered);
    if (!write.follows || !isPropagation(problem)) break;
  }
  if (problem === null) throw new Error('Internal error: a write was not attempted');
  return err(problem);
}

async function recover(write: Write, problem: CallProblem, ports: ApplyPorts): Promise<Made | null> {
  for await (const _ of attempts(isLost(problem) ? UNTIL_SEEN : ONCE, waiting(ports))) {
    const state = await write.runner.observe(ports.reader);
    if (state.ok && isSame(state.value, write.goal)) {
      tell(ports, { kind: 'answer-recovered', what: write.runner.what });
      return write.goal === null ? NOTHING_MADE : write.runner.recover(ports.reader);
    }
  }
  return null;
}

const ONCE: Pace = { first: 0, longest: 0, limit: -1 };

/** Kinds after which the write may have been done all the same. */
function isLost({ kind }: CallProblem): boolean {
  return kind === 'unreachable' || kind === 'other' || kind === 'throttled';
}

/**
 * What AWS says while an earlier write has not reached every reader: the role is not there yet, CodeBuild
 * cannot assume it yet, or a deletion still meets what was taken away.
 * Source: IAM User Guide, troubleshoot; CodeBuild User Guide, troubleshooting.
 */
function isPropagation({ kind, message }: CallProblem): boolean {
  return kind === 'not-found' || kind === 'conflict' || message.includes('sts:AssumeRole');
}

/** Reading back is not cut short by the signal: what became of the step under way is found out first. */
function waiting({ clock, random = Math.random }: ApplyPorts): {
  clock: ApplyPorts['clock'];
  random: () => number;
} {
  return { clock, random };
}
