/** Policies that AWS refuses to store, in its own codes and words. */
import {
  ECRClient,
  CreateRepositoryCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT, admin, allow, OTHER, settings, start, statements } from './arrange.ts';

let sandbox: Sandbox;
let iam: IAMClient;
beforeAll(async () => {
  sandbox = await start();
  iam = new IAMClient(settings(sandbox));
  await iam.send(new CreateRoleCommand({ RoleName: 'builder', AssumeRolePolicyDocument: trusting(ACCOUNT) }));
});
afterAll(() => sandbox.close());

const trusting = (AWS: string): string =>
  statements({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' });
const refused = (name: string, message: string) => ({
  name,
  message,
  $metadata: { httpStatusCode: 400 },
});

describe('IAM', () => {
  const put = (PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ RoleName: 'builder', PolicyName: 'own', PolicyDocument }));
  const trust = (PolicyDocument: string) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'builder', PolicyDocument }));

  test.each([
    ['a bare name', allow('s3:GetObject', 'my-bucket'), 'Resource my-bucket must be in ARN format or "*".'],
    [
      'a registry address',
      allow('ecr:PutImage', ['*', `${ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/api`]),
      `Resource ${ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/api must be in ARN format or "*".`,
    ],
    [
      'an address with a tag',
      allow('ecr:PutImage', 'registry.example/api:latest'),
      'Partition "latest" is not valid for resource "arn:latest:*:*:*:*".',
    ],
    [
      'another partition',
      { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:amazon:s3:::bucket/*' },
      'Partition "amazon" is not valid for resource "arn:amazon:s3:*:*:bucket/*".',
    ],
    [
      'a principal',
      { ...allow('s3:GetObject'), Principal: '*' },
      'Policy document should not specify a principal.',
    ],
    ['no resource', { Effect: 'Allow', Action: 's3:*' }, 'Policy statement must contain resources.'],
    ['no action', { Effect: 'Allow', Resource: '*' }, 'Policy statement must contain actions.'],
    [
      'an action without a service',
      allow('GetObject'),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    ['another effect', { ...allow('s3:*'), Effect: 'allow' }, 'Syntax errors in policy.'],
    ['an element that is none', { ...allow('s3:*'), Actions: 's3:*' }, 'Syntax errors in policy.'],
  ])('refuses an identity policy: %s', async (_, statement, message) => {
    await expect(put(statements(statement))).rejects.toMatchObject(
      refused('MalformedPolicyDocumentException', message),
    );
  });

  test('refuses what is no JSON', async () => {
    await expect(put('{"Version":')).rejects.toMatchObject(
      refused('MalformedPolicyDocumentException', 'This policy contains invalid Json'),
    );
  });

  test.each([
    '*',
    'arn:aws:s3:::bucket/${aws:username}/*',
    'arn:aws:s3',
    'arn:aws-us-gov:s3:::bucket',
    'arn:aws:ecr:*:*:repository/*',
  ])('takes the resource %s', async (resource) => {
    await expect(put(statements(allow('s3:GetObject', resource)))).resolves.toBeDefined();
  });

  test.each([
    `arn:aws:iam::${ACCOUNT}:role/absent`,
    `arn:aws:iam::${OTHER}:user/absent`,
    `arn:aws:iam::${ACCOUNT}:role/path/builder`,
    `arn:aws:iam::${ACCOUNT}:role/*`,
    'AROA1234567890ABCDEFG',
    'builder',
  ])('refuses a trust policy that names %s', async (named) => {
    await expect(trust(trusting(named))).rejects.toMatchObject(
      refused('MalformedPolicyDocumentException', `Invalid principal in policy: "AWS":"${named}"`),
    );
  });

  test('takes roles, users, accounts and whoever', async () => {
    const { User } = await iam.send(new CreateUserCommand({ UserName: 'somebody' }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'builder' }));
    for (const named of [
      User?.Arn ?? '',
      User?.UserId ?? '',
      Role?.Arn ?? '',
      OTHER,
      `arn:aws:iam::${OTHER}:root`,
      `arn:aws:sts::${ACCOUNT}:assumed-role/builder/session`,
      '*',
    ])
      await expect(trust(trusting(named))).resolves.toBeDefined();
  });

  test.each([
    [{ Resource: '*' }, 'Has prohibited field Resource'],
    [{ Action: 's3:GetObject' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [{ Principal: undefined }, 'Missing required field Principal'],
  ])('refuses a trust policy with %o', async (element, message) => {
    const statement = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole', ...element };
    await expect(trust(statements(statement))).rejects.toMatchObject(
      refused('MalformedPolicyDocumentException', message),
    );
  });
});

describe('resource policies', () => {
  const about = (AWS: string, Resource?: string): string =>
    statements({ Effect: 'Allow', Principal: { AWS }, Action: '*', ...(Resource && { Resource }) });
  const absent = `arn:aws:iam::${ACCOUNT}:role/absent`;

  test('of a key name principals that are there', async () => {
    const create = (Policy: string) =>
      new KMSClient(settings(sandbox)).send(
        new CreateKeyCommand({ Policy, BypassPolicyLockoutSafetyCheck: true }),
      );
    await expect(create(about(absent, '*'))).rejects.toMatchObject(
      refused(
        'MalformedPolicyDocumentException',
        'Policy contains a statement with one or more invalid principals.',
      ),
    );
    await expect(create(about(`arn:aws:iam::${ACCOUNT}:role/builder`, '*'))).resolves.toBeDefined();
  });

  test('of a secret name principals that are there', async () => {
    const secrets = new SecretsManagerClient(settings(sandbox));
    await secrets.send(new CreateSecretCommand({ Name: 'token', SecretString: 'v' }));
    const put = (ResourcePolicy: string) =>
      secrets.send(new PutResourcePolicyCommand({ SecretId: 'token', ResourcePolicy }));
    await expect(put(about(absent, '*'))).rejects.toMatchObject(
      refused('MalformedPolicyDocumentException', 'This resource policy contains an unsupported principal.'),
    );
    await expect(put(about(OTHER, '*'))).resolves.toBeDefined();
  });

  test('of a bucket speak of that bucket, and name principals that are there', async () => {
    const s3 = new S3Client({ ...settings(sandbox), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
    const put = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket: 'artifacts', Policy }));
    for (const resource of [
      'arn:aws:s3:::others/*',
      'arn:aws:s3:::artifacts-2',
      'artifacts',
      'arn:aws:ecr:::artifacts',
    ])
      await expect(put(about(ACCOUNT, resource))).rejects.toMatchObject(
        refused('MalformedPolicy', 'Policy has invalid resource'),
      );
    await expect(put(about(absent, 'arn:aws:s3:::artifacts'))).rejects.toMatchObject(
      refused('MalformedPolicy', 'Invalid principal in policy'),
    );
    await expect(put(statements(allow('s3:*', 'arn:aws:s3:::artifacts')))).rejects.toMatchObject(
      refused('MalformedPolicy', 'Missing required field Principal'),
    );
    for (const resource of ['arn:aws:s3:::artifacts', 'arn:aws:s3:::artifacts/*', 'arn:aws:s3:::art*'])
      await expect(put(about(ACCOUNT, resource))).resolves.toBeDefined();
  });

  test('of a repository name no resource, and principals that are there', async () => {
    const ecr = new ECRClient(settings(sandbox));
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'api' }));
    const put = (policyText: string) =>
      ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'api', policyText, force: true }));
    const invalid = (constraint: string) =>
      refused(
        'InvalidParameterException',
        `Invalid parameter at 'PolicyText' failed to satisfy constraint: '${constraint}'`,
      );
    await expect(put(about(ACCOUNT, '*'))).rejects.toMatchObject(
      invalid('Invalid repository policy provided'),
    );
    await expect(put('nothing')).rejects.toMatchObject(invalid('Invalid repository policy provided'));
    await expect(put(about(absent))).rejects.toMatchObject(invalid('Principal not found'));
    await expect(put(about(ACCOUNT))).resolves.toBeDefined();
    await expect(
      ecr.send(new PutRegistryPolicyCommand({ policyText: about(absent, '*') })),
    ).rejects.toMatchObject(invalid('Principal not found'));
  });
});

test('roles of a world may trust each other, whatever the order, and keys and policies name them', async () => {
  const role = (account: string, other: string) => ({
    name: 'builder',
    trust: JSON.parse(trusting(`arn:aws:iam::${other}:role/builder`)) as { Statement: object[] },
    inline: { own: JSON.parse(statements(allow('kms:Decrypt', 'key:sealed'))) as { Statement: object[] } },
    boundary: `arn:aws:iam::${account}:policy/fence`,
  });
  const account = (id: string, other: string) => ({
    id,
    policies: [{ name: 'fence', document: JSON.parse(statements(allow('*'))) as { Statement: object[] } }],
    roles: [role(id, other)],
    keys: [
      {
        name: 'sealed',
        policy: JSON.parse(
          statements({
            Effect: 'Allow',
            Principal: { AWS: [`arn:aws:iam::${id}:role/builder`, `arn:aws:iam::${other}:role/builder`] },
            Action: 'kms:*',
            Resource: '*',
          }),
        ) as { Statement: object[] },
      },
    ],
  });
  const opened = await openWorld(
    worldSchema.parse({ accounts: [account(ACCOUNT, OTHER), account(OTHER, ACCOUNT)] }),
  );
  if (!opened.ok) throw new Error(opened.error);
  const { Role } = await new IAMClient(settings(opened.value, admin(OTHER))).send(
    new GetRoleCommand({ RoleName: 'builder' }),
  );
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain(`${ACCOUNT}:role/builder`);
  expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(`arn:aws:iam::${OTHER}:policy/fence`);
  await opened.value.close();
});
