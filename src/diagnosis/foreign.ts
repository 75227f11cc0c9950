import { parseArn } from '#iam/arn.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { policyHolderOf } from './policy-holders.ts';

type Owners = Pick<Snapshot, 'account' | 'bucketOwners'>;

/** Whether a resource is known to be another account's; a bucket is where an account that is open owns it. */
export function isForeign(owners: Owners, resource: string): boolean {
  return accountOf(owners, resource) !== owners.account;
}

/** The account of a resource, the project's own where nothing tells. */
export function accountOf({ account, bucketOwners }: Owners, resource: string): string {
  const holder = policyHolderOf(resource);
  const owner = Object.hasOwn(bucketOwners, holder) ? bucketOwners[holder] : undefined;
  const isElsewhere = owner?.kind === 'known' && typeof owner.value === 'object';
  return isElsewhere ? owner.value.account : parseArn(resource)?.account || account;
}
