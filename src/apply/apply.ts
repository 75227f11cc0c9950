/**
 * A plan carried out. Comes in: a plan that was shown, and the ports. Goes out: the change as the journal
 * holds it, or where it stopped and what stands. Never: writes before the journal says it will, overwrites
 * what changed since the plan was made, or leaves a step half-done when interrupted.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan } from '#plan/plan.ts';
import { isAborted } from './attempts.ts';
import { type Change, newChange } from './change.ts';
import { conflictOn, isSame } from './compare.ts';
import type { ApplyPorts, ApplyProblem } from './ports.ts';
import { problemOf, record, runnerFor, stop, tell, withState, withStep } from './progress.ts';
import type { StepRunner } from './steps/step-runner.ts';
import { writeOnce } from './write-once.ts';

export type Applied = Result<Change, ApplyProblem>;

/** Takes the plan's steps in order. A plan without steps changes nothing and is not journalled. */
export async function applyPlan(plan: Plan, ports: ApplyPorts): Promise<Applied> {
  const change = newChange(plan, ports.clock.now());
  if (change.steps.length === 0) return ok(withState(change, 'applied', ports));
  const begun = await ports.journal.begin(change);
  if (!begun.ok) return err(problemOf(change, { kind: 'journal', problem: begun.error }));
  return takeSteps(begun.value, ports);
}

/** Goes on with a change that stopped; steps that are done stay as they are. */
export async function resumeChange(change: Change, ports: ApplyPorts): Promise<Applied> {
  if (change.state === 'applied') return ok(change);
  const resumed = await record(withState(change, 'applying', ports), ports);
  return resumed.ok ? takeSteps(resumed.value, ports) : resumed;
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
  const event = { index, of: change.steps.length, step: entry.step, what: runner.what };
  if (entry.state === 'started' && isSame(present.value, runner.after)) {
    return finish(change, { index, versionId: (await runner.recover(ports.reader)).versionId, event }, ports);
  }
  if (!isSame(present.value, runner.before)) {
    const conflicts = [conflictOn(runner.what, runner.before, present.value)];
    return stop(change, { cause: { kind: 'conflict', conflicts }, state: 'failed' }, ports);
  }
  tell(ports, { kind: 'step-started', ...event });
  const started = await record(withStep(change, { index, state: 'started' }, ports), ports);
  if (!started.ok) return started;
  return write(started.value, { index, runner, event }, ports);
}

interface Taking {
  readonly index: number;
  readonly runner: StepRunner;
  readonly event: {
    readonly index: number;
    readonly of: number;
    readonly step: Change['steps'][number]['step'];
    readonly what: string;
  };
}

async function write(change: Change, { index, runner, event }: Taking, ports: ApplyPorts): Promise<Applied> {
  const answer = await writeOnce(
    { runner, goal: runner.after, call: () => runner.take(ports.writer), follows: index > 0, readBack: true },
    ports,
  );
  if (answer.ok) return finish(change, { index, versionId: answer.value.versionId, event }, ports);
  // Refused for certain: the step was not taken. A lost answer leaves it open, and the journal with it.
  const open = answer.error.kind === 'unreachable' || answer.error.kind === 'other';
  const left = open ? change : withStep(change, { index, state: 'planned' }, ports);
  return stop(left, { cause: { kind: 'call', problem: answer.error }, state: 'failed' }, ports);
}

async function finish(
  change: Change,
  { index, versionId, event }: Pick<Taking, 'index' | 'event'> & { readonly versionId: string | null },
  ports: ApplyPorts,
): Promise<Applied> {
  const done = await record(withStep(change, { index, state: 'done', versionId }, ports), ports);
  if (done.ok) tell(ports, { kind: 'step-done', ...event });
  return done;
}
