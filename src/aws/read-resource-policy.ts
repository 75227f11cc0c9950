/** The policy on a bucket, a secret, a key or a role, by its ARN; of a bucket also whose it is. */
import type { BucketOwner } from '#account/resources.ts';
import { absent, type Known, known, type PolicyDocument, unreadable } from '#account/snapshot.ts';
import { type Arn, parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown, notRead } from './known.ts';
import { policyText } from './policy-text.ts';
import { resourcePolicy } from './read-repository.ts';
import { roleNameOf } from './read-role.ts';

export async function readResourcePolicy(home: Connection, text: string): Promise<Known<PolicyDocument>> {
  const arn = parseArn(text);
  const connection = home.ofAccount(arn?.account ?? '');
  if (arn?.service === 'secretsmanager') return readSecretPolicy(connection, text, arn);
  if (arn?.service === 'kms') return readKeyPolicy(connection, text, arn);
  if (arn?.service === 'iam') return readTrustPolicy(connection, text);
  const message = 'policies of buckets, secrets, keys and roles are read';
  return unreadable({
    what: `policy of \`${text}\``,
    why: 'UnknownResource',
    message,
    needs: null,
    on: null,
  });
}

async function readSecretPolicy(
  connection: Connection,
  text: string,
  { region }: Arn,
): Promise<Known<PolicyDocument>> {
  const name = `resource policy of secret \`${text}\``;
  const { read } = connection.inRegion(region);
  const answer = await read('secretsmanager', 'GetResourcePolicy', { SecretId: text });
  return resourcePolicy(name, asKnown(name, answer), ({ ResourcePolicy }) => ResourcePolicy);
}

/** IAM knows a role by its name alone; one under another path is not the one that is asked for. */
async function readTrustPolicy({ read }: Connection, text: string): Promise<Known<PolicyDocument>> {
  const name = `trust policy of \`${text}\``;
  const answer = asKnown(name, await read('iam', 'GetRole', { RoleName: roleNameOf(text) }));
  if (answer.kind !== 'known') return answer;
  const { Arn, AssumeRolePolicyDocument } = answer.value.Role ?? {};
  if (Arn !== text) return absent;
  return known({ name, arn: null, text: policyText(AssumeRolePolicyDocument) });
}

/** GetKeyPolicy takes no alias, so that one is looked up first. Source: KMS API reference. */
async function readKeyPolicy(
  connection: Connection,
  text: string,
  { region, resource }: Arn,
): Promise<Known<PolicyDocument>> {
  const name = `key policy of \`${text}\``;
  const { read } = connection.inRegion(region);
  let key = text;
  if (resource.startsWith('alias/')) {
    const alias = await read('kms', 'DescribeKey', { KeyId: text });
    if (!alias.ok) return asKnown(name, alias);
    key = alias.value.KeyMetadata?.Arn ?? text;
  }
  const answer = await read('kms', 'GetKeyPolicy', { KeyId: key, PolicyName: 'default' });
  return resourcePolicy(name, asKnown(name, answer), ({ Policy }) => Policy);
}

export interface Bucket {
  readonly policy: Known<PolicyDocument>;
  readonly owner: Known<BucketOwner>;
}

/**
 * One call tells both: S3 refuses it where the bucket is not of the account that is said to own it, before it looks for a
 * policy. A bucket that can be read only without saying so is another account's. Source: S3 User Guide, bucket-owner-condition.
 */
export async function readBucket(connection: Connection, text: string, account: string): Promise<Bucket> {
  const { read } = connection;
  const bucket = parseArn(text)?.resource.split('/')[0] ?? '';
  const name = `bucket policy of \`${bucket}\``;
  const ask = (owner: object) => read('s3', 'GetBucketPolicy', { Bucket: bucket, ...owner });
  const policyIn = (answer: Awaited<ReturnType<typeof ask>>): Known<PolicyDocument> =>
    resourcePolicy(name, asKnown(name, answer), ({ Policy }) => Policy);
  const asOwn = await ask({ ExpectedBucketOwner: account });
  if (asOwn.ok || asOwn.error.code === 'NoSuchBucketPolicy')
    return { policy: policyIn(asOwn), owner: known('own') };
  const owner = notRead(`owner of bucket \`${bucket}\``, asOwn.error);
  if (asOwn.error.kind !== 'denied') return { policy: policyIn(asOwn), owner };
  const opened = await inOpened(connection, bucket);
  if (opened !== null) return { policy: policyIn(opened.answer), owner: known({ account: opened.account }) };
  const asAnybodys = await ask({});
  return { policy: policyIn(asAnybodys), owner: asAnybodys.ok ? known('foreign') : owner };
}

/** The accounts that were opened besides are asked in turn whether it is theirs. */
async function inOpened(connection: Connection, bucket: string) {
  for (const account of Object.keys(connection.others)) {
    const { read } = connection.ofAccount(account);
    const answer = await read('s3', 'GetBucketPolicy', { Bucket: bucket, ExpectedBucketOwner: account });
    if (answer.ok || answer.error.code === 'NoSuchBucketPolicy') return { account, answer };
  }
  return null;
}
