/**
 * From a red build to a green one. Comes in: a project's name, the ports to its account, and a person who can be
 * asked. Goes out: how far it went and how it ended. Never: applies anything but the plan the person was shown,
 * or goes on when the person said no.
 */
import type { SnapshotProblem } from '#account/ports.ts';
import { applyPlan, extendChange, resumeChange } from '#apply/apply.ts';
import type { Change } from '#apply/change.ts';
import type { Journal, JournalProblem } from '#apply/journal.ts';
import type { ApplyProblem } from '#apply/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { changeOfStep } from '#plan/change-of-step.ts';
import { lacksFor } from '#plan/operator/judge-operator.ts';
import type { Confirmation as Pair } from '#plan/confirmation.ts';
import type { Plan } from '#plan/plan.ts';
import { approvalOf } from './approval.ts';
import { diagnoseAsOperator, type NotReadable, withOperator } from './check-operator.ts';
import { type Diagnosed, diagnoseProject, weighed } from './diagnose.ts';
import type { FixPorts } from './fix-ports.ts';
import { type Attendance, type HeldBack, whyHeldBack } from './held-back.ts';
import { narrowed, type NotNarrowed } from './narrow.ts';
import { type AppliedOutcome, proveAndRetry, type ProveRequest } from './prove.ts';
import { type OfferChange, withOfferedChanges } from './offer-changes.ts';
import { type Retry, retryNext } from './retry.ts';
import { type Refusal, type TravelledPlan, whyRefused } from './travelled-plan.ts';
import { unfinishedChange } from './unfinished-change.ts';

export interface FixRequest extends ProveRequest, Attendance {
  /** A change that the build still failed after: what is granted now becomes a part of it. */
  readonly onto?: Change | null;
  /** Whether a build that nothing known stops any more is retried; default: it is. */
  readonly retriesHealthy?: boolean;
  /** A plan that travelled: nothing but exactly that is applied. */
  readonly travelled?: TravelledPlan;
  /** Name of the machine that a yes is given on, for the journal. */
  readonly host?: string;
  /** Shows what would be done and asks; anything but true leaves the account as it is. */
  readonly approve: (asked: Asked) => Promise<boolean>;
  /** Asks whether to change what is not Rolemend's own as well, before the plan is shown; null: there is nobody to ask. */
  readonly offerChange?: OfferChange | null;
  /** Asks whether to grant what the plan withholds and may be offered, null being no answer at all; null: there is nobody to ask. */
  readonly offer?: ((asked: Asked & { readonly kind: 'plan' }) => Promise<readonly Pair[] | null>) | null;
}

/** What a person is asked: to have a plan applied, or a change that stopped half-way gone on with. */
export type Asked =
  | { readonly kind: 'plan'; readonly diagnosis: Diagnosis; readonly plan: Plan }
  | { readonly kind: 'resume'; readonly diagnosis: Diagnosis; readonly change: Change };

export type FixOutcome =
  /** Nothing to change: the diagnosis says whether that is good news. */
  | {
      readonly kind: 'nothing-to-change';
      readonly diagnosed: Diagnosed;
      readonly plan: Plan;
      readonly retry: Retry;
    }
  /** Whoever runs it may not take every step: nothing was asked, and nothing tried. */
  | { readonly kind: 'not-permitted'; readonly diagnosed: Diagnosed; readonly plan: Plan }
  | { readonly kind: 'declined'; readonly diagnosed: Diagnosed }
  /** The writes cannot be made as the role that was named: nothing was changed. */
  | { readonly kind: 'not-narrowed'; readonly why: NotNarrowed }
  /** A plan that is not applied without a person's yes to it. */
  | {
      readonly kind: 'held-back';
      readonly why: HeldBack;
      readonly diagnosed: Diagnosed;
      readonly plan: Plan;
    }
  | { readonly kind: 'no-plan'; readonly diagnosed: Diagnosed }
  /** A plan that travelled is not what is planned now, or was applied before. */
  | { readonly kind: 'refused'; readonly diagnosed: Diagnosed; readonly refusal: Refusal }
  /** An earlier change of this project stopped half-way and still stands. */
  | { readonly kind: 'unfinished'; readonly change: Change }
  | { readonly kind: 'stopped'; readonly problem: ApplyProblem }
  | AppliedOutcome;

export type FixProblem =
  | SnapshotProblem
  | NotReadable
  | { readonly kind: 'journal'; readonly problem: JournalProblem };

export async function fixProject(
  request: FixRequest,
  ports: FixPorts,
): Promise<Result<FixOutcome, FixProblem>> {
  const read = await diagnoseAsOperator(request, ports.reader);
  if (!read.ok) return read;
  const unfinished = await unfinishedChange(read.value.diagnosis, ports.journal, isEnded);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value !== null) return ok({ kind: 'unfinished', change: unfinished.value });
  const refusal = await refusalOf(request, read.value, ports.journal);
  if (!refusal.ok) return refusal;
  if (refusal.value !== null) return ok({ kind: 'refused', diagnosed: read.value, refusal: refusal.value });
  const { offerChange = null } = request;
  const diagnosed =
    offerChange === null ? read.value : await withOfferedChanges(read.value, offerChange, ports.reader);
  if (diagnosed === null) return ok({ kind: 'declined', diagnosed: read.value });
  const isSame = diagnosed === read.value;
  return approveAndApply(
    request,
    isSame ? diagnosed : await weighed(diagnosed, request, ports.reader),
    ports,
  );
}

async function approveAndApply(
  request: FixRequest,
  diagnosed: Diagnosed,
  ports: FixPorts,
): Promise<Result<FixOutcome, FixProblem>> {
  const { diagnosis, plan } = diagnosed;
  if (!plan.ok) return ok({ kind: 'no-plan', diagnosed });
  const shown = { diagnosed, plan: plan.value };
  if (plan.value.steps.length > 0) {
    const notAsked = whyNotAsked(request, shown);
    if (notAsked !== null) return ok(notAsked);
    if (!(await request.approve({ kind: 'plan', diagnosis, plan: plan.value })))
      return ok({ kind: 'declined', diagnosed });
  }
  const { offer = null } = request;
  const more = offer === null ? [] : await offer({ kind: 'plan', diagnosis, plan: plan.value });
  if (more === null) return ok({ kind: 'declined', diagnosed });
  return more.length === 0
    ? ok(await applyAndProve(request, shown, ports))
    : applyExtended(request, { diagnosed, more }, ports);
}

async function refusalOf(
  { travelled, unattended = false }: FixRequest,
  diagnosed: Diagnosed,
  journal: Journal,
): Promise<Result<Refusal | null, FixProblem>> {
  if (travelled === undefined) return ok(null);
  const refusal = await whyRefused(travelled, diagnosed, { unattended, journal });
  return refusal.ok ? refusal : err({ kind: 'journal', problem: refusal.error });
}

/** The plan with the pairs that a person took from what was offered. */
async function applyExtended(
  request: FixRequest,
  { diagnosed, more }: { readonly diagnosed: Diagnosed; readonly more: readonly Pair[] },
  ports: FixPorts,
): Promise<Result<FixOutcome, FixProblem>> {
  const extended = await withOperator(
    await diagnosed.again({ confirmed: more }),
    ports.reader,
    request.narrow,
  );
  if (!extended.plan.ok) return ok({ kind: 'no-plan', diagnosed: extended });
  const whole = { diagnosed: extended, plan: extended.plan.value };
  if (lacksFor(whole.plan.operator, 'apply').length > 0) return ok({ kind: 'not-permitted', ...whole });
  ports.onEvent?.({ kind: 'plan-extended', plan: whole.plan });
  return ok(await applyAndProve(request, whole, ports));
}

interface Shown {
  readonly diagnosed: Diagnosed;
  readonly plan: Plan;
}

/** A plan that cannot be applied by whoever runs it, or not without somebody who weighs it. */
function whyNotAsked(request: FixRequest, shown: Shown): FixOutcome | null {
  if (lacksFor(shown.plan.operator, 'apply').length > 0) return { kind: 'not-permitted', ...shown };
  const why = whyHeldBack(request, shown.plan);
  return why === null ? null : { kind: 'held-back', why, ...shown };
}

async function applyAndProve(request: FixRequest, shown: Shown, ports: FixPorts): Promise<FixOutcome> {
  const { plan, diagnosed } = shown;
  if (plan.steps.length === 0) return nothingToChange(request, shown, ports);
  const { operator } = diagnosed.diagnosis.snapshot;
  const approval = approvalOf(request, { hash: plan.hash, by: operator }, ports.clock.now());
  const { onto = null } = request;
  const narrow = { role: request.narrow ?? null, steps: plan.steps, diagnosed };
  const narrower = await narrowed(narrow, ports);
  if (!narrower.ok) return { kind: 'not-narrowed', why: narrower.error };
  const applied = await (onto === null
    ? applyPlan(plan, narrower.value, approval)
    : extendChange(onto, { plan, approval }, narrower.value));
  if (!applied.ok) return { kind: 'stopped', problem: applied.error };
  // A grant bound to a condition lets only some requests pass: a denial of its action need not be IAM's delay.
  const expected = plan.grants.filter(({ condition }) => condition === undefined);
  return proveAndRetry(
    { request, change: applied.value, expected, diagnosed, expectedEnd: plan.expectedEnd },
    ports,
  );
}

/** Goes on with a change that stopped half-way, and then as `fix` does. */
export async function resumeFix(
  request: FixRequest,
  change: Change,
  ports: FixPorts,
): Promise<Result<FixOutcome, FixProblem>> {
  const read = await diagnoseProject(request, ports.reader);
  if (!read.ok) return read;
  const diagnosed = read.value;
  if (!(await request.approve({ kind: 'resume', diagnosis: diagnosed.diagnosis, change })))
    return ok({ kind: 'declined', diagnosed });
  const steps = change.steps.flatMap(({ step, state }) => (state === 'done' ? [] : [step]));
  const narrower = await narrowed({ role: request.narrow ?? null, steps, diagnosed }, ports);
  if (!narrower.ok) return ok({ kind: 'not-narrowed', why: narrower.error });
  const resumed = await resumeChange(change, narrower.value);
  if (!resumed.ok) return ok({ kind: 'stopped', problem: resumed.error });
  // What was granted was said yes to then, by flags that need not be given again.
  const changes = change.steps.flatMap(({ step }) => changeOfStep(step));
  const { settled, plan } = await diagnosed.again({ confirmed: change.grants, changes });
  const expectedEnd = plan.ok ? plan.value.expectedEnd : null;
  const { grants: expected } = resumed.value;
  const resuming = { ...diagnosed, settled };
  return ok(
    await proveAndRetry(
      { request, change: resumed.value, expected, diagnosed: resuming, expectedEnd },
      ports,
    ),
  );
}

/** One that stopped with something done goes on or is taken back first; one that is under way did not stop. */
const isEnded = ({ state }: Change): boolean => state === 'applied' || state === 'undone';

/** What failed before may be allowed by now: then the build only has to be tried again. */
async function nothingToChange(request: FixRequest, shown: Shown, ports: FixPorts): Promise<FixOutcome> {
  const { diagnosis } = shown.diagnosed;
  const { build } = diagnosis.snapshot;
  const isRed = build.kind === 'known' && build.value.status !== 'SUCCEEDED';
  const { retriesHealthy = true } = request;
  const worthRetrying = request.retry && retriesHealthy && diagnosis.verdict === 'healthy' && isRed;
  if (!worthRetrying || !(await request.approve({ kind: 'plan', diagnosis, plan: shown.plan })))
    return { kind: 'nothing-to-change', ...shown, retry: null };
  const { roleArn, nextBuild: next } = shown.plan;
  const retry = await retryNext({ diagnosis, next, roleArn, grants: [], newRole: false }, ports);
  return { kind: 'nothing-to-change', ...shown, retry };
}
