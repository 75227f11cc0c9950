/**
 * The policies of every layer that bear on a need, as far as the snapshot holds them.
 *
 * Two choices are made here, and said in docs/how-it-decides.md:
 * - Service and resource control policies that could not be read count as silent. A member account
 *   can never read its own, so the strict reading would make every answer `unknown`; AWS's simulator
 *   and the retried build look at them, and a denial that names such a layer is believed (judge.ts).
 * - A resource policy of the account's own that could not be read counts as silent too, except of ECR, which names a
 *   lacking Allow only after it, and of KMS and roles, whose policies have to grant or delegate first (resource-layer.ts).
 */
import type { ApplicablePolicies, OrganizationLevel, PolicyList } from '#iam/decision.ts';
import type { PolicyKind } from '#iam/policy.ts';
import type { Need } from '#needs/need.ts';
import type { Known, OrganizationTarget, Role, Snapshot } from '#account/snapshot.ts';
import { endpointOf } from './endpoint-layer.ts';
import { isForeign } from './foreign.ts';
import { merge, readDocuments, readList, readOne, type ReadPolicies } from './read-policies.ts';
import { resourcePolicies, trustOf } from './resource-layer.ts';

/** What is fully known (`readable`), and the same with `"unreadable"` wherever something is missing: one where nothing is. */
export interface BearingPolicies {
  readonly readable: ApplicablePolicies;
  readonly honest: ApplicablePolicies;
}

export function bearingPolicies(snapshot: Snapshot, role: Role, need: Need): BearingPolicies {
  const resource = resourcePolicies(snapshot, need);
  const organization = organizationBearingOn(snapshot, need);
  if (need.subject === 'codebuild-service') {
    const { resourceControl } = organization;
    const control = resourceControl ? { resourceControl } : {};
    return {
      readable: { ...control, ...layer('resource', resource, false) },
      honest: { ...control, ...layer('resource', resource, true) },
    };
  }
  const identity = identityPolicies(role);
  const boundary = boundaryPolicies(role);
  const endpoint = endpointPolicies(snapshot, need);
  const gather = (honest: boolean): ApplicablePolicies => ({
    ...organization,
    ...endpoint,
    ...layer('identity', identity, honest),
    ...layer('boundary', boundary, honest),
    ...layer('resource', resource, honest),
  });
  const readable = gather(false);
  const isWhole = [identity, boundary, resource].every((read) => read === null || !read.holes);
  return { readable, honest: isWhole ? readable : gather(true) };
}

/** The trust policy as the resource's policy, with the control policies on it. */
export function trustPolicies(snapshot: Snapshot, role: Role): ApplicablePolicies {
  const { resourceControl } = organizationPolicies(snapshot);
  const { policies, holes } = trustOf(role);
  const trust = holes ? ('unreadable' as const) : policies;
  return { resource: trust, ...(resourceControl ? { resourceControl } : {}) };
}

export function identityPolicies(role: Role): ReadPolicies {
  return merge(readList(role.inline, 'identity'), readList(role.attached, 'identity'));
}

function boundaryPolicies(role: Role): ReadPolicies | null {
  return role.boundary.kind === 'absent' ? null : readOne(role.boundary, 'identity');
}

/** Silent where no endpoint is known to be on the way, or its text did not arrive whole. */
function endpointPolicies(snapshot: Snapshot, need: Need): Pick<ApplicablePolicies, 'vpcEndpoint'> {
  const endpoint = endpointOf(snapshot, need);
  if (endpoint === null) return {};
  const { policies, holes } = readOne({ kind: 'known', value: endpoint.policy }, 'vpcEndpoint');
  return holes ? {} : { vpcEndpoint: policies };
}

/** What the organisation says of the account's own resources it does not say of another's. */
function organizationBearingOn(
  snapshot: Snapshot,
  { resource }: Need,
): ReturnType<typeof organizationPolicies> {
  const { resourceControl, ...rest } = organizationPolicies(snapshot);
  return resourceControl === undefined || isForeign(snapshot, resource) ? rest : { ...rest, resourceControl };
}

function organizationPolicies(
  snapshot: Snapshot,
): Pick<ApplicablePolicies, 'serviceControl' | 'resourceControl'> {
  const serviceControl = readLevels(snapshot.serviceControl, 'serviceControl');
  const resourceControl = readLevels(snapshot.resourceControl, 'resourceControl');
  return {
    ...(serviceControl ? { serviceControl } : {}),
    ...(resourceControl ? { resourceControl } : {}),
  };
}

/** Null where nothing is known of a level: one level that cannot be read leaves the layer silent. */
function readLevels(
  levels: Known<readonly OrganizationTarget[]>,
  kind: PolicyKind,
): readonly OrganizationLevel[] | null {
  if (levels.kind !== 'known') return null;
  const read = levels.value.map(({ target, policies }) => ({ target, ...readDocuments(policies, kind) }));
  if (read.some(({ holes }) => holes)) return null;
  return read.map(({ target, policies }) => ({ target, policies }));
}

function layer(
  name: 'identity' | 'boundary' | 'resource',
  read: ReadPolicies | null,
  honest: boolean,
): Partial<Record<typeof name, PolicyList>> {
  if (read === null) return {};
  return { [name]: honest && read.holes ? 'unreadable' : read.policies };
}
