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
  Layer,
  LayerVerdict,
  Verdict,
} from './decision.ts';
import { compilePolicies, type CompiledList, type CompiledPolicies } from './compile.ts';
import { readyRequest, type ReadyRequest } from './context.ts';
import { askLayer, verdictOf, type LayerAnswer } from './layer.ts';
import { grantOf, saidBy, type Grant, type OwnLayers } from './grant.ts';
import { missingOf } from './missing.ts';
import { reasonsOf } from './reasons.ts';
import { isBoundByResourceControl, isServiceLinked } from './services/resource-control.ts';
import { isTrust } from './services/resource-first.ts';
import { isWithoutResource } from './services/without-resource.ts';
import { allOf, anyOf, both, either, type Tri } from './tri.ts';

/** Throws for malformed policies: `simulate` and `readPolicy` report those as results. */
export function decide(request: AuthorizationRequest, policies: ApplicablePolicies): Decision {
  const ready = readyRequest(request);
  const compiled = compilePolicies(policies, isTrust(ready));
  if (compiled.ok) return decideCompiled(ready, compiled.value);
  const [bad] = compiled.error;
  throw new Error(
    `Internal error: the policy \`${bad?.policy}\` was not checked before it was decided on: ${bad?.problems[0]?.message}`,
  );
}

export function decideCompiled(request: ReadyRequest, policies: CompiledPolicies): Decision {
  const asked = askAll(request, policies);
  const brief = briefOf(request, asked);
  const { decision, deniedBy } = brief;
  return {
    ...brief,
    layers: layerVerdicts(request, asked),
    reasons: reasonsOf(request, { decision, deniedBy, answers: asked.answers }),
  };
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
        ? missingOf(request, { answers: asked.answers, said: saidBy(request, asked.own) })
        : [],
  };
}

const combine = (deny: Tri, allow: Tri): Verdict => {
  if (deny === 'yes') return 'explicitlyDenied';
  if (allow === 'no') return 'implicitlyDenied';
  return deny === 'no' && allow === 'yes' ? 'allowed' : 'unknown';
};

interface Asked {
  readonly answers: readonly LayerAnswer[];
  /** Any matching Deny in any layer. */
  readonly deny: Tri;
  /** Layers that must allow besides the grant itself: resource control, service control, VPC endpoint. */
  readonly guards: readonly LayerAnswer[];
  readonly own: OwnLayers;
  readonly grant: Grant;
}

function askAll(request: ReadyRequest, policies: CompiledPolicies): Asked {
  const boundary = boundaryOf(request, policies);
  const ask = (layer: Layer, list: CompiledList | null): LayerAnswer | null =>
    list === null ? null : askLayer({ layer, boundary }, list, request);
  const askLevels = (layer: Layer, levels: readonly CompiledList[]): readonly LayerAnswer[] =>
    levels.map((level) => askLayer({ layer, boundary }, level, request));
  const guards: LayerAnswer[] = [];
  // `RCPFullAWSAccess` is attached everywhere and cannot be detached: only a Deny can stop a request here.
  if (policies.resourceControl !== null && isBoundByResourceControl(request))
    for (const answer of askLevels('resourceControl', policies.resourceControl))
      guards.push({ ...answer, allow: 'yes' });
  if (policies.serviceControl !== null && isBoundByServiceControl(request))
    guards.push(...askLevels('serviceControl', policies.serviceControl));
  const endpoint = ask('vpcEndpoint', policies.vpcEndpoint);
  if (endpoint !== null) guards.push(endpoint);
  const ownPolicies = hasOwnPolicies(request);
  const onResource = !isWithoutResource(request.foldedAction);
  const own = {
    resource: onResource ? ask(isTrust(request) ? 'trust' : 'resource', policies.resource) : null,
    identity: ownPolicies ? ask('identity', policies.identity) : null,
    boundary: ownPolicies ? ask('boundary', policies.boundary) : null,
    session: ownPolicies ? ask('session', policies.session) : null,
  };
  const answers = [...guards];
  for (const answer of [own.resource, own.identity, own.boundary, own.session])
    if (answer !== null) answers.push(answer);
  let deny: Tri = 'no';
  for (const answer of answers) deny = either(deny, answer.deny);
  return { answers, deny, guards, own, grant: grantOf(request, own) };
}

/** Account root, services and nobody have no identity policies, boundary or session policies. */
const hasOwnPolicies = ({ principalKind }: ReadyRequest): boolean =>
  principalKind !== 'root' && principalKind !== 'service' && principalKind !== 'anonymous';

function boundaryOf(request: ReadyRequest, { boundary }: CompiledPolicies): Tri {
  if (boundary === null || !hasOwnPolicies(request)) return 'no';
  return boundary === 'unreadable' ? 'maybe' : 'yes';
}

/** Users, roles and root of an account; a service has none, and service-linked roles are left alone (facts 1.6). */
const isBoundByServiceControl = (request: ReadyRequest): boolean =>
  request.account !== '' && !isServiceLinked(request);

function deniedLayers({ answers, guards, grant }: Asked): readonly Layer[] {
  const denied = new Set<Layer>(answers.filter(({ deny }) => deny === 'yes').map(({ layer }) => layer));
  for (const { layer, allow } of guards) if (allow === 'no') denied.add(layer);
  for (const layer of grant.lacking) denied.add(layer);
  return [...denied];
}

/** Every layer by itself; the levels of an organisation as one. */
function layerVerdicts(
  request: ReadyRequest,
  { answers }: Asked,
): Readonly<Partial<Record<Layer, LayerVerdict>>> {
  const names: readonly Layer[] = [
    'identity',
    'boundary',
    'session',
    isTrust(request) ? 'trust' : 'resource',
    'serviceControl',
    'resourceControl',
    'vpcEndpoint',
  ];
  return Object.fromEntries(
    names.map((name) => {
      const own = answers.filter(({ layer }) => layer === name);
      if (own.length === 0) return [name, 'absent'];
      return [
        name,
        verdictOf({ deny: anyOf(own.map(({ deny }) => deny)), allow: allOf(own.map(({ allow }) => allow)) }),
      ];
    }),
  );
}
