/**
 * Decisions completed by AWS's own words. Comes in: a decision that the snapshot leaves open, and the denials of the build.
 * Goes out: the decision with the layers that AWS named. Never: overrules what was read, or believes a denial of another role.
 */
import type { ApplicablePolicies, Layer, Reason } from '#iam/decision.ts';
import { stableJson } from '#basics/stable-json.ts';
import { HANGING } from '#iam/reason-words.ts';
import type { Denial } from '#evidence/evidence.ts';
import { isOfRole } from '#needs/denials.ts';
import type { Need } from '#needs/need.ts';
import { scopeOf } from '#needs/needs.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { JudgedDecision, JudgedNeed } from './finding.ts';
import { isForeign } from './foreign.ts';
import { conditionsOf } from './statement.ts';

/** A need, what was looked at for it, and what came of that. */
export interface View {
  readonly snapshot: Snapshot;
  readonly need: Need;
  readonly policies: ApplicablePolicies;
}

type Told = Denial & { readonly layer: Layer; readonly isClaimed: boolean };
/** What a denial says: which layer stopped the call, and whether by a Deny. */
type Saying = Pick<Told, 'layer' | 'explicit'>;

/** No identity-based policy allows the call. */
const NO_ALLOW: Saying = { layer: 'identity', explicit: false };

/** What is known for certain stays; a layer left open is as AWS told, or as it told of another call that hung on the same. */
export function asTold(decision: JudgedDecision, view: View): JudgedDecision {
  const told = denialsOf(view).filter(
    (one) => isUnread(one.layer, view) || (isBelieved(one) && hangsOnKeys(decision, one)),
  );
  if (told.length > 0) return told.reduce(withLayer, decision);
  return isRefused(decision, view) ? withLayer(decision, NO_ALLOW) : decision;
}

/** Which endpoint a call goes by is taken from what makes it: where that one lets it through, and AWS says that one stopped it, it was another. */
export function isByAnotherEndpoint(snapshot: Snapshot, need: JudgedNeed): boolean {
  return (
    need.decision.layers.vpcEndpoint === 'allowed' &&
    denialsOf({ snapshot, need }).some(({ layer }) => layer === 'vpcEndpoint')
  );
}

/** That an Allow did not hold makes way for a grant, and so is believed of AWS's own record alone, never of a line of a log. */
const isBelieved = ({ explicit, isClaimed }: Told): boolean => explicit === true || !isClaimed;

/** Denials of this very request, of the build's own role, that name a layer. */
function denialsOf({ snapshot, need }: Omit<View, 'policies'>): readonly Told[] {
  if (need.subject !== 'service-role') return [];
  return need.evidence.flatMap((one) => {
    if (one.kind !== 'denial' || one.denial.action?.toLowerCase() !== need.action.toLowerCase()) return [];
    const { layer } = one.denial;
    return layer !== null && isOfBuild(snapshot, one.denial.principal)
      ? [{ ...one.denial, layer, isClaimed: one.grade === 'claimed' }]
      : [];
  });
}

/** Whether a denied principal can be the role of the build that is looked at. */
export function isOfBuild(snapshot: Snapshot, principal: string | null): boolean {
  const { build, project } = snapshot;
  const roleArn = build.kind === 'known' ? build.value.serviceRole : project.serviceRole;
  return isOfRole(principal, scopeOf(snapshot, roleArn));
}

/**
 * Layers that a denial is believed on while the snapshot holds nothing of them. What is proven absent
 * (no boundary, no organisation) cannot have denied, whatever a log says.
 */
function isUnread(layer: Layer, { snapshot, need, policies }: View): boolean {
  switch (layer) {
    case 'session':
      return true;
    case 'vpcEndpoint':
      return policies.vpcEndpoint === undefined;
    case 'boundary':
      return policies.boundary === 'unreadable';
    case 'resource':
    case 'trust':
      return policies.resource === 'unreadable';
    case 'serviceControl':
      return policies.serviceControl === undefined && snapshot.serviceControl.kind !== 'absent';
    case 'resourceControl':
      return (
        policies.resourceControl === undefined &&
        (snapshot.resourceControl.kind !== 'absent' || isForeign(snapshot, need.resource))
      );
    case 'identity':
      return false;
  }
}

/** All was read; what a statement of the layer says turns on keys of the request that no snapshot shows. */
function hangsOnKeys({ decision, missing, reasons }: JudgedDecision, { layer, explicit }: Saying): boolean {
  const effect = explicit === true ? 'deny' : 'allow';
  return (
    decision === 'unknown' &&
    missing.every(isKey) &&
    reasons.some((reason) => reason.layer === layer && reason.effect === effect && reason.hangs === true)
  );
}

/** Missing is a layer by its name, or a context key, which has a prefix. */
const isKey = (name: string): boolean => name.includes(':');

/** The layer said no: a Deny of it that hung took hold, or an Allow of it that hung did not. */
export function withLayer(decision: JudgedDecision, told: Saying): JudgedDecision {
  const { layer, explicit } = told;
  const verdict = explicit === true ? 'explicitlyDenied' : 'implicitlyDenied';
  const isWorse = verdict === 'explicitlyDenied' || decision.decision === 'explicitlyDenied';
  const isSettled = hangsOnKeys(decision, told);
  return {
    ...decision,
    decision: isWorse ? 'explicitlyDenied' : 'implicitlyDenied',
    deniedBy: [...new Set<Layer>([...decision.deniedBy, layer])],
    layers: { ...decision.layers, [layer]: verdict },
    reasons: decision.reasons.map((reason) => settled(reason, layer, verdict)),
    missing: isSettled ? [] : decision.missing.filter((name) => name !== layer),
    lacking: explicit === true ? decision.lacking : withLack(decision.lacking, layer),
    ...(isSettled && layer === 'identity' && explicit !== true ? { isLackTold: true } : {}),
  };
}

/** AWS told that the layer has no Allow, and not which policy comes nearest. */
const withLack = (lacking: JudgedDecision['lacking'], layer: Layer): JudgedDecision['lacking'] =>
  lacking.some((one) => one.layer === layer) ? lacking : [...lacking, { layer, target: null, nearest: null }];

function settled(reason: Reason, layer: Layer, verdict: 'explicitlyDenied' | 'implicitlyDenied'): Reason {
  if (reason.layer !== layer || reason.hangs !== true) return reason;
  const { hangs: _, because, ...rest } = reason;
  const words = because.replace(HANGING, '');
  const isRefused = verdict === 'implicitlyDenied' && reason.effect === 'allow';
  return isRefused
    ? { ...rest, matched: false, mismatch: 'condition', because: `${words}; AWS found it not to hold` }
    : { ...rest, because: `${words}; AWS found it to hold` };
}

/** Conditions, as their JSON, of Allows that AWS showed not to hold for the build, each with what it was asked of. */
export function refusedConditions(snapshot: Snapshot, needs: readonly JudgedNeed[]): readonly string[] {
  const refused = needs
    .filter(({ decision }) => decision.layers.identity === 'implicitlyDenied')
    .flatMap((need) =>
      need.decision.reasons
        .filter(({ layer, mismatch }) => layer === 'identity' && mismatch === 'condition')
        .flatMap((reason) => keyOf(snapshot, need, reason) ?? []),
    );
  return [...new Set(refused)];
}

/** Whether every Allow that hangs does so on what AWS showed not to hold for such a call. */
function isRefused(decision: JudgedDecision, { snapshot, need }: View): boolean {
  const hanging = decision.reasons.filter(({ hangs }) => hangs === true);
  return (
    need.refused !== undefined &&
    hangsOnKeys(decision, NO_ALLOW) &&
    hanging.length > 0 &&
    hanging.every((reason) => {
      const key =
        reason.layer === 'identity' && reason.effect === 'allow' ? keyOf(snapshot, need, reason) : null;
      return key !== null && need.refused?.includes(key) === true;
    })
  );
}

/** Keys that are the same for every call of a build to one service: where it comes from, and under which session. */
const OF_BUILD = new Set(
  [
    'SourceIp',
    'VpcSourceIp',
    'SourceVpc',
    'SourceVpcArn',
    'SourceVpce',
    'VpceAccount',
    'VpceOrgID',
    'VpceOrgPaths',
    'userid',
    'TokenIssueTime',
  ].map((name) => `aws:${name}`.toLowerCase()),
);

const isTag = (key: string): boolean => /^[a-z0-9-]+:resourcetag\//i.test(key);

/** Null where the statement tests something that may differ from one call to the next; tags are the same for one resource. */
function keyOf(snapshot: Snapshot, { action, resource }: Need, { policy, statement }: Reason): string | null {
  const conditions = conditionsOf(snapshot, policy, statement);
  const keys = conditions.map(({ key }) => key.toLowerCase());
  if (keys.length === 0 || !keys.every((key) => OF_BUILD.has(key) || isTag(key))) return null;
  const asked = keys.some(isTag) ? resource : action.split(':', 1)[0];
  return `${asked} ${stableJson(conditions)}`;
}
