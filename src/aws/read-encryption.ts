/** Which key encrypts a secret or a parameter, and whether it is there at all. */
import type { Encryption } from '#account/resources.ts';
import { absent, type Known, known } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown, notRead } from './known.ts';

/** Where the project is. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** `secret`: a name or an ARN, with or without its random end. */
export async function readSecretKey(
  connection: Connection,
  place: Place,
  secret: string,
): Promise<Known<Encryption>> {
  const what = `key of secret \`${secret}\``;
  const { region, account } = parseArn(secret) ?? place;
  const here = connection.ofAccount(account).inRegion(region);
  const answer = asKnown(what, await here.read('secretsmanager', 'DescribeSecret', { SecretId: secret }));
  if (answer.kind !== 'known') return answer;
  const { ARN: arn, KmsKeyId: keyId } = answer.value;
  const key = await keyOf(here, { ...place, region, account }, { what, keyId });
  return key.kind === 'known' && arn !== undefined ? known({ ...key.value, arn }) : key;
}

/** DescribeParameters lists what there is: a name that is not there is no error. Source: Systems Manager API reference. */
export async function readParameterKey(
  connection: Connection,
  place: Place,
  name: string,
): Promise<Known<Encryption>> {
  const what = `key of parameter \`${name}\``;
  const filter = { Key: 'Name', Option: 'Equals', Values: [name] };
  const answer = asKnown(
    what,
    await connection.read('ssm', 'DescribeParameters', { ParameterFilters: [filter] }),
  );
  if (answer.kind !== 'known') return answer;
  const found = answer.value.Parameters?.find(({ Name }) => Name === name);
  return found === undefined ? absent : keyOf(connection, place, { what, keyId: found.KeyId });
}

/** The key that has an alias, by the alias's ARN. */
export async function readAliasKey(connection: Connection, alias: string): Promise<Known<Encryption>> {
  const { account = '', region = '' } = parseArn(alias) ?? {};
  const here = connection.ofAccount(account).inRegion(region);
  const answer = asKnown(`key of \`${alias}\``, await here.read('kms', 'DescribeKey', { KeyId: alias }));
  return answer.kind === 'known' ? known({ keyArn: answer.value.KeyMetadata?.Arn ?? null }) : answer;
}

/** A key is told as it was set: by its ARN, its ID or an alias; only KMS knows the key of an alias. */
async function keyOf(
  { read }: Connection,
  { partition, account, region }: Place,
  { what, keyId }: { readonly what: string; readonly keyId: string | undefined },
): Promise<Known<Encryption>> {
  if (keyId === undefined || AWS_KEY.test(keyId)) return known({ keyArn: null });
  if (parseArn(keyId)?.resource.startsWith('key/')) return known({ keyArn: keyId });
  const isAlias = keyId.includes('alias/');
  if (!isAlias) return known({ keyArn: `arn:${partition}:kms:${region}:${account}:key/${keyId}` });
  const answer = await read('kms', 'DescribeKey', { KeyId: keyId });
  // An alias of no key says nothing of whether the secret or parameter is there.
  return answer.ok ? known({ keyArn: answer.value.KeyMetadata?.Arn ?? null }) : notRead(what, answer.error);
}

/** Every principal of the account may use AWS's own key through its service. Source: KMS Developer Guide, key concepts. */
const AWS_KEY = /^(?:arn:[^/]*:)?alias\/aws\//;
