import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AccountAccess } from '#aws/open-account.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { access, ACCOUNT, control, query, REGION, ROLE, servedCalls, trackerApi } from './arrange.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await trackerApi();
});
afterAll(() => sandbox.close());
afterEach(() => vi.unstubAllEnvs());

const document = (action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const DONE = { ok: true, value: null };
const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/builds/${name}`;
const newPolicy = (name: string) => ({
  name,
  path: '/builds/',
  description: 'for builds',
  document: document('s3:GetObject'),
});
const newRole = (name: string) => ({
  name,
  path: '/builds/',
  description: 'for builds',
  trustPolicy: TRUST,
  boundaryArn: null,
});

describe('the writer', () => {
  it('counts a policy that is only a permissions boundary as one that is in use', async () => {
    const { writer, reader } = await access(sandbox.endpoint);
    const boundaryArn = policyArn('guard');
    await writer.createPolicy(newPolicy('guard'));
    expect(await reader.managedPolicy(boundaryArn)).toMatchObject({ value: { attachmentCount: 0 } });
    await writer.createRole({ ...newRole('guarded'), boundaryArn });
    expect(await reader.managedPolicy(boundaryArn)).toMatchObject({ value: { attachmentCount: 1 } });
  });

  it('makes a managed policy, gives it versions, attaches it, and takes all of it back', async () => {
    const { writer, reader } = await access(sandbox.endpoint);
    const arn = policyArn('made');
    expect(await writer.createPolicy(newPolicy('made'))).toEqual({ ok: true, value: { arn } });
    const changed = document('s3:PutObject');
    expect(await writer.createPolicyVersion({ arn, document: changed })).toEqual({
      ok: true,
      value: { versionId: 'v2' },
    });
    expect(await reader.managedPolicy(arn)).toMatchObject({
      value: { path: '/builds/', text: changed, defaultVersionId: 'v2', versions: ['v2', 'v1'] },
    });
    expect(await writer.setDefaultPolicyVersion({ arn, versionId: 'v1' })).toEqual(DONE);
    expect(await writer.deletePolicyVersion({ arn, versionId: 'v2' })).toEqual(DONE);
    expect(await reader.managedPolicy(arn)).toMatchObject({
      value: { text: newPolicy('made').document, defaultVersionId: 'v1', versions: ['v1'] },
    });
    expect(await writer.attachRolePolicy({ role: ROLE, arn })).toEqual(DONE);
    expect(await writer.deletePolicy({ arn })).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    expect(await writer.detachRolePolicy({ role: ROLE, arn })).toEqual(DONE);
    expect(await writer.deletePolicy({ arn })).toEqual(DONE);
    expect(await reader.managedPolicy(arn)).toEqual({ kind: 'absent' });
  });

  it('makes a role under a boundary, gives it to the project, and takes it away', async () => {
    const { writer, reader } = await access(sandbox.endpoint);
    const boundaryArn = policyArn('edge');
    await writer.createPolicy(newPolicy('edge'));
    const arn = `arn:aws:iam::${ACCOUNT}:role/builds/made`;
    expect(await writer.createRole({ ...newRole('made'), boundaryArn })).toEqual({
      ok: true,
      value: { arn },
    });
    expect(await reader.role('made')).toMatchObject({
      value: { arn, path: '/builds/', trustPolicy: TRUST, boundary: { value: { arn: boundaryArn } } },
    });
    const before = await reader.projectRole('TrackerAPI');
    expect(await writer.setProjectRole({ project: 'TrackerAPI', roleArn: arn })).toEqual(DONE);
    expect(await reader.projectRole('TrackerAPI')).toEqual({ kind: 'known', value: arn });
    if (before.kind !== 'known') throw new Error('the project had no role');
    expect(await writer.setProjectRole({ project: 'TrackerAPI', roleArn: before.value })).toEqual(DONE);
    expect(await writer.deleteRole({ name: 'made' })).toEqual(DONE);
    expect(await reader.role('made')).toEqual({ kind: 'absent' });
  });

  it('makes one call for each write', async () => {
    const { writer } = await access(sandbox.endpoint);
    const before = (await servedCalls(sandbox.endpoint)).length;
    await writer.createRole(newRole('one'));
    await writer.putRolePolicy({ role: 'one', name: 'p', document: document('s3:GetObject') });
    await writer.deleteRolePolicy({ role: 'one', name: 'p' });
    await writer.deleteRole({ name: 'one' });
    const calls = (await servedCalls(sandbox.endpoint)).slice(before);
    expect(calls.map(({ operation }) => operation)).toEqual([
      'CreateRole',
      'PutRolePolicy',
      'DeleteRolePolicy',
      'DeleteRole',
    ]);
  });
});

type Attempt = (access: AccountAccess) => Promise<unknown>;
const REFUSED: readonly (readonly [what: string, kind: string, attempt: Attempt])[] = [
  ['that makes a role anew', 'conflict', ({ writer }) => writer.createRole(newRole(ROLE))],
  [
    'to a role that is not there',
    'not-found',
    ({ writer }) => writer.putRolePolicy({ role: 'gone', name: 'p', document: document('s3:*') }),
  ],
  [
    'of what is no policy',
    'invalid',
    ({ writer }) => writer.putRolePolicy({ role: ROLE, name: 'p', document: '{"Statement": 1}' }),
  ],
  [
    'of a sixth version',
    'quota',
    async ({ writer }) => {
      const arn = policyArn('full');
      await writer.createPolicy(newPolicy('full'));
      for (let count = 0; count < 4; count++) {
        await writer.createPolicyVersion({ arn, document: document('s3:*') });
      }
      return writer.createPolicyVersion({ arn, document: document('s3:*') });
    },
  ],
  [
    'that takes away a repository that is not there',
    'not-found',
    ({ writer }) => writer.deleteRepository({ account: ACCOUNT, region: REGION, name: 'gone' }),
  ],
];

describe('a write', () => {
  for (const [what, kind, attempt] of REFUSED) {
    it(`${what} is told as ${kind}`, async () => {
      expect(await attempt(await access(sandbox.endpoint))).toMatchObject({ ok: false, error: { kind } });
    });
  }
});

describe('a build', () => {
  it('that is retried is a new one, which the next snapshot explains unless another is asked for', async () => {
    const { reader, runner } = await access(sandbox.endpoint);
    const first = await reader.snapshot(query());
    if (!first.ok || first.value.build.kind !== 'known') throw new Error('no build');
    const retried = await runner.begin(
      { kind: 'retry', id: first.value.build.value.id },
      { project: 'TrackerAPI', token: 'a token' },
    );
    if (!retried.ok) throw new Error(retried.error.message);
    const { id } = retried.value;
    const explained = async (build: string | null): Promise<unknown> => {
      const snapshot = await reader.snapshot(query({ build }));
      return snapshot.ok && snapshot.value.build.kind === 'known' ? snapshot.value.build.value.number : null;
    };
    await vi.waitFor(
      async () => {
        expect(await runner.build(id)).toMatchObject({ ok: true, value: { complete: true } });
      },
      { timeout: 20_000 },
    );
    expect(await explained(null)).toBe(2);
    expect(await explained('1')).toBe(1);
    expect(await explained(id)).toBe(2);
  });

  it('is judged on the role that the next one will use, though that role is gone', async () => {
    const { reader, writer } = await access(sandbox.endpoint);
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/builds/short-lived`;
    await writer.createRole(newRole('short-lived'));
    const before = await reader.projectRole('TrackerAPI');
    await writer.setProjectRole({ project: 'TrackerAPI', roleArn });
    await writer.deleteRole({ name: 'short-lived' });
    const { runner } = await access(sandbox.endpoint);
    await runner.begin({ kind: 'start', commit: null }, { project: 'TrackerAPI', token: 'a token' });
    expect(await reader.role('short-lived')).toEqual({ kind: 'absent' });
    expect(await reader.snapshot(query({ build: '1' }))).toMatchObject({
      ok: true,
      value: { project: { serviceRole: roleArn }, role: { kind: 'absent' } },
    });
    if (before.kind === 'known')
      await writer.setProjectRole({ project: 'TrackerAPI', roleArn: before.value });
  });
});

describe('a single setting of a project', () => {
  const project = 'TrackerAPI';
  const privileged = { project, setting: 'privileged-mode', from: 'true', to: 'false' } as const;

  /** As it goes over the wire, with members that no SDK knows. */
  async function codebuild(operation: string, input: object): Promise<Stored> {
    const response = await fetch(sandbox.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `CodeBuild_20161006.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261125/${REGION}/codebuild/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Stored;
  }
  interface Stored {
    readonly projects: readonly { readonly environment: object; readonly lastModified: number }[];
  }
  const stored = async () => {
    const { projects } = await codebuild('BatchGetProjects', { names: [project] });
    const [{ lastModified: _, ...rest } = { environment: {}, lastModified: 0 }] = projects;
    return rest;
  };

  it('is written alone, with what the SDK does not know kept, and written back', async () => {
    const { writer, reader } = await access(sandbox.endpoint);
    const environment = {
      ...(await stored()).environment,
      newerThanTheSdk: { kept: true },
      environmentVariables: [{ name: 'TOKEN', value: 'a secret', type: 'PLAINTEXT' }],
    };
    await codebuild('UpdateProject', { name: project, environment });
    const before = await stored();
    expect(before.environment).toEqual(environment);
    expect(await writer.setProjectSetting(privileged)).toEqual(DONE);
    expect(await reader.projectSetting(privileged)).toEqual({ kind: 'known', value: 'false' });
    expect((await stored()).environment).toEqual({ ...environment, privilegedMode: false });
    expect(await writer.setProjectSetting({ ...privileged, from: 'false', to: 'true' })).toEqual(DONE);
    expect(await stored()).toEqual(before);
  });

  it('is left where it is something else by now, and where it is as wanted already', async () => {
    const { writer } = await access(sandbox.endpoint);
    const before = (await servedCalls(sandbox.endpoint)).length;
    const credentials = { project, setting: 'image-pull-credentials' } as const;
    expect(await writer.setProjectSetting({ ...privileged, from: 'false', to: 'true' })).toEqual(DONE);
    expect(await writer.setProjectSetting({ ...credentials, from: 'SERVICE_ROLE', to: 'x' })).toMatchObject({
      error: { kind: 'invalid', code: 'Changed' },
    });
    const calls = (await servedCalls(sandbox.endpoint)).slice(before);
    expect(calls.filter(({ operation }) => operation === 'UpdateProject')).toEqual([]);
  });

  it('is read again before a throttled write is repeated', async () => {
    const { writer } = await access(sandbox.endpoint);
    await control(sandbox.endpoint, 'faults', [
      { service: 'codebuild', operation: 'UpdateProject', status: 400, code: 'ThrottlingException' },
    ]);
    const before = (await servedCalls(sandbox.endpoint)).length;
    expect(await writer.setProjectSetting(privileged)).toEqual(DONE);
    const calls = (await servedCalls(sandbox.endpoint)).slice(before).map(({ operation }) => operation);
    expect(calls).toEqual(['BatchGetProjects', 'UpdateProject', 'BatchGetProjects', 'UpdateProject']);
    expect(await writer.setProjectSetting({ ...privileged, from: 'false', to: 'true' })).toEqual(DONE);
  });

  it('of a project that is gone is not found', async () => {
    const { writer, reader } = await access(sandbox.endpoint);
    const gone = { ...privileged, project: 'Gone' };
    expect(await writer.setProjectSetting(gone)).toMatchObject({ error: { kind: 'not-found' } });
    expect(await reader.projectSetting(gone)).toEqual({ kind: 'absent' });
  });
});
