import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  OTHER,
  REGION,
  admin,
  allow,
  putPolicy,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
} from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

const ssm = (keys?: Keys): SSMClient => new SSMClient(settings(sandbox, keys));
const secrets = (keys?: Keys): SecretsManagerClient => new SecretsManagerClient(settings(sandbox, keys));
const kms = (keys?: Keys): KMSClient => new KMSClient(settings(sandbox, keys));
const s3 = (keys?: Keys): S3Client => new S3Client({ ...settings(sandbox, keys), forcePathStyle: true });

const BUILD = `arn:aws:sts::${ACCOUNT}:assumed-role/build/AWSCodeBuild-test`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
const denied = (
  action: string,
  resource: string,
  reason = `because no identity-based policy allows the ${action} action`,
) => `User: ${BUILD} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
const error = (name: string, message: string): object => expect.objectContaining({ name, message });
const session = (...actions: readonly string[]): Promise<Keys> =>
  takeRole(sandbox, {
    name: 'build',
    policy: statements(allow(actions.length === 0 ? 'iam:GetRole' : actions)),
  });

async function newKey(): Promise<string> {
  const { KeyMetadata } = await kms().send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? '';
}

const disable = (KeyId: string) => kms().send(new DisableKeyCommand({ KeyId }));
const passedOn = (key: string, start = ''): object =>
  expect.stringMatching(
    new RegExp(
      `^${start}${key} is disabled\\. \\(Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: [\\w-]+; Proxy: null\\)$`,
    ),
  ) as object;

describe('SSM', () => {
  const arn = (name: string): string => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${name}`;

  test('gives parameters that are there and names those that are not', async () => {
    await ssm().send(new PutParameterCommand({ Name: '/CodeBuild/token', Value: 'v', Type: 'String' }));
    const answer = await ssm().send(new GetParametersCommand({ Names: ['/CodeBuild/token', 'absent'] }));
    expect(answer.Parameters).toMatchObject([{ Name: '/CodeBuild/token', Value: 'v', Version: 1 }]);
    expect(answer.InvalidParameters).toEqual(['absent']);
    await expect(ssm().send(new GetParameterCommand({ Name: 'absent' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });

  test('overwrites only when asked to', async () => {
    const put = { Name: 'p', Value: 'v', Type: 'String' } as const;
    await ssm().send(new PutParameterCommand(put));
    await expect(ssm().send(new PutParameterCommand(put))).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    });
    await expect(ssm().send(new PutParameterCommand({ ...put, Overwrite: true }))).resolves.toMatchObject({
      Version: 2,
    });
  });

  test('asks for GetParameters on the name without its first slash', async () => {
    const keys = await session('ssm:GetParameter');
    await expect(ssm(keys).send(new GetParametersCommand({ Names: ['/app/token'] }))).rejects.toEqual(
      error('AccessDeniedException', denied('ssm:GetParameters', arn('app/token'))),
    );
  });

  test('asks for the customer key of a secure string, for SSM and this parameter only', async () => {
    const key = await newKey();
    await ssm().send(
      new PutParameterCommand({ Name: '/app/token', Value: 'hidden', Type: 'SecureString', KeyId: key }),
    );
    const keys = await session('ssm:GetParameters');
    const command = new GetParametersCommand({ Names: ['/app/token'], WithDecryption: true });
    await expect(ssm(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:Decrypt', key)),
    );
    const conditioned = {
      ...allow('kms:Decrypt', key),
      Condition: {
        StringEquals: {
          'kms:ViaService': `ssm.${REGION}.amazonaws.com`,
          'kms:EncryptionContext:PARAMETER_ARN': arn('app/token'),
        },
      },
    };
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('ssm:GetParameters'), conditioned) });
    const { Parameters } = await ssm(keys).send(command);
    expect(Parameters).toMatchObject([{ Value: 'hidden', Type: 'SecureString' }]);
    const undecrypted = await ssm(keys).send(new GetParametersCommand({ Names: ['/app/token'] }));
    expect(undecrypted.Parameters?.[0]?.Value).not.toContain('hidden');
  });

  test("asks for no key where a secure string is under AWS's own", async () => {
    await ssm().send(new PutParameterCommand({ Name: 'token', Value: 'hidden', Type: 'SecureString' }));
    const keys = await session('ssm:GetParameters');
    const { Parameters } = await ssm(keys).send(
      new GetParametersCommand({ Names: ['token'], WithDecryption: true }),
    );
    expect(Parameters).toMatchObject([{ Value: 'hidden' }]);
  });

  test("passes KMS's words on where the key is disabled", async () => {
    const key = await newKey();
    const put = { Name: '/app/token', Value: 'hidden', Type: 'SecureString', KeyId: key } as const;
    await ssm().send(new PutParameterCommand(put));
    await disable(key);
    const get = new GetParametersCommand({ Names: ['/app/token'], WithDecryption: true });
    await expect(ssm().send(get)).rejects.toMatchObject({ name: 'InvalidKeyId', message: passedOn(key) });
  });

  test('keeps values out of the trail', async () => {
    await ssm().send(new PutParameterCommand({ Name: 'token', Value: 'very-hidden', Type: 'SecureString' }));
    const { Events = [] } = await new CloudTrailClient(settings(sandbox)).send(new LookupEventsCommand({}));
    expect(Events.map(({ EventName }) => EventName)).toContain('PutParameter');
    expect(JSON.stringify(Events)).not.toContain('very-hidden');
  });
});

describe('Secrets Manager', () => {
  test('gives a secret by name, by ARN and by an ARN without its suffix', async () => {
    const { ARN = '' } = await secrets().send(
      new CreateSecretCommand({ Name: 'app/token', SecretString: '{"a":1}' }),
    );
    expect(ARN).toMatch(/:secret:app\/token-[A-Z2-7]{6}$/);
    for (const SecretId of ['app/token', ARN, ARN.slice(0, -7)])
      await expect(secrets().send(new GetSecretValueCommand({ SecretId }))).resolves.toMatchObject({
        SecretString: '{"a":1}',
      });
    await expect(secrets().send(new GetSecretValueCommand({ SecretId: 'absent' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('names the secret as the caller did when it denies', async () => {
    await secrets().send(new CreateSecretCommand({ Name: 'app/token', SecretString: 'x' }));
    const keys = await session();
    await expect(secrets(keys).send(new GetSecretValueCommand({ SecretId: 'app/token' }))).rejects.toEqual(
      error('AccessDeniedException', denied('secretsmanager:GetSecretValue', 'app/token')),
    );
  });

  test("is opened by the secret's own policy in its account", async () => {
    await secrets().send(new CreateSecretCommand({ Name: 'app/token', SecretString: 'x' }));
    const keys = await session();
    const ResourcePolicy = statements({
      Effect: 'Allow',
      Principal: { AWS: ROLE },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    });
    await secrets().send(new PutResourcePolicyCommand({ SecretId: 'app/token', ResourcePolicy }));
    await expect(
      secrets().send(new GetResourcePolicyCommand({ SecretId: 'app/token' })),
    ).resolves.toMatchObject({
      ResourcePolicy,
    });
    await expect(
      secrets(keys).send(new GetSecretValueCommand({ SecretId: 'app/token' })),
    ).resolves.toMatchObject({
      SecretString: 'x',
    });
  });

  test('asks for the customer key without saying so', async () => {
    const key = await newKey();
    await secrets().send(new CreateSecretCommand({ Name: 'token', SecretString: 'x', KmsKeyId: key }));
    const keys = await session('secretsmanager:GetSecretValue');
    const command = new GetSecretValueCommand({ SecretId: 'token' });
    await expect(secrets(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', 'Access to KMS is not allowed'),
    );
    await putPolicy(sandbox, {
      name: 'build',
      policy: statements(allow(['secretsmanager:GetSecretValue', 'kms:Decrypt'])),
    });
    await expect(secrets(keys).send(command)).resolves.toMatchObject({ SecretString: 'x' });
  });
});

describe('Secrets Manager under a key that is disabled', () => {
  test('can neither give a secret nor take one', async () => {
    const key = await newKey();
    const secret = { SecretString: 'x', KmsKeyId: key };
    await secrets().send(new CreateSecretCommand({ ...secret, Name: 'token' }));
    await disable(key);
    await expect(secrets().send(new GetSecretValueCommand({ SecretId: 'token' }))).rejects.toMatchObject({
      name: 'DecryptionFailure',
      message: passedOn(key, "Secrets Manager can't decrypt the secret value: "),
    });
    await expect(secrets().send(new CreateSecretCommand({ ...secret, Name: 'other' }))).rejects.toMatchObject(
      { name: 'EncryptionFailure' },
    );
  });
});

describe('S3', () => {
  beforeEach(async () => {
    await s3().send(
      new CreateBucketCommand({
        Bucket: 'tracker',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
  });

  test('keeps objects, byte for byte, with their headers', async () => {
    const keys = await session('s3:*');
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    await s3(keys).send(
      new PutObjectCommand({
        Bucket: 'tracker',
        Key: 'a b/ü+1',
        Body: bytes,
        ContentType: 'x/y',
        Metadata: { k: 'v' },
      }),
    );
    const got = await s3(keys).send(new GetObjectCommand({ Bucket: 'tracker', Key: 'a b/ü+1' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    const head = await s3(keys).send(new HeadObjectCommand({ Bucket: 'tracker', Key: 'a b/ü+1' }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'x/y', Metadata: { k: 'v' } });
  });

  test('puts a streamed object together from its chunks', async () => {
    const Body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
    await s3().send(new PutObjectCommand({ Bucket: 'tracker', Key: 'streamed', Body, ContentLength: 7 }));
    const got = await s3().send(new GetObjectCommand({ Bucket: 'tracker', Key: 'streamed' }));
    expect(await got.Body?.transformToString()).toBe('one two');
  });

  test('is found by the name of the host as well', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'tracker', Key: 'k', Body: 'v' }));
    const { port } = new URL(sandbox.endpoint);
    const virtual = new S3Client({ ...settings(sandbox), endpoint: `http://localhost:${port}` });
    virtual.middlewareStack.add(
      (next) => (args) => {
        // Nothing resolves `tracker.localhost` here: the connection goes to loopback, the name stays in `Host`.
        const request = args.request as { hostname: string };
        expect(request.hostname).toBe('tracker.localhost');
        request.hostname = '127.0.0.1';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const got = await virtual.send(new GetObjectCommand({ Bucket: 'tracker', Key: 'k' }));
    expect(await got.Body?.transformToString()).toBe('v');
  });

  test('denies in its own words, the resource in quotation marks', async () => {
    const keys = await session();
    await expect(
      s3(keys).send(new PutObjectCommand({ Bucket: 'tracker', Key: 'k', Body: 'v' })),
    ).rejects.toEqual(error('AccessDenied', denied('s3:PutObject', '"arn:aws:s3:::tracker/k"')));
  });

  test('a denied HEAD tells nothing but the status', async () => {
    const keys = await session();
    await expect(s3(keys).send(new HeadObjectCommand({ Bucket: 'tracker', Key: 'k' }))).rejects.toMatchObject(
      {
        $metadata: { httpStatusCode: 403 },
        message: expect.not.stringContaining('s3:GetObject'),
      },
    );
  });

  test('a missing key is told only to who may list the bucket', async () => {
    const keys = await session('s3:GetObject');
    const command = new GetObjectCommand({ Bucket: 'tracker', Key: 'absent' });
    await expect(s3(keys).send(command)).rejects.toEqual(
      error('AccessDenied', denied('s3:ListBucket', '"arn:aws:s3:::tracker"')),
    );
    await putPolicy(sandbox, { name: 'build', policy: statements(allow(['s3:GetObject', 's3:ListBucket'])) });
    await expect(s3(keys).send(command)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('lists by prefix and delimiter, in pages, to who may list that prefix', async () => {
    for (const Key of ['a/1', 'a/2', 'b/1', 'c'])
      await s3().send(new PutObjectCommand({ Bucket: 'tracker', Key, Body: 'v' }));
    const all = await s3().send(new ListObjectsV2Command({ Bucket: 'tracker', Delimiter: '/', MaxKeys: 2 }));
    expect(all).toMatchObject({ CommonPrefixes: [{ Prefix: 'a/' }, { Prefix: 'b/' }], IsTruncated: true });
    const rest = await s3().send(
      new ListObjectsV2Command({
        Bucket: 'tracker',
        Delimiter: '/',
        ContinuationToken: all.NextContinuationToken,
      }),
    );
    expect(rest.Contents).toMatchObject([{ Key: 'c', Size: 1 }]);
    const keys = await session();
    const conditioned = {
      ...allow('s3:ListBucket', 'arn:aws:s3:::tracker'),
      Condition: { StringEquals: { 's3:prefix': 'a/' } },
    };
    await putPolicy(sandbox, { name: 'build', policy: statements(conditioned) });
    const list = (Prefix: string) => s3(keys).send(new ListObjectsV2Command({ Bucket: 'tracker', Prefix }));
    expect((await list('a/')).KeyCount).toBe(2);
    await expect(list('b/')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('of another account asks both sides and says little', async () => {
    const keys = await session('s3:*');
    const theirs = s3(admin(OTHER));
    await theirs.send(new CreateBucketCommand({ Bucket: 'theirs' }));
    await theirs.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'k', Body: 'v' }));
    const command = new GetObjectCommand({ Bucket: 'theirs', Key: 'k' });
    await expect(s3(keys).send(command)).rejects.toEqual(error('AccessDenied', 'Access Denied'));
    const Policy = statements({
      Effect: 'Allow',
      Principal: { AWS: ROLE },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::theirs/*',
    });
    await theirs.send(new PutBucketPolicyCommand({ Bucket: 'theirs', Policy }));
    expect((await theirs.send(new GetBucketPolicyCommand({ Bucket: 'theirs' }))).Policy).toBe(Policy);
    expect(await (await s3(keys).send(command)).Body?.transformToString()).toBe('v');
    await expect(s3().send(new CreateBucketCommand({ Bucket: 'theirs' }))).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
    });
  });

  test('asks for the key of an encrypted object, through S3', async () => {
    const key = await newKey();
    const keys = await session('s3:*');
    const put = new PutObjectCommand({
      Bucket: 'tracker',
      Key: 'k',
      Body: 'v',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: key,
    });
    await expect(s3(keys).send(put)).rejects.toEqual(
      error('AccessDenied', denied('kms:GenerateDataKey', key)),
    );
    await s3().send(put);
    await expect(s3(keys).send(new GetObjectCommand({ Bucket: 'tracker', Key: 'k' }))).rejects.toEqual(
      error('AccessDenied', denied('kms:Decrypt', key)),
    );
    const got = await s3().send(new GetObjectCommand({ Bucket: 'tracker', Key: 'k' }));
    expect([await got.Body?.transformToString(), got.SSEKMSKeyId]).toEqual(['v', key]);
  });

  test('tells owner and place of a bucket, which a build asks for', async () => {
    await expect(s3().send(new GetBucketLocationCommand({ Bucket: 'tracker' }))).resolves.toMatchObject({
      LocationConstraint: REGION,
    });
    const acl = await s3().send(new GetBucketAclCommand({ Bucket: 'tracker' }));
    expect(acl.Grants).toMatchObject([{ Permission: 'FULL_CONTROL', Grantee: { Type: 'CanonicalUser' } }]);
    await expect(s3().send(new GetBucketPolicyCommand({ Bucket: 'tracker' }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    await expect(s3().send(new GetBucketLocationCommand({ Bucket: 'absent' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});
