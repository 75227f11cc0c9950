/** `fix --change`: the policy of another layer, written because it was named, and taken back. */
import { GetKeyPolicyCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetRepositoryPolicyCommand, CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CodeBuildClient, BatchGetProjectsCommand, UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import { accountState, clientSettings } from './account-state.ts';
import { allow, deny, document } from './operator.ts';
import { type Ran, runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ACCOUNT = '290008131176';
const ROLE = 'codebuild-TrackerAPI-service-role';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`;
const PROJECT = 'TrackerAPI';

let world: TrackerApi;
afterEach(() => world.end());

const run = (...args: readonly string[]): Promise<Ran> => runCli(args, world.env);
const fix = (...args: readonly string[]): Promise<Ran> => run('fix', PROJECT, '--yes', ...args);
const clients = () => {
  const settings = clientSettings(world.sandbox);
  return {
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    ecr: new ECRClient(settings),
    codebuild: new CodeBuildClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
  };
};

/** The role's own policy is complete. */
async function grantAll(...more: readonly object[]): Promise<void> {
  const text = document(allow('ecr:GetAuthorizationToken'), allow([...PUSH_ACTIONS]), ...more);
  const input = { RoleName: ROLE, PolicyName: 'team', PolicyDocument: text };
  await clients().iam.send(new PutRolePolicyCommand(input));
}

async function boundary(name: string, text: string): Promise<string> {
  const { iam } = clients();
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: text }));
  const arn = Policy?.Arn ?? '';
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary: arn }));
  return arn;
}

const LOGS = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);

describe('a boundary that is named', () => {
  it('lets through what the plan needs and no more, with the role’s own Allow, and is taken back', async () => {
    world = await openTrackerApi('change-boundary');
    const { iam } = clients();
    const arn = await boundary('Team', document(LOGS));
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'other',
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Principal: { Service: 'codebuild.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
        PermissionsBoundary: arn,
      }),
    );
    const before = await accountState(world.sandbox);
    const offered = await run('diagnose', PROJECT, '--json');
    expect(JSON.parse(offered.stdout).plan.handoffs[0].change.flag).toBe(`boundary=${arn}`);
    const ran = await fix('--change', `boundary=${arn}`);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('reach that policy is of');
    expect(ran.stdout).toContain('role `other`');
    expect((await run('undo', '--yes')).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });

  it('stays as it is where it denies, and that is said', async () => {
    world = await openTrackerApi('change-denied');
    const arn = await boundary('Team', document(allow('*'), deny('ecr:*')));
    const before = await accountState(world.sandbox);
    const ran = await fix('--change', `boundary=${arn}`);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('a Deny is left to its owner');
    expect(await accountState(world.sandbox)).toBe(before);
  });

  it('stays as it is where it stops nothing', async () => {
    world = await openTrackerApi('change-needless');
    const arn = await boundary('Team', document(allow('*')));
    const ran = await fix('--change', `boundary=${arn}`);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('is not what stops a need of this plan');
  });
});

it('extends a managed policy of the role that is named, says who else has it, and takes that back', async () => {
  world = await openTrackerApi('change-managed');
  const { iam } = clients();
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'shared', PolicyDocument: document(LOGS) }),
  );
  const arn = Policy?.Arn ?? '';
  await iam.send(new CreateUserCommand({ UserName: 'anna' }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'anna', PolicyArn: arn }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: arn }));
  const before = await accountState(world.sandbox);
  const ran = await fix('--change', `managed-policy=${arn}`);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain('user `anna`');
  expect(ran.stdout).not.toContain('inline policy `CodeBuild-ECR-Permissions`');
  expect((await run('undo', '--yes')).code).toBe(0);
  expect(await accountState(world.sandbox)).toBe(before);
  const other = await run('fix', PROJECT, '--dry-run', '--change', `managed-policy=${arn}x`);
  expect(other.stdout).toContain('does not have it');
});

it('sets the tag that an Allow waits for, grants nothing, and takes that back', async () => {
  world = await openTrackerApi('change-tag');
  const { iam } = clients();
  const on = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/tracker_api`;
  const condition = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'tracker' } } };
  const push = { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: '*', ...condition };
  const input = {
    RoleName: ROLE,
    PolicyName: 'team',
    PolicyDocument: document(allow('ecr:GetAuthorizationToken'), push),
  };
  await iam.send(new PutRolePolicyCommand(input));
  const before = await accountState(world.sandbox);
  const offered = await run('diagnose', PROJECT, '--json');
  expect(JSON.parse(offered.stdout).plan.notes.join()).toContain(`--change tag=${on}`);
  const ran = await fix('--change', `tag=${on}`);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain(`give \`${on}\` the tag \`team\` = \`tracker\``);
  expect(ran.stdout).not.toContain('CodeBuild-ECR-Permissions');
  expect((await run('undo', '--yes')).code).toBe(0);
  expect(await accountState(world.sandbox)).toBe(before);
});

it('refuses what names no policy', async () => {
  world = await openTrackerApi('change-misuse');
  expect((await fix('--change', 'boundary=nothing')).code).toBe(3);
});

it('opens a trust policy that is named to CodeBuild for this project, and takes that back', async () => {
  world = await openTrackerApi('change-trust');
  await grantAll();
  const Principal = { Service: 'ec2.amazonaws.com' };
  const text = document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  const input = { RoleName: ROLE, PolicyDocument: text };
  await clients().iam.send(new UpdateAssumeRolePolicyCommand(input));
  const before = await accountState(world.sandbox);
  expect(await fix('--change', `trust-policy=${ROLE_ARN}`)).toMatchObject({ code: 0 });
  expect((await run('undo', '--yes')).code).toBe(0);
  expect(await accountState(world.sandbox)).toBe(before);
});

it('lets the role use a key that is named, and takes that back', async () => {
  world = await openTrackerApi('change-key');
  const { iam, kms, s3, codebuild } = clients();
  const { User } = await iam.send(new CreateUserCommand({ UserName: 'keyadmin' }));
  const admin = { Sid: 'Admin', Effect: 'Allow', Principal: { AWS: User?.Arn } };
  const Policy = document(
    { ...admin, Action: 'kms:*', Resource: '*' },
    // The account keeps the key's policy, and hands on no use of it.
    {
      Sid: 'Keep',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: ['kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:DescribeKey'],
      Resource: '*',
    },
  );
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ Policy, BypassPolicyLockoutSafetyCheck: true }),
  );
  const key = KeyMetadata?.Arn ?? '';
  await s3.send(
    new CreateBucketCommand({
      Bucket: 'tracker-artifacts',
      CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
    }),
  );
  const bucket = 'arn:aws:s3:::tracker-artifacts';
  await grantAll(
    allow(['s3:PutObject', 's3:GetBucketAcl', 's3:GetBucketLocation'], `${bucket}*`),
    allow(['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'], key),
  );
  const { projects = [] } = await codebuild.send(new BatchGetProjectsCommand({ names: [PROJECT] }));
  const source = projects[0]?.source;
  const buildspec = `${(source?.buildspec ?? '').replace('- echo Build completed', '- echo hi > out.txt\n      - echo Build completed')}artifacts:\n  files:\n    - out.txt\n`;
  await codebuild.send(
    new UpdateProjectCommand({
      name: PROJECT,
      source: { type: 'NO_SOURCE', ...source, buildspec },
      encryptionKey: key,
      artifacts: { type: 'S3', location: 'tracker-artifacts' },
    }),
  );
  const policyOf = async () =>
    (await kms.send(new GetKeyPolicyCommand({ KeyId: key, PolicyName: 'default' }))).Policy;
  const before = await policyOf();
  const another = await fix('--strategy', 'create-role', '--change', `key-policy=${key}`);
  expect(another).toMatchObject({ code: 3 });
  expect(another.stderr).toContain('would let in the role that the project has');
  expect(await fix('--change', `key-policy=${key}`)).toMatchObject({ code: 0 });
  expect(await policyOf()).toContain(ROLE_ARN);
  expect((await run('undo', '--yes')).code).toBe(0);
  expect(await policyOf()).toBe(before);
});

it('lets CodeBuild itself pull the build image from a repository that is named, and takes that back', async () => {
  world = await openTrackerApi('change-repository');
  await grantAll();
  const { ecr, codebuild } = clients();
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'builder' }));
  const on = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/builder`;
  const { projects = [] } = await codebuild.send(new BatchGetProjectsCommand({ names: [PROJECT] }));
  const environment = projects[0]?.environment;
  await codebuild.send(
    new UpdateProjectCommand({
      name: PROJECT,
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        ...environment,
        image: `${ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/builder:latest`,
        imagePullCredentialsType: 'CODEBUILD',
      },
    }),
  );
  const ran = await run(
    'fix',
    PROJECT,
    '--yes',
    '--no-retry',
    '--partial',
    '--change',
    `repository-policy=${on}`,
  );
  expect(ran.stdout).toContain(`write the repository policy of \`${on}\``);
  const written = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'builder' }));
  expect(written.policyText).toContain('"aws:SourceArn"');
  expect((await run('undo', '--yes')).code).toBe(0);
  await expect(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'builder' }))).rejects.toThrow(
    'policy',
  );
});

it('switches on privileged mode where that is named, touches no other setting, tells no value of one, and takes that back', async () => {
  world = await openTrackerApi('change-privileged');
  await grantAll();
  const { codebuild } = clients();
  const environment = async () => {
    const { projects = [] } = await codebuild.send(new BatchGetProjectsCommand({ names: [PROJECT] }));
    return projects[0]?.environment;
  };
  const base = { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: '' } as const;
  const TOKEN = { name: 'TOKEN', value: 'hunter2-hunter2-hunter2', type: 'PLAINTEXT' } as const;
  const present = await environment();
  const environmentVariables = [...(present?.environmentVariables ?? []), TOKEN];
  await codebuild.send(
    new UpdateProjectCommand({
      name: PROJECT,
      environment: { ...base, ...present, environmentVariables, privilegedMode: false },
    }),
  );
  const before = await environment();
  const shown = JSON.parse((await run('diagnose', PROJECT, '--json')).stdout);
  expect(shown.plan.handoffs).toMatchObject([{ change: { flag: 'privileged-mode' } }]);
  const outputs = [
    await run('fix', PROJECT, '--emit', 'handoff'),
    await run('fix', PROJECT, '--dry-run', '--details', '--change', 'privileged-mode'),
    await fix('--no-retry', '--details', '--change', 'privileged-mode'),
  ];
  expect(outputs.map(({ code }) => code)).toEqual([0, 2, 0]);
  expect(await environment()).toEqual({ ...before, privilegedMode: true });
  expect((await run('undo', '--yes')).code).toBe(0);
  expect(await environment()).toEqual(before);
  const journal = readdirSync(world.env['ROLEMEND_STATE_DIR'] ?? '', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const said = [...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...journal].join('\n');
  expect(said).toContain('set-project-setting');
  expect(said).not.toContain('hunter2');
});

it('leaves settings that are named and that nothing found asks for', async () => {
  world = await openTrackerApi('change-setting-needless');
  const before = await accountState(world.sandbox);
  const ran = await run('fix', PROJECT, '--dry-run', '--details', '--change', 'privileged-mode');
  expect(ran.stdout).toContain('nothing that was found asks for another value of it');
  expect(await accountState(world.sandbox)).toBe(before);
});
