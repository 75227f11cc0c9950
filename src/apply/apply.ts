/**
 * A plan carried out. Comes in: a plan that was shown, and the ports. Goes out: the change as the journal
 * holds it, or where it stopped and what stands. Never: writes before the journal says it will, overwrites
 * what changed since the plan was made, or leaves a step half-done when interrupted.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan } from '#plan/plan.ts';
import { isAborted } from './attempts.ts';
import { type Approval, type Change, extended, newChange, type StepRecord } from './change.ts';
import { conflictOn, isSame } from './compare.ts';
import { isNotAssumedYet } from './lost.ts';
import type { ApplyPorts, ApplyProblem } from './ports.ts';
import { problemOf, record, runnerFor, stop, tell, withClaim, withState, withStep } from './progress.ts';
import type { State, StepRunner } from './steps/step-runner.ts';
import { unsettledOf } from './settling.ts';
import { foundMade, isNotSeenYet, writeOnce, type WriteProblem } from './write-once.ts';

export type Applied = Result<Change, ApplyProblem>;

/** Takes the plan's steps in order. A plan without steps changes nothing and is not journalled. */
export async function applyPlan(
  plan: Plan,
  ports: ApplyPorts,
  approval: Approval | null = null,
): Promise<Applied> {
  const change = newChange(plan, ports.clock.now(), approval);
  if (change.steps.length === 0) return ok(withState(change, 'applied', ports));
  return withClaim(change, ports, async () => {
    const begun = await ports.journal.begin(change);
    if (!begun.ok) return err(problemOf(change, { kind: 'journal', problem: begun.error }));
    return takeSteps(begun.value, ports);
  });
}

/** Takes a further plan's steps as part of a change that is applied, so that one undo takes back both. */
export async function extendChange(
  change: Change,
  { plan, approval }: { readonly plan: Plan; readonly approval: Approval | null },
  ports: ApplyPorts,
): Promise<Applied> {
  return withClaim(change, ports, async () => {
    const found = await ports.journal.find(change.id);
    if (!found.ok) return err(problemOf(change, { kind: 'journal', problem: found.error }));
    if (found.value.state !== 'applied') return err(problemOf(found.value, { kind: 'being-undone' }));
    const longer = extended(found.value, plan, { now: ports.clock.now(), approval });
    const recorded = await record(longer, ports);
    return recorded.ok ? takeSteps(recorded.value, ports) : recorded;
  });
}

/** Goes on with a change that stopped, from what its entry says by now; steps that are done stay as they are. */
export async function resumeChange(change: Change, ports: ApplyPorts): Promise<Applied> {
  return withClaim(change, ports, async () => {
    const found = await ports.journal.find(change.id);
    if (!found.ok) return err(problemOf(change, { kind: 'journal', problem: found.error }));
    const { state } = found.value;
    if (state === 'applied') return found;
    if (state === 'undoing' || state === 'undone')
      return err(problemOf(found.value, { kind: 'being-undone' }));
    const resumed = await record(withState(found.value, 'applying', ports), ports);
    return resumed.ok ? takeSteps(resumed.value, ports) : resumed;
  });
}

async function takeSteps(change: Change, ports: ApplyPorts): Promise<Applied> {
  let current = change;
  for (const [index, { state }] of change.steps.entries()) {
    if (state !== 'planned' && state !== 'started') continue;
    if (isAborted(ports.signal))
      return stop(current, { cause: { kind: 'interrupted' }, state: 'interrupted' }, ports);
    const taken = await takeStep(current, index, ports);
    if (!taken.ok) return taken;
    current = taken.value;
  }
  return record(withState(current, 'applied', ports), ports);
}

async function takeStep(change: Change, index: number, ports: ApplyPorts): Promise<Applied> {
  const entry = change.steps[index];
  if (entry === undefined) throw new Error('Internal error: there is no such step');
  const runner = runnerFor(change, entry);
  const present = await runner.observe(ports.reader);
  if (!present.ok)
    return stop(change, { cause: { kind: 'unreadable', problem: present.error }, state: 'failed' }, ports);
  const taking = { index, entry, runner };
  if (entry.state === 'started' && isSame(present.value, runner.after)) {
    return finish(change, { ...taking, ...(await foundMade(runner, ports)) }, ports);
  }
  if (!isSame(present.value, runner.before))
    return conflicting(change, { runner, found: present.value }, ports);
  const unsettled = runner.repeatable ? null : unsettledOf([{ entry, runner }], ports);
  if (unsettled !== null) return stop(change, { cause: unsettled, state: 'failed' }, ports);
  tell(ports, { kind: 'step-started', ...eventOf(change, taking) });
  const sentBefore = entry.state === 'started' ? { lost: entry.at } : {};
  const started = await record(withStep(change, { index, state: 'started', ...sentBefore }, ports), ports);
  return started.ok ? write(started.value, taking, ports) : started;
}

interface Taking {
  readonly index: number;
  /** As it was before the step was begun. */
  readonly entry: StepRecord;
  readonly runner: StepRunner;
}

const eventOf = (change: Change, { index, entry, runner }: Taking) => ({
  index,
  of: change.steps.length,
  step: entry.step,
  what: runner.what,
});

async function write(change: Change, taking: Taking, ports: ApplyPorts): Promise<Applied> {
  const { index, entry, runner } = taking;
  const answer = await writeOnce(
    {
      runner,
      goal: runner.after,
      call: () => runner.take(ports.writer),
      isPassing: (problem) => index > 0 && (isNotSeenYet(problem) || isNotAssumedYet(problem)),
      sentBefore: entry.state === 'started',
    },
    ports,
  );
  if (answer.ok) return finish(change, { ...taking, versionId: answer.value.versionId }, ports);
  return notTaken(change, { ...taking, ...answer.error }, ports);
}

/** Refused for certain: the step was not taken. A lost answer leaves it open, and the journal with it. */
async function notTaken(
  change: Change,
  { index, runner, problem, open }: Taking & WriteProblem,
  ports: ApplyPorts,
): Promise<Applied> {
  const left = withStep(change, { index, state: open ? 'started' : 'planned' }, ports);
  if (problem.kind === 'conflict') {
    const present = await runner.observe(ports.reader);
    if (present.ok && !isSame(present.value, runner.before))
      return conflicting(left, { runner, found: present.value }, ports);
  }
  return stop(left, { cause: { kind: 'call', problem }, state: 'failed' }, ports);
}

function conflicting(
  change: Change,
  { runner, found }: { readonly runner: StepRunner; readonly found: State },
  ports: ApplyPorts,
): Promise<Applied> {
  const conflicts = [conflictOn(runner.what, runner.before, found)];
  return stop(change, { cause: { kind: 'conflict', conflicts }, state: 'failed' }, ports);
}

async function finish(
  change: Change,
  taking: Taking & { readonly versionId: string | null },
  ports: ApplyPorts,
): Promise<Applied> {
  const { index, versionId } = taking;
  const done = await record(withStep(change, { index, state: 'done', versionId }, ports), ports);
  if (done.ok) tell(ports, { kind: 'step-done', ...eventOf(change, taking) });
  return done;
}
