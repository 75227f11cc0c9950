/** A change under way: its journal entry kept up to date, and the problem it stops with put in words. */
import type { Unreadable } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { type Change, type ChangeState, type StepRecord } from './change.ts';
import type { ApplyEvent, ApplyPorts, ApplyProblem } from './ports.ts';
import { runnerOf } from './steps/runner-of.ts';
import type { StepRunner } from './steps/step-runner.ts';

export type Stopped = { readonly ok: false; readonly error: ApplyProblem };
export type Cause = ApplyProblem['cause'];

type Moment = Pick<ApplyPorts, 'clock'>;

/** The change with one step's record brought up to date. */
export function withStep(change: Change, { index, ...update }: StepUpdate, { clock }: Moment): Change {
  const at = clock.now().toISOString();
  const steps = change.steps.map((record, position) =>
    position === index ? { ...record, ...update, at } : record,
  );
  return { ...change, steps, updatedAt: at };
}

export interface StepUpdate extends Partial<Pick<StepRecord, 'state' | 'versionId' | 'lost'>> {
  readonly index: number;
}

/** The change in another state, and no problem with it. */
export function withState(change: Change, state: ChangeState, { clock }: Moment): Change {
  return { ...change, state, problem: null, updatedAt: clock.now().toISOString() };
}

/** Writes the entry; the change is what is then on the disk. */
export async function record(change: Change, { journal }: ApplyPorts): Promise<Result<Change, ApplyProblem>> {
  const written = await journal.update(change);
  return written.ok ? ok(change) : err(problemOf(change, { kind: 'journal', problem: written.error }));
}

export interface Stop {
  readonly cause: Cause;
  readonly state: ChangeState;
}

/** Stops a change: its entry says why; that the entry could not be written is said beside the cause. */
export async function stop(change: Change, { cause, state }: Stop, ports: ApplyPorts): Promise<Stopped> {
  const problem = problemOf(change, cause);
  const stopped = { ...withState(change, state, ports), problem: problem.message };
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
function standing(change: Change): readonly string[] {
  return change.steps
    .filter(({ state }) => state === 'done' || state === 'undoing' || state === 'started')
    .map((entry) => {
      const { what } = runnerFor(change, entry);
      const { state } = entry;
      return state === 'started' ? `${what} (perhaps: the answer was lost)` : what;
    });
}

export function runnerFor(
  { id, steps }: Pick<Change, 'id' | 'steps'>,
  { step, versionId }: Pick<StepRecord, 'step' | 'versionId'>,
): StepRunner {
  return runnerOf(step, { id, steps: steps.map((record) => record.step), made: { versionId } });
}

/** Does work on a change while no other process is at one of the same project, from what its entry says then. */
export async function withClaim<T>(
  change: Change,
  ports: ApplyPorts,
  work: () => Promise<Result<T, ApplyProblem>>,
): Promise<Result<T, ApplyProblem>> {
  const claim = await ports.journal.claim(change.project.arn);
  if (!claim.ok) return err(problemOf(change, { kind: 'journal', problem: claim.error }));
  try {
    return await work();
  } finally {
    await claim.value.release();
  }
}

export function tell(ports: ApplyPorts, event: ApplyEvent): void {
  ports.onEvent?.(event);
}

const whyUnread = ({ needs, on, why }: Unreadable): string =>
  needs === null ? why : `you may not do \`${needs}\` on \`${on ?? '*'}\``;

function wordCause(cause: Cause): string {
  switch (cause.kind) {
    case 'conflict':
      return `${cause.conflicts.map(({ what }) => what).join(' and ')}: not as expected any more; nothing was overwritten`;
    case 'call':
      return `${cause.problem.call} failed: ${cause.problem.message}`;
    case 'unreadable':
      return `${cause.problem.what} could not be read: ${whyUnread(cause.problem)}`;
    case 'journal':
      return cause.problem.message;
    case 'interrupted':
      return 'interrupted';
    case 'unsettled':
      return `${cause.what.join(' and ')}: a write of which nothing was heard may still arrive, until ${cause.until}`;
    case 'being-undone':
      return 'it is being taken back, which has to end first';
  }
}
