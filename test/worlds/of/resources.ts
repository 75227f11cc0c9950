/** Worlds whose cause is a key, a bucket, a secret or a parameter, and its policy. */
import type { FindingCode } from '#diagnosis/codes.ts';
import { ACCOUNT, OTHER, REGION, ROLE_ARN, type World } from '../world.ts';
import { allow, artifactRights, document, KEY_ACTIONS, pairs, rootOfKey } from '../words.ts';
import type { Sdk } from '../sdk.ts';

const BUCKET = 'tracker-artifacts';
const OBJECTS = `arn:aws:s3:::${BUCKET}/*`;
const ofKey = { kind: 'key', owner: 'own' } as const;
const ofBucket = { kind: 'bucket', owner: 'own' } as const;
const ofSecret = { kind: 'secret', owner: 'own' } as const;

const keyPolicy = (...statements: readonly object[]): string => document(rootOfKey(), ...statements);

async function encryptedArtifacts(sdk: Sdk, key: string, ...rights: readonly object[]): Promise<void> {
  await sdk.bucket(BUCKET);
  await sdk.enough(artifactRights(BUCKET), ...rights);
  await sdk.artifacts(BUCKET);
  await sdk.project(() => ({ encryptionKey: key }));
}

const stopped = (
  code: FindingCode,
  names: readonly RegExp[],
  more: Partial<World['expect']> = {},
): World['expect'] => ({
  codes: [code],
  notCodes: ['identity-allow-missing'],
  names,
  outcome: 'handoff',
  needs: [],
  ...more,
});

const KEYS: readonly World[] = [
  {
    ...ofKey,
    name: 'key-names-nobody',
    cause: 'the policy of the key lets its administrator alone use it',
    arrange: async (sdk) => {
      const key = await sdk.key(
        document({
          Sid: 'Administrator',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-TrackerAPI-service-role` },
          Action: 'kms:DescribeKey',
          Resource: '*',
        }),
      );
      await encryptedArtifacts(sdk, key, allow(KEY_ACTIONS, key));
    },
    expect: stopped('key-not-usable', [/kms:GenerateDataKey/], {
      handoffShows: [/put-key-policy|create-grant/, /kms:GenerateDataKey/],
    }),
  },
  {
    ...ofKey,
    name: 'key-deny',
    cause: 'the policy of the key denies the role',
    arrange: async (sdk) => {
      const key = await sdk.key(
        keyPolicy({
          Sid: 'NoBuilds',
          Effect: 'Deny',
          Principal: { AWS: ROLE_ARN },
          Action: ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:Encrypt'],
          Resource: '*',
        }),
      );
      await encryptedArtifacts(sdk, key, allow(KEY_ACTIONS, key));
    },
    expect: stopped('key-not-usable', [/NoBuilds/]),
  },
  {
    ...ofKey,
    name: 'key-delegates',
    cause: 'the key leaves it to the account, and the role may not use it',
    arrange: async (sdk) => {
      const key = await sdk.key();
      await encryptedArtifacts(sdk, key);
      return {
        needs: pairs(
          [
            'kms:GenerateDataKey',
            'kms:GenerateDataKeyWithoutPlaintext',
            'kms:Decrypt',
            'kms:Encrypt',
            'kms:ReEncrypt*',
            'kms:ReEncryptFrom',
            'kms:ReEncryptTo',
            'kms:DescribeKey',
          ],
          key,
        ),
      };
    },
    expect: {
      codes: ['key-not-usable'],
      layer: 'identity',
      names: [/kms:GenerateDataKey/],
      outcome: 'green',
    },
  },
  {
    ...ofKey,
    owner: 'other-account',
    name: 'key-theirs',
    cause: 'the key of the other account names nobody of this one',
    arrange: async (sdk) => {
      const key = await sdk.key(null, OTHER);
      await encryptedArtifacts(sdk, key, allow(KEY_ACTIONS, key));
    },
    expect: stopped('key-not-usable', [/111122223333/], {
      handoffShows: [/111122223333/, /kms:GenerateDataKey/],
    }),
  },
  {
    ...ofKey,
    name: 'key-of-secret',
    cause: 'the role may read the secret, and not decrypt it',
    arrange: async (sdk) => {
      const key = await sdk.key();
      const arn = await sdk.secret('tracker/token', { key });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/token:token' });
      return { needs: pairs('kms:Decrypt', key) };
    },
    expect: { codes: ['key-not-usable'], layer: 'identity', names: [/kms:Decrypt/], outcome: 'green' },
  },
];

const onBucket = (Sid: string, more: object): string =>
  document({ Sid, Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: OBJECTS, ...more });

const BUCKETS: readonly World[] = [
  {
    ...ofBucket,
    name: 'bucket-endpoint-only',
    cause: 'the bucket takes objects through an endpoint only',
    arrange: async (sdk) => {
      await sdk.bucket(
        BUCKET,
        onBucket('VpceOnly', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0abc' } } }),
      );
      await sdk.enough(artifactRights(BUCKET));
      await sdk.artifacts(BUCKET);
    },
    expect: stopped('artifact-not-writable', [/tracker-artifacts/, /SourceVpce|VpceOnly/], {
      layer: 'resource',
    }),
  },
  {
    ...ofBucket,
    name: 'bucket-release-only',
    cause: 'the bucket takes objects of release roles only',
    arrange: async (sdk) => {
      await sdk.bucket(
        BUCKET,
        onBucket('OnlyRelease', {
          Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` } },
        }),
      );
      await sdk.enough(artifactRights(BUCKET));
      await sdk.artifacts(BUCKET);
    },
    expect: stopped('artifact-not-writable', [/tracker-artifacts/, /OnlyRelease/]),
  },
  {
    ...ofBucket,
    name: 'bucket-identity',
    cause: 'the role may not write to the bucket of its artifacts',
    arrange: async (sdk) => {
      await sdk.bucket(BUCKET);
      await sdk.enough();
      await sdk.artifacts(BUCKET);
    },
    expect: {
      codes: ['artifact-not-writable'],
      layer: 'identity',
      names: [/tracker-artifacts/],
      outcome: 'green',
      needs: [
        ...pairs('s3:PutObject', OBJECTS),
        ...pairs(['s3:GetBucketAcl', 's3:GetBucketLocation'], `arn:aws:s3:::${BUCKET}`),
      ],
    },
  },
  {
    ...ofBucket,
    name: 'bucket-theirs',
    cause: 'the bucket of the other account has no policy',
    arrange: async (sdk) => {
      await sdk.bucket(BUCKET, null, OTHER);
      await sdk.enough(artifactRights(BUCKET));
      await sdk.artifacts(BUCKET);
    },
    // The name of a bucket does not tell whose it is.
    expect: {
      codes: [],
      notCodes: ['identity-allow-missing'],
      names: [/tracker-artifacts/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/tracker-artifacts/, /s3:PutObject/],
    },
  },
];

const READING: readonly World[] = [
  {
    ...ofBucket,
    name: 'bucket-read-deny',
    cause: 'a command reads an object of a bucket that denies it',
    arrange: async (sdk) => {
      const Condition = { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` } };
      await sdk.bucket(
        BUCKET,
        document({
          Sid: 'Sealed',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: OBJECTS,
          Condition,
        }),
      );
      await sdk.enough(allow('s3:GetObject', OBJECTS));
      await sdk.command(`aws s3 cp s3://${BUCKET}/settings.json .`);
    },
    expect: stopped('resource-policy-blocks', [/Sealed/, /tracker-artifacts/], { layer: 'resource' }),
  },
];

const SECRETS: readonly World[] = [
  {
    ...ofSecret,
    name: 'secret-identity',
    cause: 'the role may not read the secret of a variable',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      await sdk.enough();
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/token:token' });
      const named = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:tracker/token-??????`;
      return { needs: pairs('secretsmanager:GetSecretValue', arn, named) };
    },
    expect: {
      codes: ['secret-not-readable'],
      layer: 'identity',
      names: [/tracker\/token/],
      outcome: 'green',
    },
  },
  {
    ...ofSecret,
    name: 'secret-deny',
    cause: 'the policy of the secret denies all roles but one',
    arrange: async (sdk) => {
      const policy = document({
        Sid: 'OnlyApp',
        Effect: 'Deny',
        Principal: '*',
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/app` } },
      });
      const arn = await sdk.secret('tracker/token', { policy });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/token:token' });
    },
    expect: {
      codes: [],
      notCodes: ['identity-allow-missing'],
      layer: 'resource',
      names: [/OnlyApp/, /tracker\/token/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...ofSecret,
    owner: 'other-account',
    name: 'secret-theirs',
    cause: 'the secret of the other account has no policy',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token', { account: OTHER });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
    },
    expect: {
      codes: [],
      notCodes: ['identity-allow-missing'],
      names: [/111122223333/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...ofSecret,
    name: 'secret-missing',
    cause: 'there is no such secret',
    arrange: async (sdk) => {
      await sdk.enough(
        allow(
          'secretsmanager:GetSecretValue',
          `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:tracker/*`,
        ),
      );
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/gone:token' });
    },
    expect: stopped('secret-not-readable', [/tracker\/gone/]),
  },
  {
    ...ofSecret,
    name: 'parameter-identity',
    cause: 'the role may not read the parameter of a variable',
    arrange: async (sdk) => {
      await sdk.ssm().putParameter({ Name: '/tracker/token', Value: 't', Type: 'String' });
      await sdk.enough();
      await sdk.variables({ name: 'TOKEN', type: 'PARAMETER_STORE', value: '/tracker/token' });
    },
    expect: {
      codes: ['parameter-not-readable'],
      layer: 'identity',
      names: [/tracker\/token/],
      outcome: 'green',
      needs: pairs('ssm:GetParameters', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/tracker/token`),
    },
  },
  {
    ...ofSecret,
    name: 'parameter-missing',
    cause: 'there is no such parameter',
    arrange: async (sdk) => {
      await sdk.enough(
        allow('ssm:GetParameters', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/tracker/token`),
      );
      await sdk.variables({ name: 'TOKEN', type: 'PARAMETER_STORE', value: '/tracker/token' });
    },
    expect: {
      codes: ['parameter-not-readable'],
      notCodes: ['identity-allow-missing'],
      names: [/\/tracker\/token/],
      outcome: 'handoff',
      needs: [],
    },
  },
];

export const RESOURCES: readonly World[] = [...KEYS, ...BUCKETS, ...READING, ...SECRETS];
