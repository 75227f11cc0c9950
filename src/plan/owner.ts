/** Whose a layer is: who can change what stops a request, where the plan may not. */
import { LAYER_FACTS, LAYER_OWNERS, type LayerOwner } from '#catalog/layers.ts';
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import type { BucketOwner } from '#account/resources.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { Finding } from '#diagnosis/finding.ts';
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
] as const satisfies readonly (LayerOwner | 'project-owner' | 'operator')[];
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
  const kind: OwnerKind = LAYER_FACTS[layer].owner;
  if (kind === 'organisation') return { kind, account: null };
  const bucket = policyHolderOf(resource);
  // The name of a bucket does not tell whose it is.
  if (kind === 'resource-owner' && parseArn(bucket)?.service === 's3') {
    const owner = Object.hasOwn(bucketOwners, bucket) ? bucketOwners[bucket] : undefined;
    return { kind, account: owner?.kind === 'known' ? bucketAccount(owner.value, account) : null };
  }
  const isTheirs = kind === 'resource-owner' || layer === 'trust';
  if (isTheirs) return { kind, account: parseArn(resource)?.account || account };
  return { kind, account };
}

const bucketAccount = (owner: BucketOwner, own: string): string | null =>
  owner === 'own' ? own : owner === 'foreign' ? null : owner.account;

const WORDS: Readonly<Record<OwnerKind, string>> = {
  ...LAYER_OWNERS,
  'project-owner': 'whoever keeps the project and its source',
  operator: 'an administrator of whoever runs Rolemend',
};

/** ``the owner of the resource, account `111122223333` `` */
export function wordOwner({ kind, account }: Owner): string {
  return account === null ? WORDS[kind] : `${WORDS[kind]}, account ${account}`;
}

/** Who keeps what a finding that no need tells of is about. What stands in another account is its owner's. */
export function ownerOfFinding({ resources: [first = ''] }: Finding, account: string): Owner {
  const { account: named, resource = '' } = parseArn(first) ?? {};
  const owner = named || account;
  if (resource.startsWith('role/')) return { kind: 'role-owner', account: owner };
  return owner === account ? { kind: 'project-owner', account } : { kind: 'resource-owner', account: owner };
}
