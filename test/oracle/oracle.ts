/**
 * A second, slow reading of how AWS decides: `judge` takes one simulate case and gives its decision, what
 * denies it, each layer's own verdict, and what is missing. Written from the documentation alone; imports
 * nothing of the product; keeps nothing between calls but compiled patterns. What is unknown is settled by trying every possibility.
 * It reads well-formed cases only: checking the grammar is not its business.
 *
 * "facts" in comments are the sections of the AWS dossier the project works from; words in capitals are
 * pages of the IAM User Guide: EVAL (policy evaluation logic), VARS (policy variables).
 */

import type { Case, Judgement, LayerVerdict, PolicySet, Verdict } from './case.ts';
import { type Caller, contextOf, readCaller, resourceAccountOf } from './caller.ts';
import {
  ABSENT,
  type LayerState,
  type Outcome,
  stateOf,
  stateOfLevels,
  verdictOf,
  withFullAccess,
} from './layer.ts';
import type { Form, Place } from './principal.ts';
import {
  hasResourceControl,
  hasResourceLevelSupport,
  isFreeForAll,
  isTrust,
  resourcePolicyComesFirst,
} from './services.ts';

type States = Readonly<Record<string, LayerState>>;
/** One possibility: what each layer that is there says. */
type World = Readonly<Record<string, Outcome>>;

interface Situation {
  readonly caller: Caller;
  readonly sameAccount: boolean;
  readonly comesFirst: boolean;
  /** The name of the layer of the resource's policy: `resource` or `trust`. */
  readonly resourceLayer: string;
}

export function judge(given: Case): Judgement {
  const { request } = given;
  const caller = readCaller(request);
  const situation: Situation = {
    caller,
    sameAccount: caller.account !== '' && resourceAccountOf(request, caller) === caller.account,
    comesFirst: resourcePolicyComesFirst(request.action, request.resource),
    resourceLayer: isTrust(request.action) ? 'trust' : 'resource',
  };
  const free = isFreeForAll(request.action, caller.kind);
  const states = free ? withoutLayers(situation) : statesOf(given, situation);
  const worlds = worldsOf(states);
  const denials = free ? [new Set<string>()] : worlds.map((world) => deniedByIn(world, situation));
  const decision = decisionOf(states, denials);
  return {
    decision,
    deniedBy: decision === 'unknown' ? [] : inAll(denials),
    layers: verdictsOf(states),
    missing: decision === 'unknown' ? missingOf(states, situation) : [],
  };
}

/** No policy has a say. */
function withoutLayers({ resourceLayer }: Situation): States {
  const layers = [
    'identity',
    'boundary',
    'session',
    resourceLayer,
    'serviceControl',
    'resourceControl',
    'vpcEndpoint',
  ];
  return Object.fromEntries(layers.map((layer) => [layer, ABSENT]));
}

function statesOf(given: Case, situation: Situation): States {
  const { request, policies } = given;
  const { caller } = situation;
  const asked = { action: request.action, resource: request.resource, context: contextOf(request, caller) };
  const plain = (layer: string) => ({ layer, asked, caller, place: null });
  const named = (layer: string) => ({ layer, asked, caller, place: placeOf(layer, policies) });

  // A service and nobody have no policies of their own, and the root user's cannot be limited by them.
  // Source: facts 1.1 (root), 1.3 (service).
  const hasOwnPolicies = !['root', 'service', 'anonymous'].includes(caller.kind);
  const own = (layer: 'identity' | 'boundary' | 'session') =>
    hasOwnPolicies ? stateOf(policies[layer], plain(layer)) : ABSENT;
  // Service control policies bind users, roles and root, but no service-linked role. Source: facts 1.6.
  const underServiceControl = caller.account !== '' && !caller.serviceLinked;
  // Resource control policies bind whoever calls, but no service-linked role. Source: facts 1.7.
  const underResourceControl = hasResourceControl(request.action, request.resource) && !caller.serviceLinked;
  // A resource's policy says nothing on an action that is on no resource. Source: facts 4.5 (GetAuthorizationToken).
  const onResource = hasResourceLevelSupport(request.action);
  const { resourceLayer } = situation;
  return {
    identity: own('identity'),
    boundary: own('boundary'),
    session: own('session'),
    [resourceLayer]: onResource ? stateOf(policies.resource, named(resourceLayer)) : ABSENT,
    serviceControl: underServiceControl
      ? stateOfLevels(policies.serviceControl, plain('serviceControl'))
      : ABSENT,
    resourceControl: underResourceControl
      ? withFullAccess(stateOfLevels(policies.resourceControl, named('resourceControl')))
      : ABSENT,
    vpcEndpoint: stateOf(policies.vpcEndpoint, named('vpcEndpoint')),
  };
}

function placeOf(layer: string, policies: PolicySet): Place {
  const boundary =
    policies.boundary === undefined ? 'no' : policies.boundary === 'unreadable' ? 'unreadable' : 'yes';
  return { accountMeansRootOnly: layer === 'vpcEndpoint', boundary };
}

/** Every combination of what the layers may say. */
function worldsOf(states: States): readonly World[] {
  let worlds: readonly World[] = [{}];
  for (const [layer, state] of Object.entries(states)) {
    if (state.kind === 'absent') continue;
    worlds = worlds.flatMap((world) => state.outcomes.map((outcome) => ({ ...world, [layer]: outcome })));
  }
  return worlds;
}

/** The layers that stop the request in this world; none: it passes. Source: facts 1.1, 1.2; simulate format. */
function deniedByIn(world: World, situation: Situation): ReadonlySet<string> {
  const stopped = new Set<string>();
  // 1. A matching Deny anywhere is final.
  for (const [layer, outcome] of Object.entries(world)) if (outcome.deny) stopped.add(layer);
  // 2. The guard rails around everything need an Allow.
  for (const layer of ['resourceControl', 'serviceControl', 'vpcEndpoint'])
    if (lacks(world, layer)) stopped.add(layer);
  // 3. Somebody has to grant, and the boundary and the session policy must not take it away.
  for (const layer of lackingGrant(world, situation)) stopped.add(layer);
  return stopped;
}

function lackingGrant(world: World, situation: Situation): readonly string[] {
  const { caller, resourceLayer } = situation;
  const grants: readonly Form[] = world[resourceLayer]?.grants ?? [];
  const limits = ['boundary', 'session'].filter((layer) => lacks(world, layer));
  const identityAllows = caller.kind === 'root' || (world['identity']?.grants.length ?? 0) > 0;
  const identity = identityAllows ? [] : ['identity'];

  // A service or nobody has the resource's policy only.
  if (caller.account === '') return grants.length > 0 ? [] : [resourceLayer];

  // Cross-account: both sides, each in full. Source: facts 1.2.
  if (!situation.sameAccount) {
    return [...identity, ...limits, ...(grants.length > 0 ? [] : [resourceLayer])];
  }

  // Straight to the caller: neither identity, boundary nor session has to allow. Source: facts 1.3.
  if (grants.includes('direct')) return [];
  // To the role: boundary and session still bind.
  if (grants.includes('role')) return limits;
  // A key policy or trust policy that names nobody here and does not delegate to the account.
  if (situation.comesFirst && !grants.includes('account')) return [...limits, resourceLayer];
  // The account, or no resource policy: it is up to the identity policies.
  return [...identity, ...limits];
}

/** Nothing of the kind applies, or it allows: no lack. */
function lacks(world: World, layer: string): boolean {
  const outcome = world[layer];
  return outcome !== undefined && outcome.grants.length === 0;
}

function decisionOf(states: States, denials: readonly ReadonlySet<string>[]): Verdict {
  const passing = denials.filter((denial) => denial.size === 0).length;
  if (passing === denials.length) return 'allowed';
  if (passing > 0) return 'unknown';
  return Object.values(states).some((state) => verdictOf(state) === 'explicitlyDenied')
    ? 'explicitlyDenied'
    : 'implicitlyDenied';
}

function inAll(denials: readonly ReadonlySet<string>[]): readonly string[] {
  const [first, ...others] = denials;
  return [...(first ?? [])].filter((layer) => others.every((denial) => denial.has(layer))).sort();
}

function verdictsOf(states: States): Readonly<Record<string, LayerVerdict>> {
  return Object.fromEntries(Object.entries(states).map(([layer, state]) => [layer, verdictOf(state)]));
}

/** A doubt is missing when, in some world, its turning out one way or the other would turn the answer. */
function missingOf(states: States, situation: Situation): readonly string[] {
  const passes = (world: World): boolean => deniedByIn(world, situation).size === 0;
  const missing = new Set<string>();
  for (const [layer, state] of Object.entries(states)) {
    if (state.kind === 'absent') continue;
    const others = worldsOf({ ...states, [layer]: ABSENT });
    for (const { names, pairs } of state.doubts) {
      const matters = pairs.some(([one, other]) =>
        others.some((world) => passes({ ...world, [layer]: one }) !== passes({ ...world, [layer]: other })),
      );
      if (matters) for (const name of names) missing.add(name);
    }
  }
  return [...missing].sort();
}
