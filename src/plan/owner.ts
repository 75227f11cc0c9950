/** Whose a layer is: who can change what stops a request, where the plan may not. */
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { policyHolderOf } from '#diagnosis/policy-holders.ts';

export const OWNER_KINDS = [
  'organisation',
  'role-owner',
  'boundary-owner',
  'resource-owner',
  'endpoint-owner',
  'session-owner',
  'project-owner',
  'operator',
] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export interface Owner {
  readonly kind: OwnerKind;
  /** Null where it cannot be told from here, as of an organisation's management account. */
  readonly account: string | null;
}

/** Who owns the policies of a layer that bear on a resource. */
export function ownerOf(
  { account, bucketOwners }: Pick<Snapshot, 'account' | 'bucketOwners'>,
  layer: Layer,
  resource: string,
): Owner {
  const kind = KINDS[layer];
  if (kind === 'organisation') return { kind, account: null };
  const bucket = policyHolderOf(resource);
  // The name of a bucket does not tell whose it is.
  if (kind === 'resource-owner' && parseArn(bucket)?.service === 's3') {
    const owner = Object.hasOwn(bucketOwners, bucket) ? bucketOwners[bucket] : undefined;
    return { kind, account: owner?.kind === 'known' && owner.value === 'own' ? account : null };
  }
  const isTheirs = kind === 'resource-owner' || layer === 'trust';
  if (isTheirs) return { kind, account: parseArn(resource)?.account || account };
  return { kind, account };
}

const KINDS: Readonly<Record<Layer, OwnerKind>> = {
  identity: 'role-owner',
  trust: 'role-owner',
  boundary: 'boundary-owner',
  session: 'session-owner',
  resource: 'resource-owner',
  serviceControl: 'organisation',
  resourceControl: 'organisation',
  vpcEndpoint: 'endpoint-owner',
};

const WORDS: Readonly<Record<OwnerKind, string>> = {
  organisation: 'the administrators of the organisation',
  'role-owner': "whoever owns the role's policies",
  'boundary-owner': 'whoever owns the permissions boundary',
  'resource-owner': 'the owner of the resource',
  'endpoint-owner': 'whoever owns the VPC endpoint',
  'session-owner': 'whoever makes the session',
  'project-owner': 'whoever keeps the project and its source',
  operator: 'an administrator of whoever runs Rolemend',
};

/** ``the owner of the resource, account `111122223333` `` */
export function wordOwner({ kind, account }: Owner): string {
  return account === null ? WORDS[kind] : `${WORDS[kind]}, account ${account}`;
}
