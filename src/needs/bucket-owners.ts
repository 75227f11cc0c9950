/**
 * Buckets that may be anybody's. Comes in: needs, and whose buckets are known to be. Goes out: the needs, those for a bucket that no
 * call has shown to be the account's own bound to buckets of the account. Never: binds what the account is known not to own.
 */
import type { Snapshot } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Need } from './need.ts';

type Owners = Pick<Snapshot, 'account' | 'bucketOwners'>;

/** A name that is free, or becomes so, can be taken by any account: without the condition a grant would follow it there. */
export function boundToOwner(needs: readonly Need[], owners: Owners): readonly Need[] {
  return needs.map((need) => {
    const bucket = bucketOf(need);
    if (bucket === null || ownerOf(bucket, owners) !== null) return need;
    return { ...need, context: { ...need.context, 'aws:ResourceAccount': owners.account } };
  });
}

/** The ARN of the bucket that a need of the role is about; null: it is about none. */
function bucketOf({ resource, subject }: Need): string | null {
  const arn = parseArn(resource);
  if (subject !== 'service-role' || arn?.service !== 's3' || arn.account !== '') return null;
  return `arn:${arn.partition}:s3:::${arn.resource.split('/', 1)[0] ?? ''}`;
}

function ownerOf(bucket: string, { bucketOwners }: Owners) {
  const owner = Object.hasOwn(bucketOwners, bucket) ? bucketOwners[bucket] : undefined;
  return owner?.kind === 'known' ? owner.value : null;
}

/** What a person should know of the buckets that are not shown to be the account's own. */
export function bucketNotes(needs: readonly Need[], owners: Owners): readonly string[] {
  const buckets = [...new Set(needs.flatMap((need) => bucketOf(need) ?? []))];
  return buckets.flatMap((bucket) => {
    const name = bucket.slice(bucket.lastIndexOf(':') + 1);
    const owner = ownerOf(bucket, owners);
    if (owner === 'own') return [];
    return owner !== null
      ? [
          `bucket \`${name}\` is another account's: what is granted on it reaches beyond account ${owners.account}`,
        ]
      : [
          `whose bucket \`${name}\` is could not be told: what is granted on it holds only while it is account ${owners.account}'s (\`aws:ResourceAccount\`)`,
        ];
  });
}
