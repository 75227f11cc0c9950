/**
 * A change taken back. Comes in: a change from the journal. Goes out: the same change, undone, with what
 * had to be kept, or why it was refused. Never: overwrites what somebody changed since, deletes a
 * repository with images in it, or starts before every step was found to be as the change left it.
 */
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, isAborted, type Pace } from './attempts.ts';
import type { Change, StepRecord } from './change.ts';
import { conflictOn, isSame } from './compare.ts';
import type { ApplyPorts, ApplyProblem, Conflict } from './ports.ts';
import { record, runnerFor, stop, tell, withState, withStep } from './progress.ts';
import type { State, StepRunner } from './steps/step-runner.ts';
import { writeOnce } from './write-once.ts';

export interface Undone {
  readonly change: Change;
  /** What was not taken away, and why. */
  readonly kept: readonly { readonly what: string; readonly why: string }[];
}

/** Safe to repeat: steps that are undone already are passed over. */
export async function undoChange(change: Change, ports: ApplyPorts): Promise<Result<Undone, ApplyProblem>> {
  if (change.state === 'undone') return ok({ change, kept: [] });
  const refused = await refusal(change, ports);
  if (refused !== null) return stop(change, { cause: refused, state: change.state }, ports);
  const begun = await record(withState(change, 'undoing', ports), ports);
  return begun.ok ? undoSteps(begun.value, ports) : begun;
}

/** Looks at every step before the first is touched, so that a refusal leaves nothing half undone. */
async function refusal(change: Change, ports: ApplyPorts): Promise<ApplyProblem['cause'] | null> {
  const conflicts: Conflict[] = [];
  for (const entry of change.steps.filter(mayStand)) {
    const runner = runnerFor(change, entry);
    const present = await observeSettled(entry, runner, ports);
    if (!present.ok) return { kind: 'unreadable', problem: present.error };
    if (!isSame(present.value, runner.after) && !isSame(present.value, runner.before)) {
      conflicts.push(conflictOn(runner.what, runner.after, present.value));
    }
  }
  return conflicts.length === 0 ? null : { kind: 'conflict', conflicts };
}

function mayStand({ state }: StepRecord): boolean {
  return state === 'done' || state === 'started' || state === 'undoing';
}

async function undoSteps(change: Change, ports: ApplyPorts): Promise<Result<Undone, ApplyProblem>> {
  let current = change;
  const kept: { what: string; why: string }[] = [];
  for (const [index, entry] of [...change.steps.entries()].toReversed()) {
    if (!mayStand(entry)) continue;
    if (isAborted(ports.signal))
      return stop(current, { cause: { kind: 'interrupted' }, state: 'undoing' }, ports);
    const runner = runnerFor(current, entry);
    const why = await runner.whyKept(ports.reader);
    if (why !== null) {
      kept.push({ what: runner.what, why });
      tell(ports, { kind: 'step-kept', what: runner.what, why });
    }
    const undone =
      why === null ? await undoStep(current, index, ports) : await keepStep(current, index, ports);
    if (!undone.ok) return undone;
    current = undone.value;
  }
  const finished = await record(withState(current, 'undone', ports), ports);
  return finished.ok ? ok({ change: finished.value, kept }) : finished;
}

function keepStep(change: Change, index: number, ports: ApplyPorts): Promise<Result<Change, ApplyProblem>> {
  return record(withStep(change, { index, state: 'kept' }, ports), ports);
}

async function undoStep(
  change: Change,
  index: number,
  ports: ApplyPorts,
): Promise<Result<Change, ApplyProblem>> {
  const entry = change.steps[index];
  if (entry === undefined) throw new Error('Internal error: there is no such step');
  const runner = runnerFor(change, entry);
  const present = await observeSettled(entry, runner, ports);
  if (!present.ok)
    return stop(change, { cause: { kind: 'unreadable', problem: present.error }, state: 'undoing' }, ports);
  const wasUndone = isSame(present.value, runner.before);
  if (!wasUndone && !isSame(present.value, runner.after)) {
    const conflicts = [conflictOn(runner.what, runner.after, present.value)];
    return stop(change, { cause: { kind: 'conflict', conflicts }, state: 'undoing' }, ports);
  }
  const event = { index, of: change.steps.length, step: entry.step, what: runner.what };
  if (wasUndone && isSettled(entry)) return finish(change, event, ports);
  tell(ports, { kind: 'step-undoing', ...event });
  const begun = await record(withStep(change, { index, state: 'undoing' }, ports), ports);
  if (!begun.ok) return begun;
  const answer = await revert(change, { entry, runner, present: present.value }, ports);
  return answer.ok
    ? finish(begun.value, event, ports)
    : stop(begun.value, { cause: { kind: 'call', problem: answer.error }, state: 'undoing' }, ports);
}

interface Reverting {
  readonly entry: StepRecord;
  readonly runner: StepRunner;
  readonly present: State;
}

async function revert(
  change: Change,
  { entry, runner }: Reverting,
  ports: ApplyPorts,
): ReturnType<typeof writeOnce> {
  const versionId = entry.versionId ?? (await runner.recover(ports.reader)).versionId;
  return writeOnce(
    {
      runner,
      goal: runner.before,
      call: async () => {
        const answer = await runner.revert(ports.writer, { versionId });
        return answer.ok ? ok({ versionId }) : err(answer.error);
      },
      follows: change.steps.length > 1,
      // Taking a version back is two calls, and only the first shows when read back.
      readBack: entry.step.kind !== 'create-policy-version',
    },
    ports,
  );
}

/** A new version of a policy may outlive the default it was made for: its deletion is tried again. */
function isSettled({ step, state }: StepRecord): boolean {
  return !(step.kind === 'create-policy-version' && state === 'undoing');
}

async function finish(
  change: Change,
  event: {
    readonly index: number;
    readonly of: number;
    readonly step: StepRecord['step'];
    readonly what: string;
  },
  ports: ApplyPorts,
): Promise<Result<Change, ApplyProblem>> {
  const done = await record(withStep(change, { index: event.index, state: 'undone' }, ports), ports);
  if (done.ok) tell(ports, { kind: 'step-undone', ...event });
  return done;
}

/** How long after a write a reader may still be shown what was there before it. */
const SETTLING = 60_000;
const PACE: Pace = { first: 500, longest: 4_000, limit: 20_000 };

/**
 * The state of a step, not taken from a reader that has not seen the step's own write yet: shortly after
 * it, "as it was before" is asked again until it is "as the step left it", or has had time to be.
 */
async function observeSettled(
  entry: StepRecord,
  runner: StepRunner,
  ports: ApplyPorts,
): ReturnType<StepRunner['observe']> {
  const { clock, random = Math.random, reader } = ports;
  const isFresh = entry.state === 'done' && clock.now().getTime() - Date.parse(entry.at) < SETTLING;
  let state = await runner.observe(reader);
  if (!isFresh) return state;
  for await (const _ of attempts(PACE, { clock, random })) {
    state = await runner.observe(reader);
    if (!state.ok || !isSame(state.value, runner.before)) return state;
  }
  return state;
}
