/**
 * The policy on the resource of a need: a repository's and its registry's, a bucket's, a secret's, a key's.
 * Null: no such policy can bear on the request, or the account's own one could not be read and counts as silent.
 */
import { type Arn, parseArn } from '#iam/arn.ts';
import type { Need } from '#needs/need.ts';
import { type Known, known, type PolicyDocument, type Role, type Snapshot } from '#account/snapshot.ts';
import { refusalsOf } from './refusals.ts';
import { projectRole } from './batch-role.ts';
import { HOLE, merge, NONE, readOne, type ReadPolicies, renamed } from './read-policies.ts';

export function resourcePolicies(snapshot: Snapshot, need: Need): ReadPolicies | null {
  const arn = parseArn(need.resource);
  if (arn === null) return null;
  if (arn.service === 'ecr' && arn.resource.startsWith('repository/')) {
    return merge(repositoryPolicy(snapshot, need), registryPolicy(snapshot, arn));
  }
  const own = projectRole(snapshot, need.resource);
  if (own !== null) return trustOf(own);
  const [asked, name] = policyHolder(need.resource, arn);
  const policy = snapshot.resourcePolicies[asked];
  if (policy !== undefined && policy.kind !== 'unreadable') return renamed(readOne(policy, 'resource'), name);
  return mustGrant(snapshot, { need, arn }) ? hole(policy) : null;
}

/** The trust policy of a role of the project, which was read with it. */
export const trustOf = ({ trustPolicy }: Role): ReadPolicies =>
  readOne(known({ name: 'trust policy', arn: null, text: trustPolicy }), 'trust');

/** Whether the policy on the resource of a need is there to be read and could not be, silent or not. */
export function isResourcePolicyUnread(snapshot: Snapshot, need: Pick<Need, 'resource'>): boolean {
  const arn = parseArn(need.resource);
  if (arn === null || projectRole(snapshot, need.resource) !== null) return false;
  if (arn.service !== 'ecr' || !arn.resource.startsWith('repository/'))
    return snapshot.resourcePolicies[policyHolder(need.resource, arn)[0]]?.kind === 'unreadable';
  const repository = snapshot.repositories[need.resource];
  const policy = repository?.kind === 'known' ? repository.value.policy : repository;
  const ofRegistry = snapshot.registryPolicies[`${arn.account}/${arn.region}`];
  return policy?.kind === 'unreadable' || ofRegistry?.kind === 'unreadable';
}

/** The ARN under which a snapshot holds the policy that bears on a request, and what it is called. */
function policyHolder(resource: string, arn: Arn): readonly [asked: string, name: string] {
  switch (arn.service) {
    case 's3': {
      const bucket = arn.resource.split('/', 1)[0] ?? '';
      return [`arn:${arn.partition}:s3:::${bucket}`, `bucket policy of ${bucket}`];
    }
    case 'secretsmanager':
      return [resource.replace(/-\?{6}$/, ''), `policy of ${arn.resource}`];
    case 'kms':
      return [resource, `key policy of ${arn.resource}`];
    default:
      return [resource, `policy of ${arn.resource}`];
  }
}

/**
 * Whether a request passes only where the resource's policy lets it in, so that an unread one leaves the answer open: keys, roles that
 * are assumed, and whatever another account owns. Source: IAM User Guide, evaluation-logic-cross-account; facts 1.2.
 */
function mustGrant(
  { account }: Snapshot,
  { need, arn }: { readonly need: Need; readonly arn: Arn },
): boolean {
  const isForeign = arn.account !== '' && arn.account !== account;
  // What the role may by all that was read and AWS refuses all the same is stopped by what was not.
  if (refusalsOf(need).length > 0) return true;
  const isAssumed = arn.service === 'iam' && need.action.toLowerCase().startsWith('sts:assumerole');
  return isForeign || isAssumed || arn.service === 'kms';
}

/** What AWS proves absent grants nothing; anything else leaves it open. */
function hole(policy: Known<PolicyDocument> | undefined): ReadPolicies {
  return policy?.kind === 'absent' ? NONE : HOLE;
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
function registryPolicy(snapshot: Snapshot, arn: Arn): ReadPolicies {
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
