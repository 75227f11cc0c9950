/** A change under way: its journal entry kept up to date, and the problem it stops with put in words. */
import { err, ok, type Result } from '#basics/result.ts';
import type { Change, ChangeState, StepRecord } from './change.ts';
import type { ApplyEvent, ApplyPorts, ApplyProblem } from './ports.ts';
import { runnerOf } from './steps/runner-of.ts';
import type { StepRunner } from './steps/step-runner.ts';

export type Stopped = { readonly ok: false; readonly error: ApplyProblem };
export type Cause = ApplyProblem['cause'];

/** The change with one step's record replaced. */
export function withStep(change: Change, index: number, update: Partial<StepRecord>, now: Date): Change {
  const at = now.toISOString();
  const steps = change.steps.map((record, position) =>
    position === index ? { ...record, ...update, at } : record,
  );
  return { ...change, steps, updatedAt: at };
}

export function withState(change: Change, state: ChangeState, problem: string | null, now: Date): Change {
  return { ...change, state, problem, updatedAt: now.toISOString() };
}

/** Writes the entry; the change is what is then on the disk. */
export async function record(change: Change, { journal }: ApplyPorts): Promise<Result<Change, ApplyProblem>> {
  const written = await journal.update(change);
  return written.ok ? ok(change) : err(problemOf(change, { kind: 'journal', problem: written.error }));
}

/** Stops a change: its entry says why, whatever else could not be written. */
export async function stop(
  change: Change,
  cause: Cause,
  ports: ApplyPorts,
  state: ChangeState,
): Promise<Stopped> {
  const problem = problemOf(change, cause);
  const stopped = withState(change, state, problem.message, ports.clock.now());
  const written = await ports.journal.update(stopped);
  const lost = written.ok ? '' : `; ${written.error.message}`;
  return err({ ...problem, change: stopped, message: problem.message + lost });
}

export function problemOf(change: Change, cause: Cause): ApplyProblem {
  const done = standing(change);
  const message = wordCause(cause);
  return { cause, change, done, message, next: done.length === 0 ? null : `rolemend undo ${change.id}` };
}

/** What a change has made that still stands. */
export function standing(change: Change): readonly string[] {
  return change.steps
    .filter(({ state }) => state === 'done' || state === 'undoing' || state === 'started')
    .map(({ step, state }) => {
      const { what } = runnerFor(change, { step });
      return state === 'started' ? `${what} (perhaps: the answer was lost)` : what;
    });
}

export function runnerFor(change: Change, { step }: Pick<StepRecord, 'step'>): StepRunner {
  return runnerOf(
    step,
    change.steps.map((record) => record.step),
  );
}

export function tell(ports: ApplyPorts, event: ApplyEvent): void {
  ports.onEvent?.(event);
}

function wordCause(cause: Cause): string {
  switch (cause.kind) {
    case 'conflict':
      return `${cause.conflicts.map(({ what }) => what).join(' and ')}: not as expected any more; nothing was overwritten`;
    case 'call':
      return `${cause.problem.call} failed: ${cause.problem.message}`;
    case 'unreadable':
      return `${cause.problem.what} could not be read: ${cause.problem.why}`;
    case 'journal':
      return cause.problem.message;
    case 'interrupted':
      return 'interrupted';
  }
}
