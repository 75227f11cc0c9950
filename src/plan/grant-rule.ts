/** Why a need that is not met is not granted either. Source: docs/how-it-decides.md, "What counts as evidence". */
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import { raisesPrivileges } from '#catalog/privileged-actions.ts';
import type { Grade } from '#evidence/evidence.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { missingRepositories } from '#diagnosis/missing-repositories.ts';
import type { Snapshot } from '#account/snapshot.ts';

/** In words: what stands against granting a denied or undecided need, and what would change that; null: nothing. */
export function whyWithheld(
  snapshot: Snapshot,
  need: JudgedNeed,
  confirmed: readonly string[],
): string | null {
  return (
    whyUndecided(need) ??
    whyUseless(need) ??
    whyWrongAddress(snapshot, need) ??
    (isConfirmed(need, confirmed) ? null : (whyPrivileged(need) ?? whyWeak(snapshot, need)))
  );
}

/** Whether the evidence alone would let the need be granted, whatever the policies say now. */
export function isWellFounded(snapshot: Snapshot, need: JudgedNeed, confirmed: readonly string[]): boolean {
  return isConfirmed(need, confirmed) || (whyPrivileged(need) === null && whyWeak(snapshot, need) === null);
}

/** Needs of the service role that evidence carries: a line of a log can no more rule out a role than it can grant. */
export function carriedNeeds(
  { snapshot, needs }: Pick<Diagnosis, 'snapshot' | 'needs'>,
  confirmed: readonly string[],
): readonly JudgedNeed[] {
  return needs.filter((need) => need.subject === 'service-role' && isWellFounded(snapshot, need, confirmed));
}

function isConfirmed({ action, grade }: JudgedNeed, confirmed: readonly string[]): boolean {
  return grade === 'confirmed' || confirmed.some((name) => name.toLowerCase() === action.toLowerCase());
}

function whyUndecided({ decision }: JudgedNeed): string | null {
  if (decision.decision !== 'unknown') return null;
  const missing = decision.missing.map((name) => `\`${name}\``).join(', ');
  return `whether it is denied is not known: ${missing || 'a policy'} could not be read`;
}

/** An Allow on the role cannot make up for what another layer refuses. */
function whyUseless({ decision }: JudgedNeed): string | null {
  if (decision.layers.identity === 'explicitlyDenied')
    return 'a policy of the role denies it, which no Allow overrides';
  const others = decision.deniedBy.filter((layer) => layer !== 'identity');
  if (others.length === 0) return null;
  return `stopped by ${others.map((layer) => LAYER_NAMES[layer]).join(' and ')}: an Allow on the role alone would change nothing`;
}

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  identity: 'the role itself',
  boundary: 'the permissions boundary',
  session: 'a session policy',
  resource: 'the policy of the resource',
  trust: 'the trust policy',
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
  vpcEndpoint: 'a VPC endpoint policy',
};

function whyWrongAddress(snapshot: Snapshot, need: JudgedNeed): string | null {
  const missing = missingRepositories(snapshot).find(({ arn }) => arn === need.resource);
  if (missing === undefined || (missing.kind === 'missing' && missing.own)) return null;
  return missing.kind === 'missing'
    ? 'the repository does not exist, and belongs to another account'
    : `the repository does not exist there, but as \`${missing.elsewhere[0] ?? ''}\``;
}

function whyPrivileged({ action }: JudgedNeed): string | null {
  const reason = raisesPrivileges(action);
  return reason === null
    ? null
    : `it can raise privileges, because ${reason}; confirm it with \`--confirm ${action}\``;
}

const WHY_WEAK: Readonly<Record<Grade, string | null>> = {
  claimed: 'only a line of the build log asks for it',
  recorded: 'AWS only recorded that the call was made',
  declared: null,
  configured: null,
  confirmed: null,
};

function whyWeak(snapshot: Snapshot, need: JudgedNeed): string | null {
  const foreign = need.grade === 'declared' && !isOwn(snapshot, need.resource);
  const weak =
    WHY_WEAK[need.grade] ??
    (foreign ? "only the buildspec asks for it, on a resource not known to be the account's own" : null);
  return weak === null ? null : `${weak}; confirm it with \`--confirm ${need.action}\``;
}

/**
 * Own is what carries the account, or what the project's own settings name as a whole: an S3 ARN
 * (`arn:aws:s3:::bucket`) carries no account and could be anybody's.
 */
function isOwn({ account, project }: Snapshot, resource: string): boolean {
  const arn = parseArn(resource);
  if (arn === null || arn.account === account) return true;
  const holder = arn.account === '' ? arn.resource.split('/')[0] : arn.account;
  return project.environment.variables.some(({ type, value }) => type === 'PLAINTEXT' && value === holder);
}
