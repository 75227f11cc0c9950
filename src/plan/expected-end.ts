/**
 * Whether the next build will be green once a plan is applied. Comes in: the diagnosis, the steps and the state they
 * lead to. Goes out: green, not green with what remains and whose it is, or cannot be told. Never: asks AWS. A layer that
 * could not be read and of which nothing in this build says no is silent; that is said, and decides nothing.
 */
import { stableJson } from '#basics/stable-json.ts';
import type { Layer } from '#iam/decision.ts';
import { settingOf } from '#account/project-setting.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { forBatchRole, hasBatchRole, isOfBatchRole } from '#diagnosis/batch-role.ts';
import type { Diagnosis, Finding, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed, takingOf } from '#diagnosis/judge.ts';
import { unreadLayers } from '#diagnosis/unread-layers.ts';
import { ownerOf, ownerOfFinding, wordOwner } from './owner.ts';
import { hangsOnSilent, isSilent } from './silent-layers.ts';
import type { ExpectedEnd, Remaining, Step, Unless } from './plan.ts';
import { forStep, type PerStep } from './steps/step.ts';

/** A plan's steps, and the state they lead to. */
export interface Course {
  readonly steps: readonly Step[];
  readonly after: Snapshot;
}

export function expectedEnd(diagnosis: Diagnosis, { steps, after }: Course): ExpectedEnd {
  const isBatch = diagnosis.snapshot.batch.kind === 'known';
  const needs = diagnosis.needs
    .filter((need) => (isBatch || !isOfBatchRole(need)) && !isOfSignature(need))
    .map((need) => judgeNeed(after, need))
    .filter(isOpen);
  const findings = diagnosis.findings.filter(
    (finding) => isBesideNeeds(finding) && !isResolved(finding, { steps, after }),
  );
  // Anybody may print a line: it explains why a build is red, but holds back no plan that stands without it.
  const holdsBack = (isClaimed: boolean): boolean => !isClaimed || steps.length === 0;
  const firm = needs.filter((need) => holdsBack(need.grade === 'claimed' || isOfOneBuild(need)));
  const told = findings.filter((finding) => holdsBack(isClaimed(finding, diagnosis)));
  const remaining = [
    ...firm
      .filter(isDenied)
      .flatMap((need) => need.decision.deniedBy.map((layer) => leftAt(after, need, layer))),
    ...ofTrust(after),
    ...(isBatch && hasBatchRole(after) ? ofTrust(forBatchRole(after)) : []),
    ...told.filter(({ code }) => code !== 'unexplained').map((finding) => leftOf(after, finding)),
  ];
  const undecided = firm.filter((need) => need.decision.decision === 'unknown' && !hangsOnSilent(need));
  const unless = unique([
    ...unreadParts(after, needs),
    ...undecided.map((need) => hangingOn(need)),
    ...needs.filter((need) => !firm.includes(need)).map((need) => onlyClaimed(need)),
    ...findings
      .filter((finding) => !told.includes(finding))
      .map(({ cause }) => ({ layer: null, needs: cause })),
  ]);
  const isUnsure = undecided.length > 0 || told.some(({ code }) => code === 'unexplained');
  const kind = remaining.length > 0 ? 'not-green' : isUnsure ? 'cannot-be-told' : 'green';
  return { kind, remaining, unless };
}

const isOpen = ({ decision }: JudgedNeed): boolean => decision.decision !== 'allowed';
const isDenied = ({ decision }: JudgedNeed): boolean => decision.deniedBy.length > 0;

/** An image that ECR cannot sign is pushed all the same. Source: ECR API reference, DescribeImageSigningStatus. */
function isOfSignature({ evidence }: JudgedNeed): boolean {
  return evidence.length > 0 && evidence.every((one) => one.kind === 'use' && one.use.kind === 'sign-image');
}

/** What a need tells of is not told again. */
export function isBesideNeeds({ actions, session }: Finding): boolean {
  return actions.length === 0 || session !== undefined;
}

/** Whether what the finding is about is over for the next build, or by the plan itself. */
export function isResolved({ resources, setting, isPast }: Finding, { steps, after }: Course): boolean {
  if (isPast === true) return true;
  if (setting !== undefined && settingOf(after.project, setting.setting) === setting.value) return true;
  return steps.some((step) => forStep(ENDS, step, resources));
}

const NEVER = (): boolean => false;

/** Whether a step by itself ends what is told of resources; what it grants or sets is judged by the state after it. */
const ENDS: PerStep<boolean, [resources: Finding['resources']]> = {
  'put-role-policy': NEVER,
  'create-policy': NEVER,
  'create-policy-version': NEVER,
  'attach-role-policy': NEVER,
  'delete-role-policy': NEVER,
  'detach-role-policy': NEVER,
  'create-role': NEVER,
  'set-project-role': NEVER,
  'set-project-setting': NEVER,
  'add-tag': NEVER,
  'create-repository': ({ arn }, resources) => resources.includes(arn),
  'write-policy': NEVER,
};

/** What one build was started with is none of the next one's needs. */
function isOfOneBuild({ evidence }: JudgedNeed): boolean {
  const uses = evidence.filter((one) => one.kind === 'use' && one.source.kind !== 'cloudtrail');
  return uses.length > 0 && uses.every((one) => one.kind === 'use' && one.origin === 'override');
}

/** Whether nothing but text of the build's log shows it. */
function isClaimed({ evidence }: Finding, diagnosis: Diagnosis): boolean {
  return evidence.length > 0 && evidence.every((index) => diagnosis.evidence[index]?.grade === 'claimed');
}

/** Whether nothing but text of the build's log, and what that build alone was started with, shows it. */
export function isOfLogOrStart({ evidence }: Finding, diagnosis: Diagnosis): boolean {
  const shown = evidence.map((index) => diagnosis.evidence[index]);
  const isWeak = (one: (typeof shown)[number]): boolean =>
    one?.grade === 'claimed' || (one?.kind === 'use' && one.origin === 'override');
  return shown.length > 0 && shown.every(isWeak);
}

function leftAt(after: Snapshot, { action, resource }: JudgedNeed, layer: Layer): Remaining {
  return { action, resource, layer, owner: wordOwner(ownerOf(after, layer, resource)), why: null };
}

function leftOf({ account }: Snapshot, finding: Finding): Remaining {
  const { layer, resources, cause } = finding;
  const owner = wordOwner(ownerOfFinding(finding, account));
  return { action: null, resource: resources[0] ?? null, layer, owner, why: cause };
}

function ofTrust(after: Snapshot): readonly Remaining[] {
  const taking = takingOf(after);
  return taking === null ? [] : taking.decision.deniedBy.map((layer) => leftAt(after, taking, layer));
}

function unreadParts(after: Snapshot, needs: readonly JudgedNeed[]): readonly Unless[] {
  const unread = unreadLayers(after);
  const read = unread.map(({ layer, problem: { needs: action, on, what } }) => ({
    layer,
    needs: action === null ? what : `${action} on ${on ?? '*'}`,
  }));
  const hanging = needs.filter(hangsOnSilent).flatMap(({ decision, resource }) =>
    decision.missing
      .filter(isSilent)
      .filter((name) => !unread.some(({ layer }) => layer === name))
      .map((layer) => ({ layer, needs: `the policy of ${resource}` })),
  );
  const endpoints: readonly Unless[] =
    after.project.vpc === null
      ? []
      : [{ layer: 'vpcEndpoint', needs: `the endpoint policies of ${after.project.vpc.vpcId}` }];
  return [...read, ...hanging, ...endpoints];
}

function hangingOn({ action, resource, decision }: JudgedNeed): Unless {
  const missing = decision.missing.join(', ') || 'a policy';
  return { layer: 'identity', needs: `${missing}, on which ${action} on ${resource} hangs` };
}

function onlyClaimed({ action, resource, decision }: JudgedNeed): Unless {
  const layer = decision.deniedBy[0] ?? 'identity';
  return { layer, needs: `${action} on ${resource}, which only the build log or this one build asks for` };
}

function unique(items: readonly Unless[]): readonly Unless[] {
  return [...new Map(items.map((one) => [stableJson(one), one])).values()];
}
