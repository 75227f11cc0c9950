/**
 * A change taken back. Comes in: a change from the journal. Goes out: the same change, undone, with what
 * had to be kept, or why it was refused or is not over. Never: overwrites what somebody changed since, deletes a
 * repository with images in it, starts before every step was found to be as the change left it, or calls a change
 * undone while a write of it may still arrive.
 */
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, isAborted, type Pace } from './attempts.ts';
import type { Change, StepRecord } from './change.ts';
import { conflictOn, isSame } from './compare.ts';
import { isNotAssumedYet } from './lost.ts';
import type { ApplyPorts, ApplyProblem, Conflict } from './ports.ts';
import { problemOf, record, runnerFor, stop, tell, withClaim, withState, withStep } from './progress.ts';
import { openUntil, unsettledOf } from './settling.ts';
import { asLeftBy, laterOnes } from './things.ts';
import { NOTHING_MADE, type State, type StepRunner } from './steps/step-runner.ts';
import { isNotSeenYet, writeOnce } from './write-once.ts';

export interface Undone {
  readonly change: Change;
  /** What was not taken away, and why. */
  readonly kept: readonly { readonly what: string; readonly why: string }[];
}

/** Safe to repeat: steps that are undone already are passed over. */
export async function undoChange(change: Change, ports: ApplyPorts): Promise<Result<Undone, ApplyProblem>> {
  return withClaim(change, ports, async () => {
    const found = await ports.journal.find(change.id);
    if (!found.ok) return err(problemOf(change, { kind: 'journal', problem: found.error }));
    if (found.value.state === 'undone') return ok({ change: found.value, kept: [] });
    const refused = await refusal(found.value, ports);
    if (refused !== null) return stop(found.value, { cause: refused, state: found.value.state }, ports);
    const begun = await record(withState(found.value, 'undoing', ports), ports);
    return begun.ok ? undoSteps(begun.value, ports) : begun;
  });
}

/** Looks at every step before the first is touched, so that a refusal leaves nothing half undone. */
async function refusal(change: Change, ports: ApplyPorts): Promise<ApplyProblem['cause'] | null> {
  const conflicts: Conflict[] = [];
  const standing = change.steps.filter(mayStand);
  for (const entry of standing) {
    const runners = runnersOf(change, entry, laterOnes(standing, entry));
    const [runner] = runners;
    const present = await observeSettled(change, { entry, runner }, ports);
    if (!present.ok) return { kind: 'unreadable', problem: present.error };
    if (runners.every((one) => isChanged(present.value, one)))
      conflicts.push(conflictOn(runner.what, (runners.at(-1) ?? runner).after, present.value));
  }
  return conflicts.length === 0 ? null : { kind: 'conflict', conflicts };
}

/** The step as it left its thing, and as each later step of the change left it since. */
function runnersOf(
  change: Change,
  { step, versionId }: StepRecord,
  later: readonly StepRecord[],
): readonly [StepRunner, ...StepRunner[]] {
  const since = later.flatMap((one) => asLeftBy(step, one.step) ?? []);
  return [
    runnerFor(change, { step, versionId }),
    ...since.map((one) => runnerFor(change, { step: one, versionId })),
  ];
}

function mayStand({ state }: StepRecord): boolean {
  return state === 'done' || state === 'started' || state === 'undoing';
}

/** Whether it is neither as the step left it nor as it was before, nor on the way back. */
function isChanged(state: State, { before, after, halves }: StepRunner): boolean {
  return ![before, after, ...halves].some((expected) => isSame(state, expected));
}

async function undoSteps(change: Change, ports: ApplyPorts): Promise<Result<Undone, ApplyProblem>> {
  let current = change;
  const kept: { what: string; why: string }[] = [];
  for (const [index, entry] of [...change.steps.entries()].toReversed()) {
    if (!mayStand(entry)) continue;
    if (isAborted(ports.signal))
      return stop(current, { cause: { kind: 'interrupted' }, state: 'undoing' }, ports);
    const runner = runnerFor(current, entry);
    const read = await runner.whyKept(ports.reader);
    if (!read.ok)
      return stop(current, { cause: { kind: 'unreadable', problem: read.error }, state: 'undoing' }, ports);
    const why = read.value;
    if (why !== null) {
      kept.push({ what: runner.what, why });
      tell(ports, { kind: 'step-kept', what: runner.what, why });
    }
    const undone =
      why === null ? await undoStep(current, index, ports) : await keepStep(current, index, ports);
    if (!undone.ok) return undone;
    current = undone.value;
  }
  const unsettled = unsettledIn(current, ports);
  if (unsettled !== null) return stop(current, { cause: unsettled, state: 'undoing' }, ports);
  const finished = await record(withState(current, 'undone', ports), ports);
  return finished.ok ? ok({ change: finished.value, kept }) : finished;
}

/** Steps that look undone, of which a write may still arrive. */
function unsettledIn(change: Change, ports: ApplyPorts): ApplyProblem['cause'] | null {
  const standing = change.steps.filter(mayStand);
  return unsettledOf(
    standing.map((entry) => ({ entry, runner: runnerFor(change, entry) })),
    ports,
  );
}

function keepStep(change: Change, index: number, ports: ApplyPorts): Promise<Result<Change, ApplyProblem>> {
  return record(withStep(change, { index, state: 'kept' }, ports), ports);
}

interface Undoing {
  readonly index: number;
  readonly entry: StepRecord;
  readonly runner: StepRunner;
}

async function undoStep(
  change: Change,
  index: number,
  ports: ApplyPorts,
): Promise<Result<Change, ApplyProblem>> {
  const entry = change.steps[index];
  if (entry === undefined) throw new Error('Internal error: there is no such step');
  const runner = runnerFor(change, entry);
  const present = await observeSettled(change, { entry, runner }, ports);
  if (!present.ok)
    return stop(change, { cause: { kind: 'unreadable', problem: present.error }, state: 'undoing' }, ports);
  if (isChanged(present.value, runner)) {
    const conflicts = [conflictOn(runner.what, runner.after, present.value)];
    return stop(change, { cause: { kind: 'conflict', conflicts }, state: 'undoing' }, ports);
  }
  const undoing = { index, entry, runner };
  return isSame(present.value, runner.before)
    ? finish(change, undoing, ports)
    : takeBack(change, undoing, ports);
}

async function takeBack(
  change: Change,
  { index, entry, runner }: Undoing,
  ports: ApplyPorts,
): Promise<Result<Change, ApplyProblem>> {
  tell(ports, { kind: 'step-undoing', ...eventOf(change, { index, entry, runner }) });
  const made = entry.versionId === null ? await runner.recover(ports.reader) : ok(entry);
  if (!made.ok)
    return stop(change, { cause: { kind: 'unreadable', problem: made.error }, state: 'undoing' }, ports);
  const { versionId } = made.value;
  const sentBefore = entry.state === 'undoing' && runner.reopens ? { lost: entry.at } : {};
  const begun = await record(
    withStep(change, { index, state: 'undoing', versionId, ...sentBefore }, ports),
    ports,
  );
  if (!begun.ok) return begun;
  const own = runnerFor(begun.value, { step: entry.step, versionId });
  const answer = await writeOnce(
    {
      runner: own,
      goal: own.before,
      call: async () => {
        const reverted = await own.revert(ports.writer, ports.reader);
        return reverted.ok ? ok(NOTHING_MADE) : err(reverted.error);
      },
      isPassing: (problem) =>
        (change.steps.length > 1 && isNotSeenYet(problem)) || (own.reopens && isNotAssumedYet(problem)),
      sentBefore: entry.state === 'undoing',
    },
    ports,
  );
  const undoing = { index, entry: begun.value.steps[index] ?? entry, runner: own };
  return answer.ok
    ? finish(begun.value, undoing, ports)
    : stop(begun.value, { cause: { kind: 'call', problem: answer.error.problem }, state: 'undoing' }, ports);
}

const eventOf = (change: Change, { index, entry, runner }: Undoing) => ({
  index,
  of: change.steps.length,
  step: entry.step,
  what: runner.what,
});

/** Back as it was; a step of which a write may still arrive keeps its state until that is settled. */
async function finish(
  change: Change,
  undoing: Undoing,
  ports: ApplyPorts,
): Promise<Result<Change, ApplyProblem>> {
  if (openUntil(undoing.entry, ports.clock.now().getTime()) !== null) return ok(change);
  const done = await record(withStep(change, { index: undoing.index, state: 'undone' }, ports), ports);
  if (done.ok) tell(ports, { kind: 'step-undone', ...eventOf(change, undoing) });
  return done;
}

/** How long after a write a reader may still be shown what was there before it. */
const SETTLING = 60_000;
const PACE: Pace = { first: 500, longest: 4_000, limit: 20_000 };

/**
 * The state of a step, not taken from a reader that has not seen a write of ours yet: shortly after it, what was there
 * before the write is asked again until something else is, or has had time to be.
 */
async function observeSettled(
  change: Change,
  { entry, runner }: Pick<Undoing, 'entry' | 'runner'>,
  ports: ApplyPorts,
): ReturnType<StepRunner['observe']> {
  const { clock, random = Math.random, reader } = ports;
  const stale = staleStates(change, { entry, runner }, ports);
  let state = await runner.observe(reader);
  if (stale.length === 0) return state;
  for await (const _ of attempts(PACE, { clock, random })) {
    state = await runner.observe(reader);
    const { value } = state.ok ? state : { value: undefined };
    if (value === undefined || !stale.some((one) => isSame(value, one))) return state;
  }
  return state;
}

/** What a reader may still be shown: what was there before the step, or what a later one left that was just taken back. */
function staleStates(
  change: Change,
  { entry, runner }: Pick<Undoing, 'entry' | 'runner'>,
  { clock }: ApplyPorts,
): readonly State[] {
  const isFresh = ({ at }: StepRecord): boolean => clock.now().getTime() - Date.parse(at) < SETTLING;
  const before = entry.state === 'done' && isFresh(entry) ? [runner.before] : [];
  const undone = laterOnes(change.steps, entry).filter((one) => one.state === 'undone' && isFresh(one));
  const [, ...left] = runnersOf(change, entry, undone);
  return [...before, ...left.map(({ after }) => after)].filter((one) => !isSame(one, runner.after));
}
