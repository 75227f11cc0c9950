/**
 * Whether another role would get the project round a no. Comes in: the diagnosis, and the state in which the project has the
 * other role. Goes out: what would be escaped, in words; null where nothing would. A Deny or a boundary on the present role
 * was put there by somebody: a plan that changes roles to pass it is refused, whatever else it would do.
 */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { identityPolicies } from '#diagnosis/applicable-policies.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed, judgeTrust } from '#diagnosis/judge.ts';
import { newAccess } from '#iam/access/new-access.ts';
import type { Layer } from '#iam/decision.ts';
import type { Policy } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';

export function escapeOf(diagnosis: Diagnosis, after: Snapshot): Escape | null {
  const { role } = diagnosis.snapshot;
  if (role.kind === 'unreadable') return { kind: 'not-known', what: 'the present role could not be read' };
  if (role.kind === 'absent' || after.role.kind !== 'known') return null;
  const what =
    ofNeeds(diagnosis, after) ??
    ofTrust(diagnosis.snapshot, role.value) ??
    ofBoundary(role.value, after.role.value) ??
    ofDenies(role.value, after.role.value);
  if (what !== null) return { kind: 'certain', what };
  const isWhole = !identityPolicies(role.value).holes;
  return isWhole
    ? null
    : { kind: 'not-known', what: `not all policies of role \`${role.value.name}\` could be read` };
}

/** What would be escaped, or why that is not known, in words. */
export interface Escape {
  readonly kind: 'certain' | 'not-known';
  readonly what: string;
}

function ofNeeds({ needs }: Diagnosis, after: Snapshot): string | null {
  for (const need of needs.filter(({ subject }) => subject === 'service-role')) {
    const layer = deniersOf(need).find((one) => passes(judgeNeed(after, need), one));
    if (layer !== undefined)
      return `\`${need.action}\` on \`${need.resource}\` is denied by ${wordLayer(need, layer)}`;
  }
  return null;
}

/** Layers that deny explicitly, and a boundary in any way. */
function deniersOf({ decision }: JudgedNeed): readonly Layer[] {
  return decision.deniedBy.filter(
    (layer) => layer === 'boundary' || decision.layers[layer] === 'explicitlyDenied',
  );
}

function passes({ decision: { deniedBy } }: JudgedNeed, layer: Layer): boolean {
  return !deniedBy.includes(layer) && !deniedBy.includes('identity');
}

function wordLayer({ decision: { reasons } }: JudgedNeed, layer: Layer): string {
  const reason = reasons.find((one) => one.layer === layer && one.effect === 'deny' && one.matched);
  if (reason !== undefined)
    return `statement ${reason.statement}${reason.sid === null ? '' : ` (\`${reason.sid}\`)`} of \`${reason.policy}\``;
  return layer === 'boundary' ? 'the permissions boundary' : 'a Deny';
}

function ofTrust(snapshot: Snapshot, role: Role): string | null {
  const { decision } = judgeTrust(snapshot, role);
  return decision === 'explicitlyDenied'
    ? 'the trust policy of the present role denies CodeBuild explicitly'
    : null;
}

function ofBoundary({ boundary, name }: Role, next: Role): string | null {
  if (boundary.kind === 'absent') return null;
  const isKept =
    boundary.kind === 'known' &&
    next.boundary.kind === 'known' &&
    next.boundary.value.arn === boundary.value.arn;
  return isKept
    ? null
    : `role \`${name}\` is under a permissions boundary that \`${next.name}\` is not under`;
}

/** Denies on what no need is about: the other role may do what they forbid. */
function ofDenies(role: Role, next: Role): string | null {
  const { policies } = identityPolicies(role);
  const own = identityPolicies(next).policies.flatMap(({ document }) => read(document));
  for (const { name, document } of policies) {
    const denies = read(document)
      .map(onlyDenies)
      .filter(({ statements }) => statements.length > 0);
    if (denies.length > 0 && newAccess([...own, ...denies], own).access.length > 0)
      return `\`${next.name}\` may do what \`${name}\` denies the present role`;
  }
  return null;
}

function onlyDenies(policy: Policy): Policy {
  return { ...policy, statements: policy.statements.filter(({ effect }) => effect === 'deny') };
}

function read(document: unknown): readonly Policy[] {
  const policy = readPolicy(document, 'identity');
  return policy.ok ? [policy.value] : [];
}
