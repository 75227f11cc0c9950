import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAccount } from '#aws/open-account.ts';
import { joined } from '#aws/read-log.ts';
import { newLimit } from '#aws/limit.ts';
import { newPace } from '#aws/pace.ts';
import { policyText } from '#aws/policy-text.ts';
import type { Sandbox } from '#sandbox/server.ts';
import {
  access,
  ACCOUNT,
  control,
  notingClock,
  query,
  REGION,
  ROLE,
  servedCalls,
  trackerApi,
  tripsOf,
  useKeys,
} from './arrange.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await trackerApi();
});
afterAll(() => sandbox.close());
afterEach(async () => {
  await control(sandbox.endpoint, 'faults', []);
  vi.unstubAllEnvs();
});

const DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }],
});
const write = { role: ROLE, name: 'added', document: DOCUMENT };

describe('a write', () => {
  it('whose answer is lost is unreachable, and is not repeated', async () => {
    const { writer } = await access(sandbox.endpoint);
    const before = (await servedCalls(sandbox.endpoint)).length;
    await control(sandbox.endpoint, 'faults', [
      { service: 'iam', operation: 'PutRolePolicy', drop: true, after: true },
    ]);
    expect(await writer.putRolePolicy(write)).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    const calls = (await servedCalls(sandbox.endpoint)).slice(before);
    expect(calls.filter(({ operation }) => operation === 'PutRolePolicy')).toHaveLength(1);
  });

  it('that fails inside AWS is not repeated', async () => {
    const { writer } = await access(sandbox.endpoint);
    await control(sandbox.endpoint, 'faults', [
      { service: 'iam', operation: 'PutRolePolicy', status: 500, code: 'ServiceFailure' },
    ]);
    expect(await writer.putRolePolicy(write)).toMatchObject({ ok: false, error: { code: 'ServiceFailure' } });
  });

  it('that is throttled is tried again', async () => {
    const { writer } = await access(sandbox.endpoint);
    await control(sandbox.endpoint, 'faults', [
      { service: 'iam', operation: 'PutRolePolicy', status: 400, code: 'Throttling' },
    ]);
    expect(await writer.putRolePolicy(write)).toEqual({ ok: true, value: null });
    expect(await writer.deleteRolePolicy({ role: ROLE, name: 'added' })).toEqual({ ok: true, value: null });
  });

  it('makes a repository that the reader then sees, and takes it away again', async () => {
    const { writer, reader } = await access(sandbox.endpoint);
    const address = { account: ACCOUNT, region: REGION, name: 'made/here' };
    const arn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/made/here`;
    const made = await writer.createRepository({ ...address, scanOnPush: true, tagMutability: 'IMMUTABLE' });
    expect(made).toEqual({ ok: true, value: { arn, createdAt: expect.any(String) } });
    expect(await reader.repository(address)).toEqual({
      kind: 'known',
      value: { ...(made.ok && made.value), scanOnPush: true, tagMutability: 'IMMUTABLE', imageCount: 0 },
    });
    expect(await writer.deleteRepository(address)).toEqual({ ok: true, value: null });
    expect(await reader.repository(address)).toEqual({ kind: 'absent' });
  });
});

describe('the simulator', () => {
  it('answers each request in order, though requests on one resource are asked together', async () => {
    const { reader } = await access(sandbox.endpoint);
    const stream = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI:log-stream:s`;
    const answer = await reader.simulate({
      principalArn: `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`,
      requests: [
        { action: 'logs:PutLogEvents', resource: stream },
        { action: 'ecr:GetAuthorizationToken', resource: '*' },
        { action: 'logs:CreateLogStream', resource: stream },
      ],
    });
    expect(answer.ok && answer.value.map(({ action, verdict }) => [action, verdict])).toEqual([
      ['logs:PutLogEvents', 'allowed'],
      ['ecr:GetAuthorizationToken', 'implicitlyDenied'],
      ['logs:CreateLogStream', 'allowed'],
    ]);
  });

  const onFour = {
    principalArn: `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`,
    requests: ['one', 'two', 'three', 'four'].map((name) => ({
      action: 'ecr:PutImage',
      resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`,
    })),
  };

  it('is asked of two resources at once', async () => {
    const { reader } = await access(sandbox.endpoint);
    const before = (await servedCalls(sandbox.endpoint)).length;
    await control(sandbox.endpoint, 'faults', [{ service: 'iam', times: 4, latencyMs: 300 }]);
    expect(await reader.simulate(onFour)).toMatchObject({ ok: true });
    const calls = (await servedCalls(sandbox.endpoint)).slice(before);
    expect([calls.length, tripsOf(calls)]).toEqual([4, 2]);
  });

  it('is asked no further once it was refused', async () => {
    const { reader } = await access(sandbox.endpoint);
    const before = (await servedCalls(sandbox.endpoint)).length;
    await control(sandbox.endpoint, 'faults', [{ service: 'iam', times: 9, code: 'AccessDenied' }]);
    expect(await reader.simulate(onFour)).toMatchObject({ ok: false, error: { kind: 'denied' } });
    const calls = (await servedCalls(sandbox.endpoint)).slice(before);
    expect(calls.filter(({ operation }) => operation === 'SimulatePrincipalPolicy')).toHaveLength(2);
  });
});

describe('what is known of a request', () => {
  it('goes to the simulator but for keys that are absent and families of keys', async () => {
    const { reader } = await access(sandbox.endpoint);
    const answer = await reader.simulate({
      principalArn: `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`,
      requests: [
        {
          action: 'ecr:GetAuthorizationToken',
          resource: '*',
          context: { 's3:*': ['x'], 'aws:SourceVpce': [], 'aws:RequestedRegion': REGION },
        },
      ],
    });
    expect(answer).toMatchObject({ ok: true, value: [{ verdict: 'implicitlyDenied' }] });
  });
});

describe('a build that is run', () => {
  it('is followed to its end, its log token coming back once all is read', async () => {
    const { runner } = await access(sandbox.endpoint);
    const started = await runner.begin(
      { kind: 'start', commit: null },
      { project: 'TrackerAPI', token: 'a token' },
    );
    if (!started.ok) throw new Error(started.error.message);
    await vi.waitFor(
      async () => {
        const build = await runner.build(started.value.id);
        expect(build).toMatchObject({ ok: true, value: { complete: true } });
      },
      { timeout: 20_000 },
    );
    const build = await runner.build(started.value.id);
    if (!build.ok) throw new Error(build.error.message);
    const first = await runner.log(build.value, null);
    if (!first.ok) throw new Error(first.error.message);
    expect(first.value.lines.length).toBeGreaterThan(0);
    const end = await runner.log(build.value, first.value.nextToken);
    expect(end).toMatchObject({ ok: true, value: { lines: [], nextToken: first.value.nextToken } });
  });

  it('has an empty log while its stream is not made', async () => {
    const { runner } = await access(sandbox.endpoint);
    const started = await runner.begin(
      { kind: 'start', commit: null },
      { project: 'TrackerAPI', token: 'a token' },
    );
    if (!started.ok) throw new Error(started.error.message);
    const build = await runner.build(started.value.id);
    if (!build.ok) throw new Error(build.error.message);
    const unmade = { ...build.value, logs: { groupName: 'none', streamName: 'none' } };
    expect(await runner.log(unmade, null)).toMatchObject({ ok: true, value: { lines: [], nextToken: null } });
  });

  it('that does not exist is a problem', async () => {
    const { runner } = await access(sandbox.endpoint);
    expect(await runner.build('TrackerAPI:none')).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  });
});

describe('opening an account', () => {
  it('says that no region is set, or that a region is none', async () => {
    useKeys(sandbox.endpoint, { accessKeyId: ACCOUNT, secretAccessKey: 'any' });
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
    expect(await openAccount({})).toMatchObject({ ok: false, error: { kind: 'region' } });
    expect(await openAccount({ region: 'evil.example/x' })).toMatchObject({
      ok: false,
      error: { kind: 'region' },
    });
  });

  it('says that there are no credentials', async () => {
    useKeys(sandbox.endpoint, { accessKeyId: '', secretAccessKey: '' });
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    expect(await openAccount({ region: REGION })).toMatchObject({
      ok: false,
      error: { kind: 'credentials' },
    });
  });

  it('of a server that speaks no AWS, or of none, gives results', async () => {
    const server = createServer((_, answer) => answer.writeHead(200).end('<html>a portal</html>'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await access(endpoint)).reader.snapshot(query())).toMatchObject({ ok: false });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    expect(await (await access(endpoint)).reader.caller()).toMatchObject({
      ok: false,
      error: { kind: 'unreachable', code: 'ECONNREFUSED' },
    });
  });
});

describe('small parts', () => {
  it('keeps a policy text that is no URL encoding as it came', () => {
    expect(policyText('%7B%22a%22%3A%22100%25%22%7D')).toBe('{"a":"100%"}');
    expect(policyText('{"a":"100%25"}')).toBe('{"a":"100%25"}');
    expect(policyText('broken %zz')).toBe('broken %zz');
  });

  it('joins the two ends of a log where they overlap, and says where they do not', () => {
    const event = (message: string) => ({ message, timestamp: 1, ingestionTime: 1 });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(event) as [object, object, object, object];
    expect(joined([a, b, c], [b, c, d])).toEqual({ events: [a, b, c, d], gap: false });
    expect(joined([a, b], [a, b])).toEqual({ events: [a, b], gap: false });
    expect(joined([a, a, b], [a, b, c])).toEqual({ events: [a, a, b, c], gap: false });
    expect(joined([a, b], [c, d])).toEqual({ events: [a, b, c, d], gap: true });
  });

  it('keeps no more under way than the limit, though one of them fails', async () => {
    const limit = newLimit(2);
    let [running, most] = [0, 0];
    const run = (fails: boolean) =>
      limit(async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        if (fails) throw new Error('x');
      }).catch(() => undefined);
    await Promise.all([run(false), run(true), run(false), run(true), run(false)]);
    expect([running, most]).toEqual([0, 2]);
  });

  it('paces requests: a burst at once, then so many a second', async () => {
    const clock = notingClock();
    const pace = newPace({ clock, signal: undefined }, { perSecond: 2, burst: 2 });
    for (let request = 0; request < 4; request++) await pace();
    expect(clock.waits).toEqual([500, 500]);
  });
});

describe('the calls to one host', () => {
  it('share a connection, whichever services they ask', async () => {
    const served: string[] = [];
    const server = createServer((request, answer) => {
      served.push(request.headers['x-amz-target']?.toString() ?? 'query');
      request.resume().once('end', () => answer.writeHead(400).end('{"__type":"ValidationException"}'));
    });
    let connections = 0;
    server.on('connection', () => (connections += 1));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const { port } = server.address() as AddressInfo;
      const { reader } = await access(`http://127.0.0.1:${port}`);
      await reader.caller();
      await reader.projectRole('TrackerAPI');
      expect(served).toEqual(['query', 'CodeBuild_20161006.BatchGetProjects']);
      expect(connections).toBe(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
