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
import { grantOf, type Grant } from './grant.ts';
import { reasonsOf } from './reasons.ts';
import { allOf, anyOf, type Tri } from './tri.ts';

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
  const { deny, grant, guards } = asked;
  const allow = allOf([...guards.map(({ allow }) => allow), grant.allow]);
  const decision = combine(deny, allow);
  const deniedBy = decision === 'allowed' || decision === 'unknown' ? [] : deniedLayers(asked);
  return {
    decision,
    deniedBy,
    layers: layerVerdicts(asked),
    reasons: reasonsOf(request, { decision, deniedBy, answers: asked.answers }),
    missing: decision === 'unknown' ? missingOf(request, asked) : [],
  };
}

/** The same verdict without its reasons, for many requests. */
export function decideBrief(
  request: ReadyRequest,
  policies: CompiledPolicies,
): Pick<Decision, 'decision' | 'deniedBy'> {
  const asked = askAll(request, policies);
  const decision = combine(asked.deny, allOf([...asked.guards.map(({ allow }) => allow), asked.grant.allow]));
  return { decision, deniedBy: decision === 'allowed' || decision === 'unknown' ? [] : deniedLayers(asked) };
}

const combine = (deny: Tri, allow: Tri): Verdict => {
  if (deny === 'yes') return 'explicitlyDenied';
  if (allow === 'no') return 'implicitlyDenied';
  return deny === 'no' && allow === 'yes' ? 'allowed' : 'unknown';
};

export const isTrust = ({ foldedAction }: ReadyRequest): boolean =>
  [
    'sts:assumerole',
    'sts:assumerolewithsaml',
    'sts:assumerolewithwebidentity',
    'sts:tagsession',
    'sts:setsourceidentity',
  ].includes(foldedAction);

interface Asked {
  readonly answers: readonly LayerAnswer[];
  /** Any matching Deny in any layer. */
  readonly deny: Tri;
  /** Layers that must allow besides the grant itself: resource control, service control, VPC endpoint. */
  readonly guards: readonly LayerAnswer[];
  readonly grant: Grant;
}

function askAll(request: ReadyRequest, policies: CompiledPolicies): Asked {
  const ask = (layer: Layer, list: CompiledList | null): readonly LayerAnswer[] =>
    list === null ? [] : [askLayer(layer, list, request)];
  const guards = [
    ...resourceControl(request, policies),
    ...serviceControl(request, policies),
    ...ask('vpcEndpoint', policies.vpcEndpoint),
  ];
  const ownPolicies = hasOwnPolicies(request);
  const own = {
    resource: ask(isTrust(request) ? 'trust' : 'resource', policies.resource)[0] ?? null,
    identity: ownPolicies ? askLayer('identity', policies.identity, request) : null,
    boundary: ownPolicies ? (ask('boundary', policies.boundary)[0] ?? null) : null,
    session: ownPolicies ? (ask('session', policies.session)[0] ?? null) : null,
  };
  const answers = [...guards, ...Object.values(own).filter((answer) => answer !== null)];
  return { answers, deny: anyOf(answers.map(({ deny }) => deny)), guards, grant: grantOf(request, own) };
}

/** Account root, services and nobody have no identity policies, boundary or session policies. */
const hasOwnPolicies = ({ principalKind }: ReadyRequest): boolean =>
  principalKind !== 'root' && principalKind !== 'service' && principalKind !== 'anonymous';

/** Organisation policies leave service-linked roles alone. Source: orgs_manage_policies_scps; facts 1.6, 1.7. */
const isServiceLinked = ({ principalArn }: ReadyRequest): boolean =>
  /:role\/aws-service-role\//.test(principalArn);

function serviceControl(
  request: ReadyRequest,
  { serviceControl: levels }: CompiledPolicies,
): readonly LayerAnswer[] {
  const bound = request.account !== '' && !isServiceLinked(request);
  return levels === null || !bound ? [] : levels.map((level) => askLayer('serviceControl', level, request));
}

/** `RCPFullAWSAccess` is attached everywhere and cannot be detached: only a Deny can stop a request here. */
function resourceControl(
  request: ReadyRequest,
  { resourceControl: levels }: CompiledPolicies,
): readonly LayerAnswer[] {
  if (levels === null || isServiceLinked(request)) return [];
  return levels.map((level) => ({ ...askLayer('resourceControl', level, request), allow: 'yes' as const }));
}

function deniedLayers({ answers, guards, grant }: Asked): readonly Layer[] {
  const denied = new Set<Layer>(answers.filter(({ deny }) => deny === 'yes').map(({ layer }) => layer));
  for (const { layer, allow } of guards) if (allow === 'no') denied.add(layer);
  for (const layer of grant.lacking) denied.add(layer);
  return [...denied];
}

/** Every layer by itself; the levels of an organisation as one. */
function layerVerdicts({ answers }: Asked): Readonly<Partial<Record<Layer, LayerVerdict>>> {
  const trust = answers.some(({ layer }) => layer === 'trust');
  const names: readonly Layer[] = [
    'identity',
    'boundary',
    'session',
    trust ? 'trust' : 'resource',
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

/** Unread layers, and the unknown keys of statements that may match. */
function missingOf(request: ReadyRequest, { answers }: Asked): readonly string[] {
  const missing = new Set<string>();
  for (const { layer, unreadable, deciding } of answers) {
    if (unreadable) missing.add(layer);
    for (const { conditions } of deciding) {
      for (const { test } of conditions) if (request.key(test.key) === 'unknown') missing.add(test.key);
    }
  }
  return [...missing];
}
