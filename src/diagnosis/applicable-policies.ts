/**
 * The policies of every layer that bear on a need, as far as the snapshot holds them.
 *
 * Two choices are made here, and said in docs/how-it-decides.md:
 * - Service and resource control policies that could not be read count as silent. A member account
 *   can never read its own, so the strict reading would make every answer `unknown`; AWS's simulator
 *   and the retried build look at them, and a denial that names such a layer is believed (judge.ts).
 * - Resource policies are read for ECR only. For other services of the same account the policy counts
 *   as silent too, except for KMS, whose key policy has to grant or delegate first.
 */
import { parseArn } from '#iam/arn.ts';
import type { ApplicablePolicies, NamedPolicy, OrganizationLevel, PolicyList } from '#iam/decision.ts';
import type { PolicyKind } from '#iam/policy.ts';
import type { Need } from '#needs/need.ts';
import type { Known, OrganizationTarget, PolicyDocument, Role, Snapshot } from '#account/snapshot.ts';
import { isPolicyText } from './policy-text.ts';

/** One layer: what of it could be read, and whether anything of it could not. */
export interface ReadPolicies {
  readonly policies: readonly NamedPolicy[];
  readonly holes: boolean;
}

/** What is fully known (`readable`), and the same with `"unreadable"` wherever something is missing. */
export interface BearingPolicies {
  readonly readable: ApplicablePolicies;
  readonly honest: ApplicablePolicies;
}

export function bearingPolicies(snapshot: Snapshot, role: Role, need: Need): BearingPolicies {
  const resource = resourcePolicies(snapshot, need);
  const organization = organizationPolicies(snapshot);
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
  const gather = (honest: boolean): ApplicablePolicies => ({
    ...organization,
    ...layer('identity', identity, honest),
    ...layer('boundary', boundary, honest),
    ...layer('resource', resource, honest),
  });
  return { readable: gather(false), honest: gather(true) };
}

/** The trust policy as the resource's policy, with the control policies on it. */
export function trustPolicies(snapshot: Snapshot, role: Role): ApplicablePolicies {
  const { resourceControl } = organizationPolicies(snapshot);
  const trust = isPolicyText(role.trustPolicy, 'trust')
    ? [{ name: 'trust policy', document: role.trustPolicy }]
    : ('unreadable' as const);
  return { resource: trust, ...(resourceControl ? { resourceControl } : {}) };
}

export function identityPolicies(role: Role): ReadPolicies {
  return merge(readList(role.inline, 'identity'), readList(role.attached, 'identity'));
}

function boundaryPolicies(role: Role): ReadPolicies | null {
  return role.boundary.kind === 'absent' ? null : readOne(role.boundary, 'identity');
}

function resourcePolicies(snapshot: Snapshot, need: Need): ReadPolicies | null {
  const arn = parseArn(need.resource);
  if (arn === null) return null;
  if (arn.service === 'kms') return { policies: [], holes: true };
  if (arn.service !== 'ecr' || !arn.resource.startsWith('repository/')) return null;
  return merge(repositoryPolicy(snapshot, need), registryPolicy(snapshot, arn));
}

function repositoryPolicy(snapshot: Snapshot, need: Need): ReadPolicies {
  const repository = snapshot.repositories[need.resource];
  if (repository?.kind === 'absent') return NONE;
  if (repository?.kind === 'known') {
    return renamed(
      readOne(repository.value.policy, 'resource'),
      `repository policy of ${repository.value.name}`,
    );
  }
  return deniedWithoutResourceGrant(need) ? NONE : HOLE;
}

/** A registry that was not addressed by the project has no entry; only its repositories are then unknown. */
function registryPolicy(snapshot: Snapshot, arn: { account: string; region: string }): ReadPolicies {
  const policy = snapshot.registryPolicies[`${arn.account}/${arn.region}`];
  return policy === undefined ? NONE : renamed(readOne(policy, 'resource'), REGISTRY_POLICY);
}

/** The name under which reasons give the registry's policy. */
export const REGISTRY_POLICY = 'registry policy';

/**
 * AWS names a lacking Allow only after no resource policy granted the request, so such a denial of
 * this very request shows that an unread repository policy does not grant it.
 * Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow.
 */
function deniedWithoutResourceGrant(need: Need): boolean {
  return need.evidence.some(
    (one) =>
      one.kind === 'denial' &&
      one.denial.explicit === false &&
      one.denial.action?.toLowerCase() === need.action.toLowerCase() &&
      one.denial.resource === need.resource,
  );
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

function readDocuments(documents: Known<readonly PolicyDocument[]>, kind: PolicyKind): ReadPolicies {
  if (documents.kind !== 'known') return documents.kind === 'absent' ? NONE : HOLE;
  return documents.value.map((document) => readText(document, kind)).reduce(merge, NONE);
}

function readList(list: Known<readonly Known<PolicyDocument>[]>, kind: PolicyKind): ReadPolicies {
  if (list.kind !== 'known') return list.kind === 'absent' ? NONE : HOLE;
  return list.value.map((policy) => readOne(policy, kind)).reduce(merge, NONE);
}

function readOne(policy: Known<PolicyDocument>, kind: PolicyKind): ReadPolicies {
  if (policy.kind !== 'known') return policy.kind === 'absent' ? NONE : HOLE;
  return readText(policy.value, kind);
}

/** A document that AWS could not have accepted says nothing, and is reported as unreadable. */
function readText(document: PolicyDocument, kind: PolicyKind): ReadPolicies {
  if (!isPolicyText(document.text, kind)) return HOLE;
  return { policies: [{ name: document.name, document: document.text }], holes: false };
}

const NONE: ReadPolicies = { policies: [], holes: false };
const HOLE: ReadPolicies = { policies: [], holes: true };

function merge(left: ReadPolicies, right: ReadPolicies): ReadPolicies {
  return { policies: [...left.policies, ...right.policies], holes: left.holes || right.holes };
}

function renamed(read: ReadPolicies, name: string): ReadPolicies {
  return { ...read, policies: read.policies.map((policy) => ({ ...policy, name })) };
}

function layer(
  name: 'identity' | 'boundary' | 'resource',
  read: ReadPolicies | null,
  honest: boolean,
): Partial<Record<typeof name, PolicyList>> {
  if (read === null) return {};
  return { [name]: honest && read.holes ? 'unreadable' : read.policies };
}
