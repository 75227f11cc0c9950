/**
 * What the needs of a diagnosis were judged by. Comes in: the diagnosis. Goes out: each policy document once, with the layer it
 * stands in, under the name that reasons give it; and for one need the layers of which something could not be read.
 * Never: a document that bears on no need.
 */
import type { ApplicablePolicies, Layer, NamedPolicy } from '#iam/decision.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { bearingPolicies, identityPolicies } from './applicable-policies.ts';
import { asOwn, forBatchRole, isOfBatchRole } from './batch-role.ts';
import type { Diagnosis, JudgedNeed } from './finding.ts';
import { isResourcePolicyUnread } from './resource-layer.ts';

/** A policy document as AWS holds it. */
export interface JudgedPolicy {
  readonly layer: Layer;
  readonly name: string;
  /** The level of the organisation it is attached at; null: it is of no organisation. */
  readonly target: string | null;
  readonly text: string;
}

/** The documents that bear on any need, in the order in which needs meet them. */
export function judgedPolicies({
  snapshot,
  needs,
}: Pick<Diagnosis, 'snapshot' | 'needs'>): readonly JudgedPolicy[] {
  const found = new Map<string, JudgedPolicy>();
  for (const policy of needs.flatMap((need) => policiesOf(snapshot, need)))
    found.set([policy.layer, policy.target, policy.name, policy.text].join('\n'), policy);
  return [...found.values()];
}

function policiesOf(snapshot: Snapshot, need: JudgedNeed): readonly JudgedPolicy[] {
  const { own, seen } = asJudged(snapshot, need);
  if (seen.role.kind !== 'known') return [];
  const { readable } = bearingPolicies(seen, seen.role.value, own);
  const isTaken = need.decision.layers.trust !== undefined;
  return Object.keys(readable).flatMap((layer) =>
    documentsOf(readable, layer as keyof ApplicablePolicies).map((policy) =>
      policy.layer === 'resource' && isTaken ? { ...policy, layer: 'trust' as const } : policy,
    ),
  );
}

function documentsOf(policies: ApplicablePolicies, layer: keyof ApplicablePolicies): readonly JudgedPolicy[] {
  const list = policies[layer];
  if (list === undefined || list === 'unreadable') return [];
  return list.flatMap((one) =>
    'target' in one
      ? one.policies === 'unreadable'
        ? []
        : one.policies.map((policy) => judged(policy, layer, one.target))
      : [judged(one, layer, null)],
  );
}

const judged = ({ name, document }: NamedPolicy, layer: Layer, target: string | null): JudgedPolicy => ({
  layer,
  name,
  target,
  text: String(document),
});

/** Layers that bear on a need and of which something could not be read, those that count as silent for it among them. */
export function unreadFor(snapshot: Snapshot, need: JudgedNeed): readonly Layer[] {
  const { own, seen } = asJudged(snapshot, need);
  const isOfRole = own.subject !== 'codebuild-service';
  const role = seen.role.kind === 'known' ? seen.role.value : null;
  return [
    ...(isOfRole ? ofRole(role) : []),
    ...(isResourcePolicyUnread(seen, own) ? ['resource' as const] : []),
    ...(isOfRole && hasUnreadLevel(seen.serviceControl) ? ['serviceControl' as const] : []),
    ...(isOfRole && seen.endpoints.kind === 'unreadable' ? ['vpcEndpoint' as const] : []),
    ...(hasUnreadLevel(seen.resourceControl) ? ['resourceControl' as const] : []),
  ];
}

function ofRole(role: Role | null): readonly Layer[] {
  if (role === null) return ['identity', 'boundary'];
  return [
    ...(identityPolicies(role).holes ? ['identity' as const] : []),
    ...(role.boundary.kind === 'unreadable' ? ['boundary' as const] : []),
  ];
}

const hasUnreadLevel = (levels: Snapshot['serviceControl']): boolean =>
  levels.kind === 'unreadable' ||
  (levels.kind === 'known' && levels.value.some(({ policies }) => policies.kind === 'unreadable'));

/** A need of the batch role is judged as that role's own. */
function asJudged(
  snapshot: Snapshot,
  need: JudgedNeed,
): { readonly own: JudgedNeed; readonly seen: Snapshot } {
  return isOfBatchRole(need)
    ? { own: asOwn(need), seen: forBatchRole(snapshot) }
    : { own: need, seen: snapshot };
}
