/** Policies that are put and taken away again, and what IAM and others refuse to keep. */
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  IAMClient,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  AttachUserPolicyCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, allow, settings, start, statements, takeRole, type Keys } from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

const iam = (keys?: Keys): IAMClient => new IAMClient(settings(sandbox, keys));
const s3 = (keys?: Keys): S3Client => new S3Client({ ...settings(sandbox, keys), forcePathStyle: true });
const secrets = (keys?: Keys): SecretsManagerClient => new SecretsManagerClient(settings(sandbox, keys));
const everyone = (Action: string, Resource: string): string =>
  statements({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action,
    Resource,
  });

async function newPolicy(PolicyName: string, PolicyDocument: string): Promise<string> {
  const { Policy } = await iam().send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  return Policy?.Arn ?? '';
}

async function newUser(UserName: string, PolicyDocument: string): Promise<Keys> {
  await iam().send(new CreateUserCommand({ UserName }));
  await iam().send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  const { AccessKey } = await iam().send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

describe("a user's policies", () => {
  test('have effect until they are deleted or detached, which needs that they are there', async () => {
    const keys = await newUser('operator', statements(allow('ecr:*')));
    const list = () => new ECRClient(settings(sandbox, keys)).send(new DescribeRepositoriesCommand({}));
    const UserName = 'operator';
    const PolicyArn = await newPolicy('read', statements(allow('ecr:*')));
    await iam().send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const removePolicy = new DeleteUserPolicyCommand({ UserName, PolicyName: 'own' });
    const detach = new DetachUserPolicyCommand({ UserName, PolicyArn });
    await iam().send(removePolicy);
    await list();
    await iam().send(detach);
    await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(iam().send(removePolicy)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await expect(iam().send(detach)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });
});

describe("a user's permissions boundary", () => {
  test('binds from when it is put until it is deleted', async () => {
    const keys = await newUser('operator', statements(allow('*')));
    const boundary = await newPolicy('fence', statements(allow('iam:*')));
    const list = () => new ECRClient(settings(sandbox, keys)).send(new DescribeRepositoriesCommand({}));
    const UserName = 'operator';
    await iam().send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: boundary }));
    expect((await iam().send(new GetUserCommand({ UserName }))).User).toMatchObject({
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
    });
    await expect(list()).rejects.toThrow(
      'because no permissions boundary allows the ecr:DescribeRepositories',
    );
    await iam().send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
    expect((await iam().send(new GetUserCommand({ UserName }))).User?.PermissionsBoundary).toBeUndefined();
    await expect(list()).resolves.toMatchObject({ repositories: [] });
  });

  test('has to be a policy that is there', async () => {
    await iam().send(new CreateUserCommand({ UserName: 'operator' }));
    const missing = { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/none` };
    const refusal = { name: 'NoSuchEntityException' };
    await expect(
      iam().send(new PutUserPermissionsBoundaryCommand({ UserName: 'operator', ...missing })),
    ).rejects.toMatchObject(refusal);
    await expect(iam().send(new CreateUserCommand({ UserName: 'b', ...missing }))).rejects.toMatchObject(
      refusal,
    );
  });

  test('is what a condition on iam:PermissionsBoundary asks for, in users as in roles', async () => {
    const boundary = await newPolicy('fence', statements(allow('*')));
    const other = await newPolicy('gap', statements(allow('*')));
    const keys = await takeRole(sandbox, {
      name: 'delegate',
      policy: statements({
        ...allow(['iam:Create*', 'iam:PutUser*', 'iam:DeleteUser*']),
        Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
      }),
    });
    const AssumeRolePolicyDocument = statements({
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    for (const bound of [{}, { PermissionsBoundary: other }]) {
      await expect(iam(keys).send(new CreateUserCommand({ UserName: 'u', ...bound }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
      await expect(
        iam(keys).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument, ...bound })),
      ).rejects.toMatchObject({ name: 'AccessDenied' });
    }
    const fenced = { PermissionsBoundary: boundary };
    await iam(keys).send(new CreateUserCommand({ UserName: 'u', ...fenced }));
    await iam(keys).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument, ...fenced }));
    const PolicyDocument = statements(allow('s3:*'));
    const write = new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument });
    await iam(keys).send(write);
    await iam().send(new PutUserPermissionsBoundaryCommand({ UserName: 'u', PermissionsBoundary: other }));
    await expect(iam(keys).send(write)).rejects.toMatchObject({ name: 'AccessDenied' });
    await iam(keys).send(new PutUserPermissionsBoundaryCommand({ UserName: 'u', ...fenced }));
    await expect(iam(keys).send(write)).resolves.toMatchObject({});
  });
});

describe('a policy of a resource is deleted again', () => {
  test('from a bucket, once or twice', async () => {
    const Bucket = 'tracker';
    await s3().send(new CreateBucketCommand({ Bucket }));
    const Policy = everyone('s3:GetObject', 'arn:aws:s3:::tracker/*');
    await s3().send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('s3:PutBucketPolicy')) });
    await expect(s3(keys).send(new DeleteBucketPolicyCommand({ Bucket }))).rejects.toThrow(
      'is not authorized to perform: s3:DeleteBucketPolicy on resource: "arn:aws:s3:::tracker"',
    );
    await s3().send(new DeleteBucketPolicyCommand({ Bucket }));
    await s3().send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(s3().send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  test('from a secret', async () => {
    await secrets().send(new CreateSecretCommand({ Name: 's', SecretString: 'v' }));
    const ResourcePolicy = everyone('secretsmanager:GetSecretValue', '*');
    await secrets().send(new PutResourcePolicyCommand({ SecretId: 's', ResourcePolicy }));
    const keys = await takeRole(sandbox, { name: 'build' });
    await expect(secrets(keys).send(new DeleteResourcePolicyCommand({ SecretId: 's' }))).rejects.toThrow(
      'secretsmanager:DeleteResourcePolicy',
    );
    await secrets().send(new DeleteResourcePolicyCommand({ SecretId: 's' }));
    const { ResourcePolicy: left } = await secrets().send(new GetResourcePolicyCommand({ SecretId: 's' }));
    expect(left).toBeUndefined();
  });
});

describe('the simulator', () => {
  const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/0a1b2c3d`;
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/other`;
  const simulated = async (ResourcePolicy?: string) => {
    await takeRole(sandbox, { name: 'build', policy: statements(allow(['kms:Decrypt', 'sts:AssumeRole'])) });
    const { EvaluationResults } = await iam().send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/build`,
        ActionNames: ['kms:Decrypt', 'sts:AssumeRole', 'kms:Encrypt'],
        ResourceArns: [KEY, ROLE],
        ResourcePolicy,
      }),
    );
    return EvaluationResults?.map(({ EvalDecision, MatchedStatements }) => [
      EvalDecision,
      MatchedStatements?.map(({ SourcePolicyType }) => SourcePolicyType),
    ]);
  };

  test('tells of keys and roles what the policies of the role allow, whose own policies it does not fetch', async () => {
    const own = ['IAM Policy', 'IAM Policy'];
    expect(await simulated()).toEqual([
      ['allowed', own],
      ['allowed', own],
      ['implicitDeny', []],
    ]);
  });

  test('takes the policy of a key that it is given', async () => {
    const nobody = statements({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
      Action: '*',
      Resource: '*',
    });
    expect((await simulated(nobody))?.map(([verdict]) => verdict)).toEqual([
      'implicitDeny',
      'implicitDeny',
      'implicitDeny',
    ]);
  });
});
