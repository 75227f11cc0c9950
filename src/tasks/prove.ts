/**
 * What was applied, proved by the build. Comes in: the change, and what it was made from. Goes out: whether it is in effect,
 * what both simulators say, how the build ended and what it shows where it still fails. Never: changes a policy.
 */
import type { Change } from '#apply/change.ts';
import { type Confirmation, waitForIam } from '#apply/wait-for-iam.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { afterSteps } from '#plan/after-state.ts';
import { grantOf } from '#plan/grants.ts';
import type { ExpectedEnd, Step } from '#plan/plan.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from './diagnose.ts';
import type { FixPorts } from './fix-ports.ts';
import { type Retry, retryNext } from './retry.ts';
import { type Verified, verifyNeeds } from './verify.ts';

export interface ProveRequest extends DiagnoseRequest {
  readonly retry: boolean;
  /** What a build that still fails shows is looked at by whoever goes on from it; default: it is looked at here. */
  readonly goesOn?: boolean;
}

export interface AppliedOutcome {
  readonly kind: 'applied';
  /** What was found before. */
  readonly diagnosed: Diagnosed;
  readonly change: Change;
  readonly confirmation: Confirmation;
  readonly verified: Verified | null;
  /** What was expected of the plan; null: there is no plan of the whole change any more. */
  readonly expectedEnd: ExpectedEnd | null;
  /** Null also where a build was to be retried and is known to fail. */
  readonly retry: Retry;
  /** What the build that was retried and still fails shows. */
  readonly next: Diagnosed | null;
}

/** A change that stands, and what is to be made of it. */
export interface Proving {
  readonly request: ProveRequest;
  readonly change: Change;
  /** Grants whose denial, right after the change, can only be IAM's delay. */
  readonly expected: Change['grants'];
  readonly diagnosed: Diagnosed;
  readonly expectedEnd: ExpectedEnd | null;
}

/** Waits until it is in effect, has it verified, and has the build retried. */
export async function proveAndRetry(
  { request, change, expected, diagnosed, expectedEnd }: Proving,
  ports: FixPorts,
): Promise<AppliedOutcome> {
  const { settled: diagnosis } = diagnosed;
  ports.onEvent?.({ kind: 'applied', change });
  const confirmation = await waitForIam(change, ports);
  ports.onEvent?.({ kind: 'iam-confirmed', confirmation });
  const stopped = confirmation.kind === 'interrupted';
  // What earlier rounds wrote is in the snapshot.
  const steps = change.steps.slice(change.rounds?.at(-1)?.from ?? 0).map(({ step }) => step);
  const written = steps.filter(({ kind }) => kind === 'write-policy');
  const snapshot = afterSteps(diagnosis.snapshot, written);
  const verified = stopped
    ? null
    : await verifyNeeds({ diagnosis: { ...diagnosis, snapshot }, roleArn: change.roleArn }, ports.reader);
  if (verified !== null) ports.onEvent?.({ kind: 'verified', verified });
  // CodeBuild learns of a trust policy as late as of a role.
  const newRole =
    change.roleArn !== diagnosis.snapshot.project.serviceRole ||
    steps.some((step) => step.kind === 'write-policy' && step.at.kind === 'trust');
  const worthRetrying = request.retry && !stopped && expectedEnd?.kind !== 'not-green';
  const unconfirmed = confirmation.kind === 'not-confirmed';
  const next = nextBuild(diagnosis.snapshot, change.commit ?? null);
  const tagged = allowedByTags(diagnosed, steps);
  const asked = {
    diagnosis,
    next,
    roleArn: change.roleArn,
    grants: [...expected, ...tagged],
    opens: [...(change.opens ?? []), ...tagged],
    newRole,
    unconfirmed: unconfirmed || tagged.length > 0,
  };
  const retry = worthRetrying ? await retryNext(asked, ports) : null;
  const seen = await afterRetry(request, retry, ports);
  return { kind: 'applied', diagnosed, change, confirmation, verified, expectedEnd, retry, next: seen };
}

/** What an Allow that waited for a tag allows with it. Services learn of tags as late as of policies, and no simulator tells when. Source: IAM User Guide, troubleshoot (eventual consistency). */
function allowedByTags(
  { diagnosis: { snapshot, needs } }: Diagnosed,
  steps: readonly Step[],
): Change['grants'] {
  const tags = steps.filter(({ kind }) => kind === 'add-tag');
  if (tags.length === 0) return [];
  const after = afterSteps(snapshot, tags);
  return needs
    .filter((need) => need.subject === 'service-role' && need.decision.decision !== 'allowed')
    .filter((need) => judgeNeed(after, need).decision.decision === 'allowed')
    .map(grantOf);
}

/** AWS names one layer at a time: what a build that still fails was denied is the next thing to know. */
async function afterRetry(request: ProveRequest, retry: Retry, ports: FixPorts): Promise<Diagnosed | null> {
  if (request.goesOn === true || retry === null || !retry.ok || retry.value.kind !== 'ended') return null;
  const { build } = retry.value;
  if (build.status === 'SUCCEEDED') return null;
  const diagnosed = await diagnoseProject({ ...request, build: build.id }, ports.reader);
  return diagnosed.ok ? diagnosed.value : null;
}
