/** The policy on a bucket, a secret or a key, by its ARN. */
import { type Known, type PolicyDocument, unreadable } from '#account/snapshot.ts';
import { type Arn, parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { resourcePolicy } from './read-repository.ts';

export async function readResourcePolicy(
  connection: Connection,
  text: string,
): Promise<Known<PolicyDocument>> {
  const arn = parseArn(text);
  if (arn?.service === 's3') return readBucketPolicy(connection, arn);
  if (arn?.service === 'secretsmanager') return readSecretPolicy(connection, text, arn);
  if (arn?.service === 'kms') return readKeyPolicy(connection, text, arn);
  const message = 'policies of buckets, secrets and keys are read';
  return unreadable({
    what: `policy of \`${text}\``,
    why: 'UnknownResource',
    message,
    needs: null,
    on: null,
  });
}

async function readBucketPolicy({ read }: Connection, { resource }: Arn): Promise<Known<PolicyDocument>> {
  const bucket = resource.split('/')[0] ?? '';
  const name = `bucket policy of \`${bucket}\``;
  const answer = await read('s3', 'GetBucketPolicy', { Bucket: bucket });
  return resourcePolicy(name, asKnown(name, answer), ({ Policy }) => Policy);
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
