/**
 * What a role has too much, taken out. Comes in: a green project, the ports to its account, and a person who can be asked. Goes out:
 * what went and what stayed, or why nothing did. Never: touches the role of a project that is not green, or leaves anything taken out
 * without a build that was green after it.
 */
import type { SnapshotProblem } from '#account/ports.ts';
import { applyPlan } from '#apply/apply.ts';
import { type Change, hasEffect } from '#apply/change.ts';
import type { JournalProblem } from '#apply/journal.ts';
import type { ApplyProblem } from '#apply/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { lacksFor } from '#plan/operator/judge-operator.ts';
import { tightenPlan, type TightenPlan } from '#plan/tighten/tighten-plan.ts';
import { approvalOf } from './approval.ts';
import { withOperator } from './check-operator.ts';
import { type Diagnosed, diagnoseProject, withOwners } from './diagnose.ts';
import type { FixPorts } from './fix-ports.ts';
import { proveTightened, putBack, type TightenEnd } from './prove-tightened.ts';
import { othersOn, type SurveyRequest, surveyRole } from './survey-role.ts';
import { unfinishedChange } from './unfinished-change.ts';

export interface TightenRequest extends SurveyRequest {
  readonly unattended: boolean;
  /** Only planned. */
  readonly dryRun: boolean;
  /** Name of the machine that a yes is given on, for the journal. */
  readonly host?: string;
  /** Shows what would be done and asks; anything but true leaves the account as it is. */
  readonly approve: (asked: TightenPlan) => Promise<boolean>;
}

export type TightenOutcome =
  /** The project's last build was not green: there is nothing to hold a change against. */
  | { readonly kind: 'not-green'; readonly diagnosis: Diagnosis }
  | InUse
  /** Something is not known that would have to be: everything stays. */
  | { readonly kind: 'not-known'; readonly diagnosis: Diagnosis; readonly why: readonly string[] }
  | ({ readonly kind: 'nothing-to-take' | 'planned' | 'declined' | 'not-permitted' } & TightenPlan)
  /** An earlier change of this project stopped half-way, or took something out and no green build came after it. */
  | { readonly kind: 'unfinished'; readonly change: Change }
  | { readonly kind: 'nothing-to-resume' | 'not-resumed' }
  | { readonly kind: 'stopped'; readonly problem: ApplyProblem }
  | ({ readonly policies: TightenPlan['policies'] } & TightenEnd);

/** A build of some project on the role is running. */
export interface InUse {
  readonly kind: 'in-use';
  readonly build: string;
  /** The project that it is of. */
  readonly of: string;
  /** The project that was named. */
  readonly project: string;
}

export type TightenProblem = SnapshotProblem | { readonly kind: 'journal'; readonly problem: JournalProblem };

export async function tightenProject(
  request: TightenRequest,
  ports: FixPorts,
): Promise<Result<TightenOutcome, TightenProblem>> {
  const standing = await withUnfinished(request, ports);
  if (!standing.ok) return standing;
  const { read, unfinished } = standing.value;
  if (unfinished !== null) return ok({ kind: 'unfinished', change: unfinished });
  const { diagnosis } = read;
  if (!isGreen(diagnosis)) return ok({ kind: 'not-green', diagnosis });
  const others = await othersOn(request, diagnosis, ports.reader);
  if (!others.ok) return ok({ kind: 'not-known', diagnosis, why: others.error });
  const all = [diagnosis, ...others.value];
  const inUse = runningOn(all);
  if (inUse !== null) return ok(inUse);
  const survey = await surveyRole(request, { diagnosis, others: others.value }, ports.reader);
  if (!survey.ok) return ok({ kind: 'not-known', diagnosis, why: survey.error });
  const states = request.planning.states ?? [];
  const planned = tightenPlan({ ...survey.value, diagnosis, others: others.value, states });
  if (planned.plan.steps.length === 0) return ok({ kind: 'nothing-to-take', ...planned });
  const checked = await withOperators(read, planned, ports);
  if (request.dryRun) return ok({ kind: 'planned', ...checked });
  if (lacksFor(checked.plan.operator, 'apply').length > 0) return ok({ kind: 'not-permitted', ...checked });
  if (!(await request.approve(checked))) return ok({ kind: 'declined', ...checked });
  return ok(await take(request, { ...checked, all }, ports));
}

/** The project as it is, and the change of it that has not come to its end; null: there is none. */
export async function withUnfinished(
  request: SurveyRequest,
  { reader, journal }: FixPorts,
): Promise<Result<{ readonly read: Diagnosed; readonly unfinished: Change | null }, TightenProblem>> {
  const read = await diagnoseProject({ ...request, ways: 'none' }, reader);
  if (!read.ok) return read;
  const unfinished = await unfinishedChange(read.value.diagnosis, journal, isEnded);
  return unfinished.ok ? ok({ read: read.value, unfinished: unfinished.value }) : unfinished;
}

const isGreen = ({ snapshot: { build } }: Diagnosis): boolean =>
  build.kind === 'known' && build.value.status === 'SUCCEEDED';

/** A build that is under way would end under another role than it began with. */
export function runningOn(all: readonly Diagnosis[]): InUse | null {
  const found = all.find(({ snapshot }) => snapshot.running !== null)?.snapshot;
  if (found === undefined || found.running === null) return null;
  const project = all[0]?.snapshot.project.name ?? '';
  return { kind: 'in-use', build: found.running.id, of: found.project.name, project };
}

async function withOperators(
  diagnosed: Diagnosed,
  planned: TightenPlan,
  ports: FixPorts,
): Promise<TightenPlan> {
  const { diagnosis, planning } = diagnosed;
  const owned = await withOwners(planned.plan, { snapshot: diagnosis.snapshot, planning }, ports.reader);
  const { plan } = await withOperator({ ...diagnosed, plan: ok(owned) }, ports.reader);
  return plan.ok ? { ...planned, plan: plan.value } : planned;
}

/** What took something out ends with a green build. */
const isEnded = ({ state, strategy, proved }: Change): boolean =>
  state === 'undone' || (state === 'applied' && (strategy !== 'tighten' || proved !== undefined));

interface Taking extends TightenPlan {
  readonly all: readonly Diagnosis[];
}

async function take(
  request: TightenRequest,
  { plan, policies, all }: Taking,
  ports: FixPorts,
): Promise<TightenOutcome> {
  const by = all[0]?.snapshot.operator ?? '';
  const approval = approvalOf(request, { hash: plan.hash, by }, ports.clock.now());
  const applied = await applyPlan(plan, ports, approval);
  if (!applied.ok) return halfTaken(applied.error, policies, ports);
  const proving = { change: applied.value, next: plan.nextBuild, all, isFresh: true };
  return { policies, ...(await proveTightened(proving, ports)) };
}

/** What could be taken only in part is put back. */
export async function halfTaken(
  problem: ApplyProblem,
  policies: TightenPlan['policies'],
  ports: FixPorts,
): Promise<TightenOutcome> {
  const { cause, change, message } = problem;
  if (!hasEffect(change) || cause.kind === 'journal' || cause.kind === 'being-undone')
    return { kind: 'stopped', problem };
  return { policies, ...(await putBack(change, { why: message, retry: null }, ports)) };
}
