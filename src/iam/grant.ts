/**
 * Who must say yes: the caller's own policies, the resource's policy, or both. Source: IAM User Guide,
 * evaluation-logic (one account), -cross-account, reference_policies_elements_principal; facts 1.2 and 1.3.
 */
import type { ReadyRequest } from './context.ts';
import { NO_WAY, type LayerAnswer, type Ways } from './layer.ts';
import { comesFirst, isTrust } from './services/resource-first.ts';
import { anyOf, both, either, type Tri } from './tri.ts';

export interface OwnLayers {
  readonly resource: LayerAnswer | null;
  readonly identity: LayerAnswer | null;
  readonly boundary: LayerAnswer | null;
  readonly session: LayerAnswer | null;
}

/** A role's own policy says who may take it, in the place of a resource's. */
type OwnLayer = keyof OwnLayers | 'trust';

export interface Grant {
  readonly allow: Tri;
  /** The layers that surely have to change, whatever is unknown. */
  readonly lacking: readonly OwnLayer[];
}

/** What the layers that grant and limit say; a boundary or session policy that is not there lets everything pass. */
export interface Said extends Ways {
  readonly identity: Tri;
  readonly boundary: Tri;
  readonly session: Tri;
}

export function saidBy(request: ReadyRequest, { resource, identity, boundary, session }: OwnLayers): Said {
  // The account root may do everything in its account that its policies could allow (facts 1.1).
  const root = request.principalKind === 'root';
  const ways = resource?.ways ?? NO_WAY;
  return {
    itself: ways.itself,
    role: ways.role,
    account: ways.account,
    identity: root ? 'yes' : (identity?.allow ?? 'no'),
    boundary: boundary?.allow ?? 'yes',
    session: session?.allow ?? 'yes',
  };
}

export function grantOf(request: ReadyRequest, own: OwnLayers): Grant {
  const said = saidBy(request, own);
  const allow = allowed(request, said);
  return { allow, lacking: allow === 'no' ? lackingOf(request, said) : [] };
}

/** Whether the request is granted. Services and nobody have nothing but the resource's policy. */
export function allowed(request: ReadyRequest, said: Said): Tri {
  const resource = either(either(said.itself, said.role), said.account);
  if (request.account === '') return resource;
  const limits = both(said.boundary, said.session);
  const own = both(said.identity, limits);
  if (request.account !== request.resourceAccount) return both(resource, own);
  const delegated = comesFirst(request) ? said.account : 'yes';
  return either(either(said.itself, both(said.role, limits)), both(delegated, own));
}

function lackingOf(request: ReadyRequest, said: Said): readonly OwnLayer[] {
  const resource: OwnLayer = isTrust(request) ? 'trust' : 'resource';
  if (request.account === '') return [resource];
  const limits: OwnLayer[] = [];
  if (said.boundary === 'no') limits.push('boundary');
  if (said.session === 'no') limits.push('session');
  const identity: readonly OwnLayer[] = said.identity === 'no' ? ['identity'] : [];
  if (request.account !== request.resourceAccount) {
    const silent = anyOf([said.itself, said.role, said.account]) === 'no';
    return [...(silent ? [resource] : []), ...identity, ...limits];
  }
  if (said.role !== 'no') return limits;
  if (comesFirst(request) && said.account !== 'yes')
    return said.account === 'no' ? [resource, ...limits] : limits;
  return [...identity, ...limits];
}
