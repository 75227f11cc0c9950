/** Why a need that is not met is not granted either. Source: docs/how-it-decides.md, "What counts as evidence". */
import { LAYER_FACTS } from '#catalog/layers.ts';
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { isForeign } from '#diagnosis/foreign.ts';
import { ranSettingsAlone } from '#evidence/differences.ts';
import { missingRepositories } from '#diagnosis/missing-repositories.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { isConfirmed } from './confirmation.ts';
import { type Consent, whyOutOfScope } from './scope.ts';
import { hangsOnSilent, lacksOwnAllow } from './silent-layers.ts';

/** In words: what stands against granting a denied or undecided need; null: nothing. */
export function whyWithheld(snapshot: Snapshot, need: JudgedNeed, consent: Consent): string | null {
  return (
    whyNoGrantHelps(snapshot, need) ??
    whyOutOfScope(snapshot, need, consent) ??
    whyTold(snapshot, need, consent)
  );
}

/**
 * A condition of the team's is not done without because a call was refused: whoever writes what a build runs can have one refused, from
 * another place or with a text of their own.
 */
function whyTold(snapshot: Snapshot, need: JudgedNeed, { confirmed }: Consent): string | null {
  const isTold = need.decision.isLackTold === true && !ranSettingsAlone(snapshot);
  if (!isTold || isConfirmed(need, confirmed)) return null;
  return 'the role may do it on a condition, and that the build does not meet it only a refusal tells; a grant does without the condition';
}

/** What no confirmation changes: it is not known to be denied, another layer stops it, or its address is wrong. */
export function whyNoGrantHelps(snapshot: Snapshot, need: JudgedNeed): string | null {
  return (
    whyUndecided(need) ??
    whyUseless(snapshot, need) ??
    whyOtherPartition(snapshot, need) ??
    whyWrongAddress(snapshot, need)
  );
}

/** Whether the evidence alone would let the need be granted, whatever the policies say now. */
export function isWellFounded(snapshot: Snapshot, need: JudgedNeed, consent: Consent): boolean {
  return whyOutOfScope(snapshot, need, consent) === null;
}

/** Needs of the service role that evidence carries: a line of a log can no more rule out a role than it can grant. */
export function carriedNeeds(
  { snapshot, needs }: Pick<Diagnosis, 'snapshot' | 'needs'>,
  consent: Consent,
): readonly JudgedNeed[] {
  return needs.filter((need) => need.subject === 'service-role' && isWellFounded(snapshot, need, consent));
}

/** What a silent layer did not say can make an Allow of the role useless or needless, never harmful. */
function whyUndecided(need: JudgedNeed): string | null {
  const { decision } = need;
  if (decision.decision !== 'unknown' || (hangsOnSilent(need) && lacksOwnAllow(need))) return null;
  const missing = decision.missing.map((name) => `\`${name}\``).join(', ');
  return `whether it is denied is not known: ${missing || 'a policy'} could not be read`;
}

/** An Allow on the role cannot make up for what another layer refuses; across accounts it is needed besides. */
function whyUseless(snapshot: Snapshot, need: JudgedNeed): string | null {
  const { resource, decision } = need;
  if (decision.layers.identity === 'explicitlyDenied')
    return 'a policy of the role denies it, which no Allow overrides';
  const isLacking = decision.deniedBy.includes('identity') || (lacksOwnAllow(need) && isSaidToLack(need));
  const others = decision.deniedBy.filter(
    (layer) => layer !== 'identity' && !(isLacking && isOtherSide(snapshot, { layer, resource, decision })),
  );
  if (others.length === 0) return null;
  return `stopped by ${others.map((layer) => LAYER_FACTS[layer].whole).join(' and ')}: an Allow on the role alone would change nothing`;
}

/** IAM takes no ARN of another partition into a role's policy, and no role of one can call the other. Source: IAM User Guide, ARNs. */
function whyOtherPartition({ project }: Snapshot, { resource }: JudgedNeed): string | null {
  const [own, other] = [parseArn(project.arn)?.partition, parseArn(resource)?.partition];
  if (own === undefined || other === undefined || own === other) return null;
  return `it lies in the partition \`${other}\`, where a role of \`${own}\` can be given nothing: the build needs credentials of an account there`;
}

interface Stop extends Pick<JudgedNeed, 'resource' | 'decision'> {
  readonly layer: Layer;
}

/** AWS names a lacking Allow of the role only where it needs one, whatever the other side says by now. */
function isSaidToLack({ action, resource, evidence }: JudgedNeed): boolean {
  return evidence.some(
    (one) =>
      one.kind === 'denial' &&
      one.denial.layer === 'identity' &&
      one.denial.explicit === false &&
      one.denial.action?.toLowerCase() === action.toLowerCase() &&
      one.denial.resource === resource,
  );
}

/**
 * The other half of a request that both sides have to allow: of another account's resource, and of a role that is assumed, whose trust
 * policy may be no more than the permission of its account. A Deny there stops it for good.
 */
export function isOtherSide(snapshot: Snapshot, { layer, resource, decision: { layers } }: Stop): boolean {
  if (layer === 'trust') return layers.trust !== 'explicitlyDenied';
  return layer === 'resource' && isForeign(snapshot, resource) && layers.resource !== 'explicitlyDenied';
}

function whyWrongAddress(snapshot: Snapshot, need: JudgedNeed): string | null {
  const missing = missingRepositories(snapshot).find(({ arn }) => arn === need.resource);
  if (missing === undefined || (missing.kind === 'missing' && missing.own)) return null;
  return missing.kind === 'missing'
    ? 'the repository does not exist, and belongs to another account'
    : `the repository does not exist there, but as \`${missing.elsewhere[0] ?? ''}\``;
}
