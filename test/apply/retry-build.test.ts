import { describe, expect, it } from 'vitest';
import type { BuildRunner, CallProblem, NextBuild } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import type { BegunBuild } from '#apply/begun-build.ts';
import { openJournal } from '#apply/journal.ts';
import { type RetryEvent, type RetryPorts, type RetryRequest, retryBuild } from '#apply/retry-build.ts';
import { err, ok } from '#basics/result.ts';
import { fakeClock } from './fake-time.ts';
import { memoryStorage } from './memory-storage.ts';

const REPOSITORY = 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';
const PROJECT_ARN = 'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI';
const ME = 'arn:aws:sts::290008131176:assumed-role/Admin/me';
const REQUEST: RetryRequest = {
  next: { kind: 'retry', id: 'TrackerAPI:1' },
  project: 'TrackerAPI',
  projectArn: PROJECT_ARN,
  isBuildOf: ({ sourceVersion }) => sourceVersion === null,
  roleArn: 'arn:aws:iam::290008131176:role/service-role/r',
  grants: [{ action: 'ecr:PutImage', resource: REPOSITORY }],
  newRole: false,
};

interface Script {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly log?: readonly string[];
}

function buildAt(id: string, look: number, { status }: Script): Build {
  const complete = look >= 2;
  return {
    id,
    arn: `arn:${id}`,
    number: 2,
    status: complete ? status : 'IN_PROGRESS',
    currentPhase: complete ? 'COMPLETED' : 'BUILD',
    complete,
    startedAt: null,
    endedAt: null,
    serviceRole: 'arn:role',
    sourceVersion: null,
    resolvedSourceVersion: null,
    initiator: null,
    batchArn: null,
    debugSession: false,
    phases: [{ type: 'BUILD', status: complete ? status : null, durationInSeconds: null, contexts: [] }],
    logs: { groupName: null, streamName: null },
    buildspec: null,
    variables: [],
    ranWith: {},
  };
}

/** Builds that end as the scripts say, one script a retry; each is complete at its third look. */
function runnerOf(
  scripts: readonly Script[],
  {
    refusals = [],
    isBatch = false,
    running = [],
  }: {
    readonly refusals?: readonly CallProblem[];
    readonly isBatch?: boolean;
    readonly running?: readonly Build[];
  } = {},
) {
  let started = 0;
  let refused = 0;
  const looks = new Map<string, number>();
  const script = (id: string): Script => scripts[Number(id.split('-')[1]) - 1] ?? { status: 'SUCCEEDED' };
  const begin = async () => {
    const refusal = refusals[refused++];
    return refusal === undefined ? ok({ id: `build-${++started}` }) : err(refusal);
  };
  const build = async (id: string) => {
    const look = looks.get(id) ?? 0;
    looks.set(id, look + 1);
    return ok(buildAt(id, look, script(id)));
  };
  const runner: BuildRunner = {
    begin,
    build,
    batch: build,
    // The one failed build of a batch prints what the script of the batch says.
    tasksOf: async (id) =>
      ok([{ identifier: 'one', build: { ...buildAt(id, 2, script(id)), batchArn: 'arn:batch' } }]),
    since: async () => ok(running),
    log: async (build, token) => {
      const isOfBatch = build.batchArn !== null;
      const lines = (isBatch && !isOfBatch ? [] : script(build.id).log) ?? [];
      const from = Number(token ?? 0);
      const page = build.complete ? lines.slice(from, from + 2) : [];
      return ok({
        group: 'g',
        stream: 's',
        lines: page,
        truncated: false,
        nextToken: String(from + page.length),
      });
    },
  };
  return { runner, started: () => started };
}

function portsOf(runner: BuildRunner) {
  const events: RetryEvent[] = [];
  const clock = fakeClock();
  const journal = openJournal(memoryStorage());
  const reader = { caller: async () => ok({ account: '290008131176', arn: ME }) };
  const onEvent = (event: RetryEvent): unknown => events.push(event);
  const ports: RetryPorts = { runner, reader, journal, clock, random: () => 0.5, onEvent };
  return { ports, events, clock, journal };
}

const DENIED = [
  'denied: User: arn:aws:sts::290008131176:assumed-role/r/AWSCodeBuild-1 is not authorized',
  `to perform: ecr:PutImage on resource: ${REPOSITORY} because no identity-based policy allows`,
  'the ecr:PutImage action',
];

const because = (reason: string): readonly string[] => [
  `denied: User: arn:aws:sts::290008131176:assumed-role/r/AWSCodeBuild-1 is not authorized to perform: ecr:PutImage on resource: ${REPOSITORY} ${reason}`,
];

describe('a retried build', () => {
  it('is followed through its phases and its log to the end', async () => {
    const { runner } = runnerOf([{ status: 'SUCCEEDED', log: ['a', 'b', 'c'] }]);
    const { ports, events } = portsOf(runner);
    expect(await retryBuild(REQUEST, ports)).toMatchObject({
      ok: true,
      value: { kind: 'ended', build: { status: 'SUCCEEDED' }, delayed: [] },
    });
    const phases = events.flatMap((event) => (event.kind === 'phase' ? [event.status] : []));
    expect(phases).toEqual([null, 'SUCCEEDED']);
    expect(events.flatMap((event) => (event.kind === 'log' ? event.lines : []))).toEqual(['a', 'b', 'c']);
    expect(events.at(-1)).toMatchObject({ kind: 'build-ended', elapsed: 3_000 });
  });

  it('tells what a phase wrote before that it is over', async () => {
    const { runner } = runnerOf([{ status: 'SUCCEEDED', log: ['a', 'b', 'c'] }]);
    const { ports, events } = portsOf(runner);
    await retryBuild(REQUEST, ports);
    const over = events.findIndex((event) => event.kind === 'phase' && event.status === 'SUCCEEDED');
    expect(over).toBeGreaterThan(events.findLastIndex((event) => event.kind === 'log'));
  });

  it('is tried again where it was denied by a boundary that was just changed for that, and by no other', async () => {
    const log = because('because no permissions boundary allows the ecr:PutImage action');
    for (const [opens, tries] of [
      [REQUEST.grants, 2],
      [[], 1],
    ] as const) {
      const { runner, started } = runnerOf([{ status: 'FAILED', log }, { status: 'SUCCEEDED' }]);
      await retryBuild({ ...REQUEST, opens }, portsOf(runner).ports);
      expect(started()).toBe(tries);
    }
  });

  it('of a batch is denied what one of its builds prints, in whose log the batch has no part', async () => {
    const { runner, started } = runnerOf([{ status: 'FAILED', log: DENIED }, { status: 'SUCCEEDED' }], {
      isBatch: true,
    });
    const { ports, events } = portsOf(runner);
    const next = { kind: 'retry', id: 'TrackerAPI:1', batch: true } as const;
    expect(await retryBuild({ ...REQUEST, next }, ports)).toMatchObject({
      ok: true,
      value: { build: { status: 'SUCCEEDED' }, delayed: ['build-1'] },
    });
    expect(started()).toBe(2);
    expect(events[0]).toEqual({ kind: 'build-started', id: 'build-1', isBatch: true });
  });

  it('is tried again when it is denied what was granted a moment ago', async () => {
    const { runner } = runnerOf([{ status: 'FAILED', log: DENIED }, { status: 'SUCCEEDED' }]);
    const { ports, events } = portsOf(runner);
    expect(await retryBuild(REQUEST, ports)).toMatchObject({
      ok: true,
      value: { kind: 'ended', build: { id: 'build-2', status: 'SUCCEEDED' }, delayed: ['build-1'] },
    });
    expect(events).toContainEqual({ kind: 'propagation', action: 'ecr:PutImage', retry: 1, pause: 5_000 });
  });

  it('is tried again when a registry refuses without a word what IAM did not know of yet', async () => {
    const line = 'error parsing HTTP 403 response body: unexpected end of JSON input: ""';
    const { runner } = runnerOf([{ status: 'FAILED', log: [line] }, { status: 'SUCCEEDED' }]);
    const request = { ...REQUEST, unconfirmed: true };
    expect(await retryBuild(request, portsOf(runner).ports)).toMatchObject({
      value: { delayed: ['build-1'] },
    });
  });

  it('is not tried again for ever', async () => {
    const { runner, started } = runnerOf(
      Array.from({ length: 20 }, () => ({ status: 'FAILED', log: DENIED }) as const),
    );
    const { ports } = portsOf(runner);
    expect(await retryBuild(REQUEST, ports)).toMatchObject({
      ok: true,
      value: { build: { status: 'FAILED' } },
    });
    expect(started()).toBe(5);
  });

  it.each<[string, Partial<RetryRequest>, readonly string[]]>([
    ['it fails on something else', {}, ['error: tests failed']],
    ['it is denied another action', {}, ['not authorized to perform: ecr:BatchGetImage on resource: x']],
    ['nothing was granted', { grants: [] }, DENIED],
    [
      'it was denied on something else than what was granted',
      {},
      DENIED.map((line) => line.replace(REPOSITORY, `${REPOSITORY}-cache`)),
    ],
    ['a Deny says no', {}, because('with an explicit deny in a service control policy')],
    ['another layer says no', {}, because('because no resource-based policy allows the ecr:PutImage action')],
    ['the boundary says no', {}, because('because no permissions boundary allows the ecr:PutImage action')],
    ['no layer is named', {}, because('')],
    [
      'another role was denied',
      {},
      DENIED.map((line) => line.replace('assumed-role/r/', 'assumed-role/other/')),
    ],
    [
      'the role of another account was denied',
      {},
      DENIED.map((line) => line.replace('290008131176:assumed', '111122223333:assumed')),
    ],
    [
      'a registry refuses without a word',
      {},
      ['error parsing HTTP 403 response body: unexpected end of JSON input: ""'],
    ],
  ])('is left as it is when %s', async (_, request, log) => {
    const { runner, started } = runnerOf([{ status: 'FAILED', log }]);
    await retryBuild({ ...REQUEST, ...request }, portsOf(runner).ports);
    expect(started()).toBe(1);
  });

  it('goes on by itself when watching is stopped', async () => {
    const { runner } = runnerOf([{ status: 'SUCCEEDED' }]);
    const { ports, events } = portsOf(runner);
    const controller = new AbortController();
    controller.abort();
    const result = await retryBuild({ ...REQUEST, grants: [] }, { ...ports, signal: controller.signal });
    expect(result).toMatchObject({ ok: true, value: { kind: 'still-running' } });
    expect(events.at(-1)).toEqual({ kind: 'watching-stopped', id: 'build-1' });
  });
});

describe('starting a build', () => {
  const refusal: CallProblem = {
    kind: 'invalid',
    code: 'InvalidInputException',
    message: 'CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::290008131176:role/r',
    call: 'codebuild:RetryBuild',
    action: null,
    resource: null,
  };

  it('waits until CodeBuild can assume a role just given to the project', async () => {
    const { runner } = runnerOf([{ status: 'SUCCEEDED' }], { refusals: [refusal, refusal] });
    const { ports, events } = portsOf(runner);
    expect((await retryBuild({ ...REQUEST, newRole: true }, ports)).ok).toBe(true);
    expect(events.filter(({ kind }) => kind === 'start-waiting')).toHaveLength(2);
  });

  it('reports the refusal at once where the role is not new', async () => {
    const { runner } = runnerOf([], { refusals: [refusal] });
    expect(await retryBuild(REQUEST, portsOf(runner).ports)).toEqual(
      err({ cause: { kind: 'call', problem: refusal }, build: null }),
    );
  });
});

const lost: CallProblem = {
  kind: 'unreachable',
  code: 'ECONNRESET',
  message: 'socket hang up',
  call: 'codebuild:RetryBuild',
  action: null,
  resource: null,
};

describe('a build of ours', () => {
  const BEGUN: BegunBuild = {
    token: 'rolemend-1',
    at: '2026-11-24T02:00:00.000Z',
    sentAt: '2026-11-24T02:00:00.000Z',
    next: { kind: 'retry', id: 'TrackerAPI:1' },
    by: ME,
    id: null,
  };
  const MINUTES = 60_000;

  async function retriedAfter(
    minutes: number,
    { running = [], begun = BEGUN, request = {}, refusals = [] }: Partial<Scene> = {},
  ) {
    const { runner, started } = runnerOf([{ status: 'SUCCEEDED' }], { refusals, running });
    const calls: string[] = [];
    const told: BuildRunner = {
      ...runner,
      begin: (next, of) => {
        calls.push(`${JSON.stringify(next)} ${of.token}`);
        return runner.begin(next, of);
      },
    };
    const { ports, clock, journal } = portsOf(told);
    await journal.rememberBuild(PROJECT_ARN, begun);
    await clock.sleep(minutes * MINUTES);
    const before = clock.slept;
    const result = await retryBuild({ ...REQUEST, ...request }, ports);
    return { result, started, calls, journal, waited: clock.slept - before };
  }
  interface Scene {
    readonly running: readonly Build[];
    readonly begun: BegunBuild;
    readonly request: Partial<RetryRequest>;
    readonly refusals: readonly CallProblem[];
  }
  const build = (more: Partial<Build>): Build => ({
    ...buildAt('build-1', 0, { status: 'SUCCEEDED' }),
    initiator: 'Admin/me',
    ...more,
  });

  it('that is running is watched, not doubled', async () => {
    const { runner, started } = runnerOf([{ status: 'SUCCEEDED' }]);
    await runner.begin(REQUEST.next, { project: 'TrackerAPI', token: 'rolemend-1' });
    const { ports, journal } = portsOf(runner);
    await journal.rememberBuild(PROJECT_ARN, { ...BEGUN, id: 'build-1' });
    const result = await retryBuild(REQUEST, ports);
    expect(result).toMatchObject({ ok: true, value: { build: { id: 'build-1', status: 'SUCCEEDED' } } });
    expect(started()).toBe(1);
  });

  it.each<NextBuild>([
    { kind: 'retry', id: 'TrackerAPI:1' },
    { kind: 'start', commit: null },
    { kind: 'start', commit: '0123456789012345678901234567890123456789' },
  ])(
    'of whose beginning nothing was heard is asked for again by the same call and token, and remembered: %j',
    async (next) => {
      const { calls, journal } = await retriedAfter(3, {
        begun: { ...BEGUN, next },
        request: { next: { kind: 'retry', id: 'another' } },
        refusals: [lost, lost],
      });
      const call = `${JSON.stringify(next)} rolemend-1`;
      expect(calls).toEqual([call, call, call]);
      expect(await journal.begunBuild(PROJECT_ARN)).toMatchObject({
        value: { id: 'build-1', token: 'rolemend-1' },
      });
    },
  );

  it('is found among the builds since, once its token is forgotten', async () => {
    const theirs = build({ id: 'theirs', initiator: 'codepipeline/release' });
    const { result, calls } = await retriedAfter(5, { running: [theirs, build({})] });
    expect(result).toMatchObject({ ok: true, value: { build: { id: 'build-1' } } });
    expect(calls).toEqual([]);
  });

  it.each([
    ['two of ours run', [build({}), build({ id: 'build-2' })]],
    ['one of ours runs something else', [build({ sourceVersion: 'pr/7' })]],
  ])('that cannot be told is said instead of another being begun: %s', async (_, running) => {
    const { result, calls } = await retriedAfter(30, { running });
    const ids = running.map(({ id }) => id);
    expect(result).toMatchObject({ error: { cause: { kind: 'open-build', running: ids }, build: null } });
    expect(calls).toEqual([]);
  });

  it('that cannot be looked for is no reason to begin another', async () => {
    const { runner, started } = runnerOf([]);
    const { ports, clock, journal } = portsOf({ ...runner, since: async () => err(lost) });
    await journal.rememberBuild(PROJECT_ARN, BEGUN);
    await clock.sleep(30 * MINUTES);
    expect(await retryBuild(REQUEST, ports)).toMatchObject({ error: { cause: { problem: lost } } });
    expect(started()).toBe(0);
  });

  it.each([
    ['none is there', []],
    ['only those of others are', [build({ initiator: 'somebody' })]],
    ['all have ended', [build({ complete: true })]],
  ])('is begun anew when none can come any more: %s', async (_, running) => {
    const { calls, waited } = await retriedAfter(6, { running });
    expect(calls).toEqual([expect.stringMatching(/ rolemend-\d{13}$/)]);
    expect(waited).toBeGreaterThanOrEqual(1 * MINUTES);
  });

  it('that CodeBuild refused is not waited for', async () => {
    const refused: CallProblem = { ...lost, kind: 'denied' };
    const { runner } = runnerOf([], { refusals: [refused] });
    const { ports, journal } = portsOf(runner);
    expect((await retryBuild(REQUEST, ports)).ok).toBe(false);
    expect(await journal.begunBuild(PROJECT_ARN)).toEqual(ok(null));
  });

  it('is not begun where the journal cannot keep that it will be', async () => {
    const { runner, started } = runnerOf([{ status: 'SUCCEEDED' }]);
    const storage = memoryStorage();
    storage.failing = true;
    const ports = { ...portsOf(runner).ports, journal: openJournal(storage) };
    expect(await retryBuild(REQUEST, ports)).toMatchObject({ error: { cause: { kind: 'journal' } } });
    expect(started()).toBe(0);
  });

  it('whose file is damaged stops the next one, by name', async () => {
    const { runner, started } = runnerOf([{ status: 'SUCCEEDED' }]);
    const storage = memoryStorage();
    const journal = openJournal(storage);
    await journal.rememberBuild(PROJECT_ARN, BEGUN);
    const [name = ''] = storage.texts.keys();
    storage.texts.set(name, '{');
    expect(await retryBuild(REQUEST, { ...portsOf(runner).ports, journal })).toMatchObject({
      error: { cause: { problem: { kind: 'corrupt', message: expect.stringContaining(name) } } },
    });
    expect(started()).toBe(0);
  });
});
