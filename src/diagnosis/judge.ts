/** The decision on a need: the engine's, over the policies that could be read, completed by AWS's own words. */
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, Decision, Layer } from '#iam/decision.ts';
import type { Denial } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { bearingPolicies, trustPolicies } from './applicable-policies.ts';
import type { JudgedNeed } from './finding.ts';
import { assumeRoleRequest, requestOf } from './request.ts';

export function judgeNeed(snapshot: Snapshot, need: Need): JudgedNeed {
  if (snapshot.role.kind !== 'known') return { ...need, decision: UNKNOWN_ROLE };
  const role = snapshot.role.value;
  const { readable, honest } = bearingPolicies(snapshot, role, need);
  const request = requestOf(snapshot, role, need);
  const fromReadable = decide(request, readable);
  // A Deny that was read is final whatever the unread policies say.
  const decision = fromReadable.decision === 'explicitlyDenied' ? fromReadable : decide(request, honest);
  return { ...need, decision: withNamedLayers(decision, honest, namedDenials(role, need)) };
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

/** Layers that a denial is believed on while the snapshot holds nothing of them. */
const OFTEN_UNREAD = ['serviceControl', 'resourceControl', 'vpcEndpoint', 'session', 'boundary'] as const;

/** Denials of this very request, and of no other principal than the role. */
function namedDenials(role: Role, need: Need): readonly Denial[] {
  if (need.subject !== 'service-role') return [];
  return need.evidence.flatMap((one) => {
    if (one.kind !== 'denial' || one.denial.action?.toLowerCase() !== need.action.toLowerCase()) return [];
    return isOfRole(one.denial.principal, role) ? [one.denial] : [];
  });
}

/** Session ARNs show the role's name without its path; a principal the text does not give contradicts nothing. */
export function isOfRole(principal: string | null, role: Pick<Role, 'name' | 'arn'>): boolean {
  if (principal === null || principal === role.arn) return true;
  const session = /:assumed-role\/([^/]+)/.exec(principal);
  return session === null ? !principal.startsWith('arn:') : session[1] === role.name;
}

/** Adds the layers that AWS named in a denial and that could not be read, so that no plan overlooks them. */
function withNamedLayers(
  decision: Decision,
  policies: ApplicablePolicies,
  denials: readonly Denial[],
): Decision {
  const named = denials.filter(({ layer }) =>
    OFTEN_UNREAD.some((name) => name === layer && isUnread(policies, name)),
  );
  if (named.length === 0) return decision;
  const layers = named.flatMap(({ layer }) => (layer === null ? [] : [layer]));
  const explicit = named.some((denial) => denial.explicit === true);
  return {
    ...decision,
    decision: explicit || decision.decision === 'explicitlyDenied' ? 'explicitlyDenied' : 'implicitlyDenied',
    deniedBy: [...new Set<Layer>([...decision.deniedBy, ...layers])],
    layers: { ...decision.layers, ...Object.fromEntries(named.map(verdictOfDenial)) },
    missing: decision.missing.filter((name) => !layers.some((layer) => layer === name)),
  };
}

function isUnread(policies: ApplicablePolicies, layer: (typeof OFTEN_UNREAD)[number]): boolean {
  return policies[layer] === undefined || policies[layer] === 'unreadable';
}

function verdictOfDenial({
  layer,
  explicit,
}: Denial): readonly [string, 'explicitlyDenied' | 'implicitlyDenied'] {
  return [String(layer), explicit === true ? 'explicitlyDenied' : 'implicitlyDenied'];
}
