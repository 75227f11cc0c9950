/** The decision on a need: the engine's, over the policies that could be read, completed by AWS's own words. */
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, Decision, Layer } from '#iam/decision.ts';
import type { Denial } from '#evidence/evidence.ts';
import { isOfRole } from '#needs/denials.ts';
import type { Need } from '#needs/need.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { bearingPolicies, trustPolicies } from './applicable-policies.ts';
import type { JudgedNeed } from './finding.ts';
import { asOfBatch, asOwn, forBatchRole, isOfBatchRole } from './batch-role.ts';
import { isForeign } from './foreign.ts';
import { assumeRoleRequest, requestOf } from './request.ts';

/** By the role that it asks: the service role, or the one that starts the builds of batches. */
export function judgeNeed(snapshot: Snapshot, need: Need): JudgedNeed {
  if (isOfBatchRole(need)) return asOfBatch(judgeNeed(forBatchRole(snapshot), asOwn(need)));
  if (snapshot.role.kind !== 'known') return { ...need, decision: UNKNOWN_ROLE };
  const role = snapshot.role.value;
  const decisions = eachRequest(need).map((one) => decideNeed(snapshot, role, one));
  return { ...need, decision: worst(decisions) };
}

function decideNeed(snapshot: Snapshot, role: Role, need: Need): Decision {
  const { readable, honest } = bearingPolicies(snapshot, role, need);
  const request = requestOf(snapshot, role, need);
  const fromReadable = decide(request, readable);
  // A Deny that was read is final whatever the unread policies say.
  const isFinal = honest === readable || fromReadable.decision === 'explicitlyDenied';
  const decision = isFinal ? fromReadable : decide(request, honest);
  return withNamedLayers(decision, { snapshot, need, policies: honest });
}

/** Several values of a key stand for as many requests (one interface for each subnet): all of them are needed. */
function eachRequest(need: Need): readonly Need[] {
  return Object.entries(need.context).reduce<readonly Need[]>(
    (needs, [key, value]) =>
      typeof value === 'string' || value.length < 2
        ? needs
        : needs.flatMap((one) => value.map((item) => ({ ...one, context: { ...one.context, [key]: item } }))),
    [need],
  );
}

const WORST_FIRST: readonly Decision['decision'][] = [
  'explicitlyDenied',
  'implicitlyDenied',
  'unknown',
  'allowed',
];

function worst(decisions: readonly Decision[]): Decision {
  const [found] = decisions.toSorted(
    (left, right) => WORST_FIRST.indexOf(left.decision) - WORST_FIRST.indexOf(right.decision),
  );
  if (found === undefined) throw new Error('Internal error: a need of no request');
  return found;
}

/** Whether CodeBuild may assume the role for this project. */
export function judgeTrust(snapshot: Snapshot, role: Role): Decision {
  return decide(assumeRoleRequest(snapshot, role), trustPolicies(snapshot, role));
}

const UNKNOWN_ROLE: Decision = {
  decision: 'unknown',
  deniedBy: [],
  layers: {},
  reasons: [],
  missing: ['role'],
};

/**
 * Layers that a denial is believed on while the snapshot holds nothing of them. What is proven absent
 * (no boundary, no organisation) cannot have denied, whatever a log says.
 */
const IS_UNREAD = {
  session: () => true,
  vpcEndpoint: () => true,
  boundary: ({ policies }) => policies.boundary === 'unreadable',
  resource: ({ policies }) => policies.resource === 'unreadable',
  trust: ({ policies }) => policies.resource === 'unreadable',
  serviceControl: ({ policies, snapshot }) =>
    policies.serviceControl === undefined && snapshot.serviceControl.kind !== 'absent',
  resourceControl: ({ policies, snapshot, need }) =>
    policies.resourceControl === undefined &&
    (snapshot.resourceControl.kind !== 'absent' || isForeign(snapshot, need.resource)),
} as const satisfies Partial<Record<Layer, (view: View) => boolean>>;

interface View {
  readonly snapshot: Snapshot;
  readonly need: Need;
  readonly policies: ApplicablePolicies;
}

/** Denials of this very request, of the build's own role, by a layer that could not be read. */
function denialsByUnread(view: View): readonly (Denial & { readonly layer: keyof typeof IS_UNREAD })[] {
  const { snapshot, need } = view;
  if (need.subject !== 'service-role') return [];
  return need.evidence.flatMap((one) => {
    if (one.kind !== 'denial' || one.denial.action?.toLowerCase() !== need.action.toLowerCase()) return [];
    const { layer } = one.denial;
    if (!isUnreadable(layer) || !IS_UNREAD[layer](view) || !isOfBuild(snapshot, one.denial.principal))
      return [];
    return [{ ...one.denial, layer }];
  });
}

function isUnreadable(layer: Layer | null): layer is keyof typeof IS_UNREAD {
  return layer !== null && Object.hasOwn(IS_UNREAD, layer);
}

/** Whether a denied principal can be the role of the build that is looked at. */
export function isOfBuild(
  { account, partition, region, project, build }: Snapshot,
  principal: string | null,
): boolean {
  const roleArn = build.kind === 'known' ? build.value.serviceRole : project.serviceRole;
  return isOfRole(principal, {
    account,
    partition,
    region,
    projectName: project.name,
    projectArn: project.arn,
    roleArn,
  });
}

/** Adds the layers that AWS named in a denial and that could not be read, so that no plan overlooks them. */
function withNamedLayers(decision: Decision, view: View): Decision {
  const named = denialsByUnread(view);
  if (named.length === 0) return decision;
  const layers = named.map(({ layer }) => layer);
  const explicit = named.some((denial) => denial.explicit === true);
  return {
    ...decision,
    decision: explicit || decision.decision === 'explicitlyDenied' ? 'explicitlyDenied' : 'implicitlyDenied',
    deniedBy: [...new Set<Layer>([...decision.deniedBy, ...layers])],
    layers: { ...decision.layers, ...Object.fromEntries(named.map(verdictOfDenial)) },
    missing: decision.missing.filter((name) => !layers.some((layer) => layer === name)),
  };
}

function verdictOfDenial({
  layer,
  explicit,
}: Denial): readonly [string, 'explicitlyDenied' | 'implicitlyDenied'] {
  return [String(layer), explicit === true ? 'explicitlyDenied' : 'implicitlyDenied'];
}
