/** A plan is honoured: one that leaves the build red is not applied unasked, and says whose the rest is. */
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientSettings } from './account-state.ts';
import { runCli, surroundings } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ROLE = 'codebuild-TrackerAPI-service-role';
let world: TrackerApi;
let iam: IAMClient;

beforeEach(async () => {
  world = await openTrackerApi('expected-end');
  iam = new IAMClient(clientSettings(world.sandbox));
});
afterEach(() => world.end());

async function limitTo(actions: readonly string[]): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'TeamBoundary', PolicyDocument }));
  const PermissionsBoundary = made.Policy?.Arn ?? '';
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary }));
}

test('a plan that leaves the build red is applied only in part on request, and no build is burnt on it', async () => {
  await limitTo(['logs:*', 'ecr:GetAuthorizationToken', 'ecr:Batch*', 'ecr:*Layer*']);
  const held = await runCli(['fix', 'TrackerAPI', '--yes', '--json'], world.env);
  expect(held.code).toBe(2);
  expect(held.stderr).toContain('--partial');
  const said = JSON.parse(held.stdout);
  expect(said).toMatchObject({ outcome: 'held-back', why: 'not-green' });
  expect(said.diagnosis.plan.expectedEnd).toMatchObject({
    kind: 'not-green',
    remaining: expect.arrayContaining([
      expect.objectContaining({ action: 'ecr:PutImage', layer: 'boundary' }),
    ]),
  });
  expect(said.diagnosis.plan.handoffs).toMatchObject([
    { layer: 'boundary', actions: ['ecr:PutImage'], awsCli: expect.stringContaining('TeamBoundary') },
  ]);

  const emitted = await runCli(['fix', 'TrackerAPI', '--emit', 'handoff'], world.env);
  expect(emitted.stdout).toMatch(/For whoever owns the permissions boundary[^]*TeamBoundary[^]*ecr:PutImage/);

  const part = await runCli(['fix', 'TrackerAPI', '--yes', '--partial', '--json'], world.env);
  expect(part.code).toBe(2);
  expect(JSON.parse(part.stdout)).toMatchObject({
    outcome: 'applied',
    expectedEnd: { kind: 'not-green' },
    retry: null,
  });
  expect(part.stderr).toContain('known to fail');
});

test('whoever may administer CodeBuild and IAM, and read nothing of ECR, gets the whole fix', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'operator' }));
  for (const name of ['AWSCodeBuildAdminAccess', 'IAMFullAccess']) {
    const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
    await iam.send(new AttachUserPolicyCommand({ UserName: 'operator', PolicyArn }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'operator' }));
  const as = {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
  const { env, close } = surroundings(world.sandbox.endpoint, as);
  const fixed = await runCli(['fix', 'TrackerAPI', '--yes', '--json'], env);
  close();
  expect(fixed.code).toBe(0);
  const said = JSON.parse(fixed.stdout);
  expect(said.change.grants).toHaveLength(8);
  expect(said.retry.build.status).toBe('SUCCEEDED');
  expect(said.expectedEnd.kind).toBe('green');
  expect(JSON.stringify(said.expectedEnd.unless)).toContain('ecr:GetRegistryPolicy');
});
