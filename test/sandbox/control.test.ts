import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  InitiateLayerUploadCommand,
  SetRepositoryPolicyCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, DecodeAuthorizationMessageCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  admin,
  allow,
  control,
  movedClock,
  putPolicy,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
  type MovedClock,
} from './arrange.ts';
import { digestOf } from './oci-image.ts';

let sandbox: Sandbox;
let clock: MovedClock;
beforeEach(async () => {
  clock = movedClock();
  sandbox = await start({ now: clock.now });
});
afterEach(() => sandbox.close());

const iam = (keys: Keys = admin()): IAMClient => new IAMClient(settings(sandbox, keys));
const sts = (keys: Keys = admin()): STSClient => new STSClient(settings(sandbox, keys));
const ecr = (keys: Keys = admin()): ECRClient => new ECRClient(settings(sandbox, keys));

const trust = (account = ACCOUNT): string =>
  statements({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  });
const newRole = (name: string) =>
  iam().send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust() }));
const exists = async (name: string): Promise<boolean> => {
  const { Roles = [] } = await iam().send(new ListRolesCommand({}));
  return Roles.some(({ RoleName }) => RoleName === name);
};

interface ServedCall {
  readonly operation: string;
  readonly status: number;
  readonly code: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
}
const calls = async (): Promise<readonly ServedCall[]> =>
  (await (await fetch(`${sandbox.endpoint}/_sandbox/calls`)).json()) as readonly ServedCall[];

describe('faults', () => {
  test('an error strikes as often as it is told, then no more', async () => {
    await control(sandbox, 'faults', [
      {
        service: 'iam',
        operation: 'ListRoles',
        times: 2,
        status: 400,
        code: 'Throttling',
        message: 'Rate exceeded',
      },
    ]);
    for (let left = 2; left > 0; left -= 1)
      await expect(iam().send(new ListRolesCommand({}))).rejects.toMatchObject({
        name: 'Throttling',
        message: 'Rate exceeded',
      });
    await expect(iam().send(new ListRolesCommand({}))).resolves.toMatchObject({ Roles: [] });
  });

  test('an error before the call leaves nothing done', async () => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', status: 500 }]);
    await expect(newRole('build')).rejects.toMatchObject({ name: 'InternalFailure' });
    expect(await exists('build')).toBe(false);
  });

  test('an error after the call leaves it done', async () => {
    await control(sandbox, 'faults', [
      { service: 'iam', operation: 'CreateRole', code: 'ServiceFailure', status: 500, after: true },
    ]);
    await expect(newRole('build')).rejects.toMatchObject({
      message: expect.stringContaining('ServiceFailure'),
    });
    expect(await exists('build')).toBe(true);
  });

  test('a dropped call is not carried out', async () => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', drop: true }]);
    await expect(newRole('build')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await exists('build')).toBe(false);
  });

  test('an answer that is lost leaves the call done', async () => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', after: true }]);
    await expect(newRole('build')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await exists('build')).toBe(true);
  });

  test('a call that is reset is not carried out', async () => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', reset: true }]);
    await expect(newRole('build')).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(await exists('build')).toBe(false);
  });

  test('a call whose answer is lost may be carried out later', async () => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', lateMs: 2_000 }]);
    await expect(newRole('build')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await exists('build')).toBe(false);
    await vi.waitUntil(() => exists('build'), { timeout: 60_000, interval: 100 });
  });

  test.each([false, true])('an empty answer tells nothing, done: %s', async (after) => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', body: 'empty', after }]);
    expect((await newRole('build')).Role).toBeUndefined();
    expect(await exists('build')).toBe(after);
  });

  test.each([false, true])('an answer that was cut cannot be read, done: %s', async (after) => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'CreateRole', body: 'truncated', after }]);
    await expect(newRole('build')).rejects.toBeInstanceOf(Error);
    expect(await exists('build')).toBe(after);
  });

  test('nothing of the registry is carried out late', async () => {
    await expect(control(sandbox, 'faults', [{ service: 'ecr-registry', lateMs: 1 }])).rejects.toThrow(
      'late',
    );
  });

  test('latency holds the answer back', async () => {
    await control(sandbox, 'faults', [{ service: 'iam', operation: 'ListRoles', latencyMs: 150 }]);
    await iam().send(new ListRolesCommand({}));
    const [call] = await calls();
    // A timer may fire a millisecond early.
    expect((call?.endedAt ?? 0) - (call?.startedAt ?? 0)).toBeGreaterThanOrEqual(149);
  });

  test('a fault that is misspelt is refused', async () => {
    await expect(control(sandbox, 'faults', [{ service: 'iam', statuss: 400 }])).rejects.toThrow('statuss');
  });
});

describe('calls', () => {
  test('are listed in their order with how they ended, and forgotten on demand', async () => {
    await newRole('build');
    await expect(iam().send(new GetRoleCommand({ RoleName: 'absent' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    expect(await calls()).toMatchObject([
      { operation: 'CreateRole', status: 200, code: null, service: 'iam' },
      { operation: 'GetRole', status: 404, code: 'NoSuchEntity' },
    ]);
    await fetch(`${sandbox.endpoint}/_sandbox/calls`, { method: 'DELETE' });
    expect(await calls()).toEqual([]);
  });
});

describe('eventual consistency of IAM', () => {
  const assume = (keys: Keys, name: string) =>
    sts(keys).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'test' }),
    );
  const delay = (): Promise<void> => control(sandbox, 'settings', { consistencyDelayMs: 10_000 });

  test('a granted permission takes effect only when it has spread, though reads show it', async () => {
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('s3:*')) });
    await delay();
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('iam:ListRoles')) });
    await expect(iam(keys).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    clock.move(10_001);
    await expect(iam(keys).send(new ListRolesCommand({}))).resolves.toMatchObject({});
  });

  test('a tag of the role takes effect only when it has spread, though reads show it', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'tracker' } };
    const policy = statements({ ...allow('iam:ListRoles'), Condition });
    const keys = await takeRole(sandbox, { name: 'build', policy });
    await delay();
    await iam().send(new TagRoleCommand({ RoleName: 'build', Tags: [{ Key: 'team', Value: 'tracker' }] }));
    const read = await iam().send(new GetRoleCommand({ RoleName: 'build' }));
    expect(read.Role?.Tags).toEqual([{ Key: 'team', Value: 'tracker' }]);
    await expect(iam(keys).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    clock.move(10_001);
    await expect(iam(keys).send(new ListRolesCommand({}))).resolves.toMatchObject({});
  });

  test('a new role is not taken before it has spread', async () => {
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('sts:AssumeRole')) });
    await delay();
    await newRole('new');
    await expect(assume(keys, 'new')).rejects.toMatchObject({ name: 'AccessDenied' });
    clock.move(10_001);
    await expect(assume(keys, 'new')).resolves.toMatchObject({});
  });

  test('a role trusts whom it trusted until the change has spread', async () => {
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('sts:AssumeRole')) });
    await delay();
    await iam().send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'build', PolicyDocument: trust('111122223333') }),
    );
    await expect(assume(keys, 'build')).resolves.toMatchObject({});
    clock.move(10_001);
    await expect(assume(keys, 'build')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('what is not served', () => {
  test('an operation that is unknown answers 501 and is named', async () => {
    const client = new ECRClient(settings(sandbox));
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string> };
        request.headers['x-amz-target'] = 'AmazonEC2ContainerRegistry_V20150921.StartImageScan';
        return next(args);
      },
      { step: 'build' },
    );
    await expect(client.send(new CreateRepositoryCommand({ repositoryName: 'api' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
      message: 'the sandbox does not serve ecr:StartImageScan',
    });
  });

  test('an authorization message that no service issued cannot be decoded', async () => {
    await expect(
      sts().send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidAuthorizationMessageException' });
  });
});

describe('the layer calls of ECR', () => {
  const repositoryName = 'api';
  const bytes = Buffer.from('a layer in two parts');

  test('upload a layer in parts, and give a link that needs no login', async () => {
    const client = ecr();
    await client.send(new CreateRepositoryCommand({ repositoryName }));
    const { uploadId } = await client.send(new InitiateLayerUploadCommand({ repositoryName }));
    for (const [from, to] of [
      [0, 7],
      [8, bytes.length - 1],
    ] as const)
      await client.send(
        new UploadLayerPartCommand({
          repositoryName,
          uploadId,
          partFirstByte: from,
          partLastByte: to,
          layerPartBlob: bytes.subarray(from, to + 1),
        }),
      );
    const layerDigest = digestOf(bytes);
    await client.send(
      new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [layerDigest] }),
    );
    const { layers } = await client.send(
      new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [layerDigest] }),
    );
    expect(layers).toMatchObject([{ layerAvailability: 'AVAILABLE', layerSize: bytes.length }]);
    const { downloadUrl = '' } = await client.send(
      new GetDownloadUrlForLayerCommand({ repositoryName, layerDigest }),
    );
    expect(await (await fetch(downloadUrl)).text()).toBe(bytes.toString());
    expect((await fetch(`${downloadUrl}x`)).status).toBe(403);
    clock.move(60 * 60 * 1000);
    expect((await fetch(downloadUrl)).status).toBe(403);
  });

  test('a repository policy that locks its writer out needs force', async () => {
    await ecr().send(new CreateRepositoryCommand({ repositoryName }));
    const keys = await takeRole(sandbox, {
      name: 'build',
      policy: statements(allow('ecr:SetRepositoryPolicy')),
    });
    const policyText = statements({ Effect: 'Deny', Principal: '*', Action: 'ecr:SetRepositoryPolicy' });
    const set = (force: boolean) =>
      ecr(keys).send(new SetRepositoryPolicyCommand({ repositoryName, policyText, force }));
    await expect(set(false)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(set(true)).resolves.toMatchObject({ policyText });
    await expect(set(true)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
