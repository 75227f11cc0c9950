/** An administrator is exempt from enforcement in its own account, and a caller like any other elsewhere. */
import { CodeBuildClient, BatchGetProjectsCommand } from '@aws-sdk/client-codebuild';
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  DescribePullThroughCacheRulesCommand,
  ECRClient,
  GetRepositoryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
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
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, admin, OTHER, settings, start, statements } from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

const as = (account: string) => settings(sandbox, admin(account));
const iam = (account: string) => new IAMClient(as(account));
const ecr = (account: string) => new ECRClient(as(account));
const s3 = (account: string) => new S3Client({ ...as(account), forcePathStyle: true });
const kms = (account: string) => new KMSClient(as(account));
const secrets = (account: string) => new SecretsManagerClient(as(account));
const sts = (account: string) => new STSClient(as(account));

/** A policy that opens a resource of one account to the other. */
const openTo = (account: string, Action: string, more: object = {}): string =>
  statements({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action, ...more });
const denied = /not authorized to perform|Access Denied/;

describe('of another account an administrator reads and changes nothing that is not opened to it', () => {
  test('a repository, its images and its policy', async () => {
    await ecr(OTHER).send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    const at = { registryId: OTHER, repositoryName: 'app' };
    const mine = openTo(ACCOUNT, 'ecr:*');
    await expect(ecr(ACCOUNT).send(new GetRepositoryPolicyCommand(at))).rejects.toThrow(denied);
    await expect(
      ecr(ACCOUNT).send(new SetRepositoryPolicyCommand({ ...at, policyText: mine })),
    ).rejects.toThrow(denied);
    await expect(
      ecr(ACCOUNT).send(new DescribeRepositoriesCommand({ registryId: OTHER, repositoryNames: ['app'] })),
    ).rejects.toThrow(denied);
    await expect(
      ecr(ACCOUNT).send(new DescribePullThroughCacheRulesCommand({ registryId: OTHER })),
    ).rejects.toThrow(denied);
    await ecr(OTHER).send(new SetRepositoryPolicyCommand({ ...at, policyText: mine }));
    expect((await ecr(ACCOUNT).send(new GetRepositoryPolicyCommand(at))).policyText).toBe(mine);
  });

  test('a managed policy', async () => {
    const document = statements({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    await iam(OTHER).send(new CreatePolicyCommand({ PolicyName: 'theirs', PolicyDocument: document }));
    const PolicyArn = `arn:aws:iam::${OTHER}:policy/theirs`;
    await expect(iam(ACCOUNT).send(new GetPolicyCommand({ PolicyArn }))).rejects.toThrow(denied);
    await expect(
      iam(ACCOUNT).send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
    ).rejects.toThrow(denied);
  });

  test('a bucket', async () => {
    await s3(OTHER).send(new CreateBucketCommand({ Bucket: 'theirs' }));
    await s3(OTHER).send(new PutObjectCommand({ Bucket: 'theirs', Key: 'a', Body: 'a' }));
    await expect(s3(ACCOUNT).send(new GetBucketPolicyCommand({ Bucket: 'theirs' }))).rejects.toThrow(denied);
    await expect(s3(ACCOUNT).send(new GetObjectCommand({ Bucket: 'theirs', Key: 'a' }))).rejects.toThrow(
      denied,
    );
    const Policy = openTo(ACCOUNT, 's3:GetObject', { Resource: 'arn:aws:s3:::theirs/*' });
    await s3(OTHER).send(new PutBucketPolicyCommand({ Bucket: 'theirs', Policy }));
    const { Body } = await s3(ACCOUNT).send(new GetObjectCommand({ Bucket: 'theirs', Key: 'a' }));
    expect(await Body?.transformToString()).toBe('a');
  });

  test('a key and a secret', async () => {
    const { KeyMetadata } = await kms(OTHER).send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn ?? '';
    await expect(kms(ACCOUNT).send(new GetKeyPolicyCommand({ KeyId }))).rejects.toThrow(denied);
    const { ARN } = await secrets(OTHER).send(new CreateSecretCommand({ Name: 's', SecretString: 'x' }));
    const SecretId = ARN ?? '';
    await expect(secrets(ACCOUNT).send(new GetSecretValueCommand({ SecretId }))).rejects.toThrow(denied);
    await expect(secrets(ACCOUNT).send(new GetResourcePolicyCommand({ SecretId }))).rejects.toThrow(denied);
    await secrets(OTHER).send(
      new PutResourcePolicyCommand({
        SecretId,
        ResourcePolicy: openTo(ACCOUNT, 'secretsmanager:GetSecretValue', { Resource: '*' }),
      }),
    );
    expect((await secrets(ACCOUNT).send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('x');
  });

  test('a role, unless its trust policy names the account', async () => {
    const make = (RoleName: string, trusted: string) =>
      iam(OTHER).send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: openTo(trusted, 'sts:AssumeRole') }),
      );
    await make('closed', OTHER);
    await make('open', ACCOUNT);
    const take = (name: string) =>
      sts(ACCOUNT).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${OTHER}:role/${name}`, RoleSessionName: 'test' }),
      );
    await expect(take('closed')).rejects.toThrow(denied);
    expect((await take('open')).AssumedRoleUser?.Arn).toContain(`${OTHER}:assumed-role/open`);
  });

  test('a project by its ARN', async () => {
    const names = [`arn:aws:codebuild:us-west-2:${OTHER}:project/app`];
    const { projectsNotFound } = await new CodeBuildClient(as(ACCOUNT)).send(
      new BatchGetProjectsCommand({ names }),
    );
    expect(projectsNotFound).toEqual(names);
  });
});

describe('in its own account an administrator is exempt', () => {
  test('also from a policy that denies everybody', async () => {
    await ecr(ACCOUNT).send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    const policyText = statements({ Effect: 'Deny', Principal: '*', Action: 'ecr:*' });
    await ecr(ACCOUNT).send(new SetRepositoryPolicyCommand({ repositoryName: 'app', policyText }));
    const read = await ecr(ACCOUNT).send(new GetRepositoryPolicyCommand({ repositoryName: 'app' }));
    expect(read.policyText).toBe(policyText);
  });

  test('and may use the policies that AWS keeps for everybody', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam(ACCOUNT).send(
      new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: openTo(ACCOUNT, 'sts:AssumeRole') }),
    );
    await iam(ACCOUNT).send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
    expect((await iam(ACCOUNT).send(new GetPolicyCommand({ PolicyArn }))).Policy?.Arn).toBe(PolicyArn);
    await iam(ACCOUNT).send(
      new PutRolePolicyCommand({
        RoleName: 'r',
        PolicyName: 'p',
        PolicyDocument: statements({ Effect: 'Deny', Action: '*', Resource: '*' }),
      }),
    );
  });
});
