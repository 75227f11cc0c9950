/**
 * Who must say yes: the caller's own policies, the resource's policy, or both. Source: IAM User Guide,
 * evaluation-logic (one account), -cross-account, reference_policies_elements_principal; facts 1.2 and 1.3.
 */
import type { ReadyRequest } from './context.ts';
import type { Layer } from './decision.ts';
import type { LayerAnswer } from './layer.ts';
import { allOf, anyOf, type Tri } from './tri.ts';

export interface OwnLayers {
  readonly resource: LayerAnswer | null;
  readonly identity: LayerAnswer | null;
  readonly boundary: LayerAnswer | null;
  readonly session: LayerAnswer | null;
}

export interface Grant {
  readonly allow: Tri;
  /** The layers whose lacking Allow keeps the request from passing. */
  readonly lacking: readonly Layer[];
}

export function grantOf(request: ReadyRequest, own: OwnLayers): Grant {
  if (request.principalKind === 'root' && request.account === request.resourceAccount)
    return { allow: 'yes', lacking: [] };
  if (own.identity === null) return resourceOnly(request, own);
  if (request.account !== request.resourceAccount) return bothSides(request, own);
  return needsResourceFirst(request) ? resourceFirst(request, own) : eitherSide(request, own);
}

/** A key's policy and a role's trust policy must grant or delegate, in one account as well. Source: facts 1.2. */
const needsResourceFirst = ({ service, foldedAction }: ReadyRequest): boolean =>
  (service === 'kms' && foldedAction !== 'kms:createkey' && !foldedAction.startsWith('kms:list')) ||
  foldedAction.startsWith('sts:assumerole');

const allows = (answer: LayerAnswer | null): Tri => answer?.allow ?? 'no';
/** A boundary or session policy that is not there lets everything pass. */
const passes = (answer: LayerAnswer | null): Tri => answer?.allow ?? 'yes';

function lackingOf(layers: readonly (LayerAnswer | null)[]): readonly Layer[] {
  return layers.flatMap((answer) => (answer !== null && answer.allow === 'no' ? [answer.layer] : []));
}

/** Services and nobody: only the resource's policy can grant. */
function resourceOnly(request: ReadyRequest, { resource }: OwnLayers): Grant {
  const layer = resource?.layer ?? resourceLayer(request);
  const allow = allows(resource);
  return { allow, lacking: allow === 'no' ? [layer] : [] };
}

const resourceLayer = ({ foldedAction }: ReadyRequest): Layer =>
  foldedAction.startsWith('sts:assumerole') ? 'trust' : 'resource';

function bothSides(request: ReadyRequest, { resource, identity, boundary, session }: OwnLayers): Grant {
  const allow = allOf([allows(identity), allows(resource), passes(boundary), passes(session)]);
  const lacking = [
    ...lackingOf([resource, identity, boundary, session]),
    ...(resource === null ? [resourceLayer(request)] : []),
  ];
  return { allow, lacking };
}

/** The ways in through the resource's policy, by how it names the caller (table 1.3). */
function throughResource({ resource, boundary, session }: OwnLayers): Tri {
  if (resource === null) return 'no';
  if (resource.unreadable) return 'maybe';
  switch (resource.naming) {
    case 'itself':
      return resource.allow;
    case 'role':
      return allOf([resource.allow, passes(boundary), passes(session)]);
    case 'account':
    case null:
      return 'no';
  }
}

function eitherSide(_request: ReadyRequest, own: OwnLayers): Grant {
  const { resource, identity, boundary, session } = own;
  const throughOwn = allOf([allows(identity), passes(boundary), passes(session)]);
  const allow = anyOf([throughOwn, throughResource(own)]);
  if (allow !== 'no') return { allow, lacking: [] };
  const granted = allows(identity) !== 'no' || (resource?.naming === 'role' && resource.allow !== 'no');
  return { allow, lacking: lackingOf([granted ? null : identity, boundary, session]) };
}

function resourceFirst(request: ReadyRequest, own: OwnLayers): Grant {
  const { resource, identity, boundary, session } = own;
  const delegated =
    resource?.unreadable === true ? 'maybe' : resource?.naming === 'account' ? resource.allow : 'no';
  const throughOwn = allOf([delegated, allows(identity), passes(boundary), passes(session)]);
  const allow = anyOf([throughOwn, throughResource(own)]);
  if (allow !== 'no') return { allow, lacking: [] };
  const named = resource !== null && resource.allow !== 'no';
  if (!named)
    return { allow, lacking: [resource?.layer ?? resourceLayer(request), ...lackingOf([boundary, session])] };
  const needsIdentity = resource.naming === 'account';
  return { allow, lacking: lackingOf([needsIdentity ? identity : null, boundary, session]) };
}
