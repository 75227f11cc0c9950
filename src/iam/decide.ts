/**
 * The verdict of all layers on one page, in the order AWS documents it.
 * Comes in: a request and the policies that apply to it. Goes out: allowed, explicitly or implicitly denied, or
 * unknown; which layers have to change; the statements that decided. Never: a guess; what was not read is unknown
 * only where the answer hangs on it. Source: IAM User Guide, evaluation-logic_policy-eval-denyallow and -cross-account.
 */
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  Decision,
  Lack,
  Layer,
  LayerVerdict,
  Verdict,
  WholeDecision,
} from './decision.ts';
import { compilePoliciesOnce, type CompiledList, type CompiledPolicies } from './compile.ts';
import { readyRequest, type ReadyRequest } from './context.ts';
import { askLayer, verdictOf, type LayerAnswer } from './layer.ts';
import { grantOf, saidBy, type Grant, type OwnLayers } from './grant.ts';
import { missingOf } from './missing.ts';
import { type Misses, missesOf, reasonsOf } from './reasons.ts';
import { isBoundByResourceControl, isServiceLinked } from './services/resource-control.ts';
import { isTrust } from './services/resource-first.ts';
import { needsNoPermission } from './services/without-permission.ts';
import { isWithoutResource } from './services/without-resource.ts';
import { both, either, type Tri } from './tri.ts';

/**
 * Throws for malformed policies: `simulate` and `readPolicy` report those as results. A document that was decided on
 * may not be changed afterwards, only replaced by another: what is made of it is kept as long as it lives. Where
 * documents do change, `simulate` is the call to make.
 */
export function decide(request: AuthorizationRequest, policies: ApplicablePolicies): WholeDecision {
  const ready = readyRequest(request);
  const compiled = compilePoliciesOnce(policies, isTrust(ready));
  if (compiled.ok) {
    const asked = askAll(ready, compiled.value);
    const { decision, misses } = decided(ready, asked);
    return { ...decision, lacking: lacksOf(asked, misses, policies) };
  }
  const [bad] = compiled.error;
  throw new Error(
    `Internal error: the policy \`${bad?.policy}\` was not checked before it was decided on: ${bad?.problems[0]?.message}`,
  );
}

export const decideCompiled = (request: ReadyRequest, policies: CompiledPolicies): Decision =>
  decided(request, askAll(request, policies)).decision;

function decided(
  request: ReadyRequest,
  asked: Asked,
): { readonly decision: Decision; readonly misses: Misses } {
  const brief = briefOf(request, asked);
  const { decision, deniedBy, missing } = brief;
  const answers = answersOf(asked);
  const misses = missesOf(request, { deniedBy, answers });
  const layers = layerVerdicts(request, answers);
  const reasons = reasonsOf(request, { decision, answers, misses });
  return { decision: { decision, deniedBy, missing, layers, reasons }, misses };
}

export type BriefDecision = Pick<Decision, 'decision' | 'deniedBy' | 'missing'>;

/** The same verdict without its layers and reasons, for many requests. */
export const decideBrief = (request: ReadyRequest, policies: CompiledPolicies): BriefDecision =>
  briefOf(request, askAll(request, policies));

function briefOf(request: ReadyRequest, asked: Asked): BriefDecision {
  let allow = asked.grant.allow;
  for (const guard of asked.guards) allow = both(allow, guard.allow);
  const decision = combine(asked.deny, allow);
  const denied = decision === 'explicitlyDenied' || decision === 'implicitlyDenied';
  return {
    decision,
    deniedBy: denied ? deniedLayers(asked) : [],
    missing:
      decision === 'unknown'
        ? missingOf(request, { answers: answersOf(asked), said: saidBy(request, asked.own) })
        : [],
  };
}

const combine = (deny: Tri, allow: Tri): Verdict => {
  if (deny === 'yes') return 'explicitlyDenied';
  if (allow === 'no') return 'implicitlyDenied';
  return deny === 'no' && allow === 'yes' ? 'allowed' : 'unknown';
};

interface Asked {
  /** Any matching Deny in any layer. */
  readonly deny: Tri;
  /** Layers that must allow besides the grant itself: resource control, service control, VPC endpoint. */
  readonly guards: readonly LayerAnswer[];
  readonly own: OwnLayers;
  readonly grant: Grant;
}

/** Nothing is asked where no policy has a say. */
const UNASKED: Asked = {
  deny: 'no',
  guards: [],
  own: { resource: null, identity: null, boundary: null, session: null },
  grant: { allow: 'yes', lacking: [] },
};

function askAll(request: ReadyRequest, policies: CompiledPolicies): Asked {
  if (needsNoPermission(request)) return UNASKED;
  const boundary = boundaryOf(request, policies);
  const guards = askGuards(request, policies, boundary);
  const own = askOwn(request, policies, boundary);
  let deny: Tri = 'no';
  for (const answer of guards) deny = either(deny, answer.deny);
  if (own.resource !== null) deny = either(deny, own.resource.deny);
  if (own.identity !== null) deny = either(deny, own.identity.deny);
  if (own.boundary !== null) deny = either(deny, own.boundary.deny);
  if (own.session !== null) deny = either(deny, own.session.deny);
  return { deny, guards, own, grant: grantOf(request, own) };
}

const NO_GUARDS: readonly LayerAnswer[] = [];

function askGuards(request: ReadyRequest, policies: CompiledPolicies, boundary: Tri): readonly LayerAnswer[] {
  const { resourceControl, serviceControl, vpcEndpoint } = policies;
  if (resourceControl === null && serviceControl === null && vpcEndpoint === null) return NO_GUARDS;
  const guards: LayerAnswer[] = [];
  // `RCPFullAWSAccess` is attached everywhere and cannot be detached: only a Deny can stop a request here.
  if (resourceControl !== null && isBoundByResourceControl(request))
    for (const level of resourceControl)
      guards.push({ ...askLayer({ layer: 'resourceControl', boundary }, level, request), allow: 'yes' });
  if (serviceControl !== null && isBoundByServiceControl(request))
    for (const level of serviceControl)
      guards.push(askLayer({ layer: 'serviceControl', boundary }, level, request));
  if (vpcEndpoint !== null) guards.push(askLayer({ layer: 'vpcEndpoint', boundary }, vpcEndpoint, request));
  return guards;
}

function askOwn(request: ReadyRequest, policies: CompiledPolicies, boundary: Tri): OwnLayers {
  const ask = (layer: Layer, list: CompiledList | null): LayerAnswer | null =>
    list === null ? null : askLayer({ layer, boundary }, list, request);
  const resource = isWithoutResource(request.foldedAction)
    ? null
    : ask(isTrust(request) ? 'trust' : 'resource', policies.resource);
  if (!hasOwnPolicies(request)) return { resource, identity: null, boundary: null, session: null };
  return {
    resource,
    identity: ask('identity', policies.identity),
    boundary: ask('boundary', policies.boundary),
    session: ask('session', policies.session),
  };
}

function answersOf({ guards, own }: Asked): readonly LayerAnswer[] {
  const answers = [...guards];
  for (const answer of [own.resource, own.identity, own.boundary, own.session])
    if (answer !== null) answers.push(answer);
  return answers;
}

/** Account root, services, identity providers and nobody have no identity policies, boundary or session policies. */
const hasOwnPolicies = ({ principalKind }: ReadyRequest): boolean =>
  principalKind !== 'root' &&
  principalKind !== 'service' &&
  principalKind !== 'federated' &&
  principalKind !== 'anonymous';

function boundaryOf(request: ReadyRequest, { boundary }: CompiledPolicies): Tri {
  if (boundary === null || !hasOwnPolicies(request)) return 'no';
  return boundary === 'unreadable' ? 'maybe' : 'yes';
}

/** Users, roles and root of an account; a service has none, and service-linked roles are left alone (facts 1.6). */
const isBoundByServiceControl = (request: ReadyRequest): boolean =>
  request.account !== '' && !isServiceLinked(request);

function deniedLayers(asked: Asked): readonly Layer[] {
  const { deny, guards, grant } = asked;
  if (deny === 'no' && guards.length === 0) return grant.lacking;
  const denied = new Set<Layer>();
  for (const answer of answersOf(asked)) if (answer.deny === 'yes') denied.add(answer.layer);
  for (const { layer, allow } of guards) if (allow === 'no') denied.add(layer);
  for (const layer of grant.lacking) denied.add(layer);
  return [...denied];
}

/** Of the levels of an organisation each that has no Allow, of the other layers those without which nothing is granted. */
function lacksOf(
  { guards, own, grant }: Asked,
  misses: Misses,
  { serviceControl }: ApplicablePolicies,
): readonly Lack[] {
  const levels = guards.filter(({ layer }) => layer === 'serviceControl');
  const silent = guards.flatMap((answer): readonly Lack[] => {
    if (answer.allow !== 'no') return [];
    const level = serviceControl === 'unreadable' ? undefined : serviceControl?.[levels.indexOf(answer)];
    return [{ layer: answer.layer, target: level?.target ?? null, nearest: misses.get(answer) ?? null }];
  });
  const granting = grant.lacking.map((layer): Lack => {
    const answer = layer === 'trust' ? own.resource : own[layer];
    return { layer, target: null, nearest: answer === null ? null : (misses.get(answer) ?? null) };
  });
  return [...silent, ...granting];
}

/** Every layer by itself; the levels of an organisation as one. */
function layerVerdicts(
  request: ReadyRequest,
  answers: readonly LayerAnswer[],
): Readonly<Partial<Record<Layer, LayerVerdict>>> {
  const [identity, boundary] = [layerVerdict('identity', answers), layerVerdict('boundary', answers)];
  const session = layerVerdict('session', answers);
  const guards = {
    serviceControl: layerVerdict('serviceControl', answers),
    resourceControl: layerVerdict('resourceControl', answers),
    vpcEndpoint: layerVerdict('vpcEndpoint', answers),
  };
  return isTrust(request)
    ? { identity, boundary, session, trust: layerVerdict('trust', answers), ...guards }
    : { identity, boundary, session, resource: layerVerdict('resource', answers), ...guards };
}

function layerVerdict(name: Layer, answers: readonly LayerAnswer[]): LayerVerdict {
  let [deny, allow]: [Tri, Tri] = ['no', 'yes'];
  let isThere = false;
  for (const answer of answers) {
    if (answer.layer !== name) continue;
    isThere = true;
    deny = either(deny, answer.deny);
    allow = both(allow, answer.allow);
  }
  return isThere ? verdictOf({ deny, allow }) : 'absent';
}
