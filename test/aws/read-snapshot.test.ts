import { AttachRolePolicyCommand, CreatePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import {
  access,
  ACCOUNT,
  addInlinePolicies,
  control,
  iamAdmin,
  type KeyPair,
  notingClock,
  query,
  REGION,
  ROLE,
  servedCalls,
  trackerApi,
  tripsOf,
  NOTHING_WANTED,
} from './arrange.ts';

const lookFor = (found: Parameters<typeof wantedBy>[0]) => wantedBy(found, null);
const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tracker_api`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await trackerApi();
});
afterAll(() => sandbox.close());
afterEach(async () => {
  await control(sandbox.endpoint, 'faults', []);
  vi.unstubAllEnvs();
});

describe('a snapshot', () => {
  it('holds the project, its failed build, the role with its policies, the log and the repository', async () => {
    const { reader } = await access(sandbox.endpoint);
    const snapshot = await reader.snapshot(query({ lookFor, trailPages: 1 }));
    if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error));
    const { build, role, log, repositories, trail, ...rest } = snapshot.value;
    expect(rest).toMatchObject({ partition: 'aws', account: ACCOUNT, region: REGION, lastFailedBuild: null });
    expect(rest.project.name).toBe('TrackerAPI');
    expect(build).toMatchObject({ kind: 'known', value: { number: 1, status: 'FAILED', complete: true } });
    expect(role).toMatchObject({
      kind: 'known',
      value: { name: ROLE, path: '/service-role/', boundary: { kind: 'absent' } },
    });
    expect(log).toMatchObject({ kind: 'known', value: { truncated: false } });
    expect(repositories[REPOSITORY]).toMatchObject({ kind: 'known', value: { policy: { kind: 'absent' } } });
    expect(trail).toMatchObject({ kind: 'known', value: { complete: true } });
    expect(rest.serviceControl).toEqual({ kind: 'absent' });
  });

  it('decodes policy documents, which IAM hands out URL-encoded', async () => {
    const { reader } = await access(sandbox.endpoint);
    const role = await reader.role(ROLE);
    if (role.kind !== 'known' || role.value.attached.kind !== 'known') throw new Error('no role');
    const [policy] = role.value.attached.value;
    expect(policy?.kind === 'known' && JSON.parse(policy.value.text)).toMatchObject({
      Version: '2012-10-17',
    });
    expect(JSON.parse(role.value.trustPolicy)).toMatchObject({ Version: '2012-10-17' });
  });

  it('finds a build by number, by ID and by ARN', async () => {
    const { reader } = await access(sandbox.endpoint);
    const byNumber = await reader.snapshot(query({ build: '1' }));
    if (!byNumber.ok || byNumber.value.build.kind !== 'known') throw new Error('no build');
    const { id, arn } = byNumber.value.build.value;
    for (const build of [id, arn, id.split(':')[1] ?? '']) {
      const again = await reader.snapshot(query({ build }));
      expect(again).toMatchObject({ ok: true, value: { build: { value: { id } } } });
    }
  });

  it('offers the nearest names where there is no such project', async () => {
    const { reader } = await access(sandbox.endpoint);
    expect(await reader.snapshot(query({ project: 'trackerapi2' }))).toEqual({
      ok: false,
      error: {
        kind: 'no-such-project',
        project: 'trackerapi2',
        nearest: ['TrackerAPI'],
        region: REGION,
        account: ACCOUNT,
        elsewhere: [],
        count: 1,
      },
    });
  });

  it('names recent builds where there is no such build', async () => {
    const { reader } = await access(sandbox.endpoint);
    for (const build of ['99', 'other:0000', 'TrackerAPI:0000']) {
      const answer = await reader.snapshot(query({ build }));
      expect(answer).toMatchObject({ ok: false, error: { kind: 'no-such-build', build } });
      expect(!answer.ok && answer.error.kind === 'no-such-build' && answer.error.recent).toHaveLength(1);
    }
  });

  it('asks what else to read as more becomes known, and never twice about the same', async () => {
    const { reader } = await access(sandbox.endpoint);
    const asked: string[] = [];
    await reader.snapshot(
      query({
        lookFor: ({ build, log }) => {
          asked.push(`${build === null ? 'no build' : 'build'}, ${log === null ? 'no log' : 'log'}`);
          return NOTHING_WANTED;
        },
      }),
    );
    expect(asked).toEqual(['no build, no log', 'build, no log', 'build, log']);
  });

  it('points to a repository of the same name in another region where it is missing here', async () => {
    const { reader } = await access(sandbox.endpoint);
    const address = { account: ACCOUNT, region: 'eu-west-1', name: 'tracker_api' };
    const wanted = { ...NOTHING_WANTED, repositories: [address] };
    const snapshot = await reader.snapshot(query({ lookFor: () => wanted }));
    if (!snapshot.ok) throw new Error('no snapshot');
    const missing = `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/tracker_api`;
    expect(snapshot.value.repositories).toEqual({ [missing]: { kind: 'absent' } });
    expect(snapshot.value.elsewhere).toEqual({ tracker_api: [REPOSITORY] });
  });
});

/** Every call a snapshot of this world makes. */
const CALLS = [
  ['sts', 'GetCallerIdentity'],
  ['codebuild', 'BatchGetProjects'],
  ['codebuild', 'ListBuildsForProject'],
  ['codebuild', 'BatchGetBuilds'],
  ['organizations', 'DescribeOrganization'],
  ['iam', 'GetRole'],
  ['iam', 'ListRolePolicies'],
  ['iam', 'ListAttachedRolePolicies'],
  ['iam', 'GetPolicy'],
  ['iam', 'GetPolicyVersion'],
  ['logs', 'GetLogEvents'],
  ['cloudtrail', 'LookupEvents'],
  ['ecr', 'DescribeRepositories'],
  ['ecr', 'GetRepositoryPolicy'],
  ['ecr', 'GetRegistryPolicy'],
  ['ecr', 'DescribePullThroughCacheRules'],
  ['ecr', 'GetSigningConfiguration'],
] as const;

describe('an error at one call of a snapshot', () => {
  const errors = [
    { status: 400, code: 'AccessDeniedException', message: 'User: x is not authorized to perform: a:B' },
    { status: 403, code: 'ExpiredToken', message: 'The security token included in the request is expired' },
    { status: 400, code: 'ValidationException', message: 'odd' },
  ];
  for (const [service, operation] of CALLS) {
    it(`is a result, never a throw: ${service}:${operation}`, async () => {
      for (const error of errors) {
        await control(sandbox.endpoint, 'faults', [{ service, operation, times: 50, ...error }]);
        const { reader } = await access(sandbox.endpoint);
        const answer = await reader.snapshot(query({ lookFor, trailPages: 1 }));
        const text = JSON.stringify(answer);
        expect(text).toContain(error.code);
        expect(text).not.toContain('any-secret-1');
        expect(text).not.toMatch(/\n\s+at /);
      }
    });
  }
});

describe('an operator without permissions', () => {
  it('learns for each part which action on which ARN it lacks, and still gets the rest', async () => {
    const keys = await sessionWith(sandbox.endpoint, [
      'codebuild:*',
      'iam:GetRole',
      'iam:ListRolePolicies',
      'logs:GetLogEvents',
    ]);
    const { reader } = await access(sandbox.endpoint, { keys });
    const snapshot = await reader.snapshot(query({ lookFor, trailPages: 1 }));
    if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error));
    const { role, log, repositories, trail } = snapshot.value;
    expect(log.kind).toBe('known');
    expect(role.kind === 'known' && role.value.attached).toMatchObject({
      kind: 'unreadable',
      problem: {
        why: 'AccessDenied',
        needs: 'iam:ListAttachedRolePolicies',
        on: expect.stringContaining(`arn:aws:iam::${ACCOUNT}:role/`) as string,
      },
    });
    expect(repositories[REPOSITORY]).toMatchObject({
      kind: 'unreadable',
      problem: { needs: 'ecr:DescribeRepositories', on: REPOSITORY },
    });
    expect(trail).toMatchObject({ kind: 'unreadable', problem: { needs: 'cloudtrail:LookupEvents' } });
  });
});

async function sessionWith(endpoint: string, actions: readonly string[]): Promise<KeyPair> {
  const iam = iamAdmin(endpoint);
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' },
    ],
  };
  await iam.send(
    new CreateRoleCommand({ RoleName: 'operator', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const sts = new STSClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  });
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  const document = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'operator', PolicyDocument: JSON.stringify(policy) }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'operator', PolicyArn: document.Policy?.Arn }));
  const { Credentials: keys } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/operator`, RoleSessionName: 'me' }),
  );
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
}

describe('the trips of a snapshot', () => {
  let slow: Sandbox;
  beforeEach(async () => {
    slow = await trackerApi();
  });
  afterEach(() => slow.close());

  it('are at most five, however many policies the role has', async () => {
    await addInlinePolicies(slow.endpoint, 20);
    const iam = iamAdmin(slow.endpoint);
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    };
    for (let index = 0; index < 15; index++) {
      const made = await iam.send(
        new CreatePolicyCommand({ PolicyName: `managed-${index}`, PolicyDocument: JSON.stringify(document) }),
      );
      await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: made.Policy?.Arn }));
    }
    const before = (await servedCalls(slow.endpoint)).length;
    await control(
      slow.endpoint,
      'faults',
      [...new Set(CALLS.map(([service]) => service))].map((service) => ({
        service,
        times: 500,
        // Long against the time in which a busy machine sends fifty calls: one that is late is no trip of its own.
        latencyMs: 1500,
      })),
    );
    const { reader } = await access(slow.endpoint, { clock: notingClock() });
    const snapshot = await reader.snapshot(query({ lookFor, trailPages: 1 }));
    expect(snapshot.ok && snapshot.value.role).toMatchObject({ kind: 'known' });
    const calls = (await servedCalls(slow.endpoint)).slice(before);
    expect(calls.length).toBeGreaterThan(50);
    expect(tripsOf(calls)).toBeLessThanOrEqual(5);
  });
});
