/** CodeBuild's batches, by a client nobody here wrote: their builds, their order, and what their role may. */
import {
  BatchGetBuildBatchesCommand,
  BatchGetBuildsCommand,
  CodeBuildClient,
  DeleteBuildBatchCommand,
  ListBuildBatchesCommand,
  ListBuildBatchesForProjectCommand,
  RetryBuildBatchCommand,
  StartBuildBatchCommand,
  StopBuildBatchCommand,
} from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { ACCOUNT, type BatchWorld, batchWorld, LOGS, PROJECT, REGION } from '../cli/batch-world.ts';
import { clientSettings } from '../cli/account-state.ts';
import { open } from './builds.ts';

let sandbox: Sandbox | null = null;
afterEach(async () => {
  await sandbox?.close();
  sandbox = null;
});

const spec = (batch: object, commands: readonly string[] = ['true']) =>
  JSON.stringify({ version: '0.2', batch, phases: { build: { commands } } });
const list = (...tasks: readonly object[]) => ({ 'build-list': tasks });
const FAILS_WHERE_TOLD = ['if [ "$FAIL" = yes ]; then exit 1; fi'];
const FAIL = { env: { variables: { FAIL: 'yes' } } };

async function run(given: BatchWorld) {
  sandbox = await open(batchWorld({ builds: [LOGS], ...given }));
  const client = new CodeBuildClient(clientSettings(sandbox));
  const { ids = [] } = await client.send(new ListBuildBatchesForProjectCommand({ projectName: PROJECT }));
  const [id = ''] = ids;
  const read = async () => {
    await regionOf(sandbox?.world ?? never(), ACCOUNT, REGION).codebuild.batches.get(id)?.ended;
    const { buildBatches = [] } = await client.send(new BatchGetBuildBatchesCommand({ ids: [id] }));
    const [batch] = buildBatches;
    const groups = batch?.buildGroups?.map(
      ({ identifier, currentBuildSummary: latest }) => `${identifier} ${latest?.buildStatus ?? '-'}`,
    );
    return { batch, groups, message: batch?.phases?.flatMap(({ contexts = [] }) => contexts)[0]?.message };
  };
  return { client, id, read };
}

const never = (): never => {
  throw new Error('no sandbox');
};

describe('A batch', () => {
  it('runs its tasks with what each overrides, under the project’s role, each knowing its name', async () => {
    const { client, read } = await run({
      buildspec: spec(list({ identifier: 'a', env: { 'compute-type': 'BUILD_GENERAL1_LARGE' } }), [
        'test "$CODEBUILD_BATCH_BUILD_IDENTIFIER" = a',
      ]),
    });
    const { batch, groups } = await read();
    expect(groups).toEqual(['DOWNLOAD_SOURCE SUCCEEDED', 'a SUCCEEDED']);
    expect(batch).toMatchObject({ buildBatchStatus: 'SUCCEEDED', complete: true, currentPhase: 'SUCCEEDED' });
    const arn = batch?.buildGroups?.[1]?.currentBuildSummary?.arn ?? '';
    const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [arn] }));
    expect(builds?.[0]).toMatchObject({
      buildBatchArn: batch?.arn,
      serviceRole: batch?.serviceRole,
      environment: { computeType: 'BUILD_GENERAL1_LARGE' },
      initiator: expect.stringMatching(/^shop-batches\/AWSCodeBuild-/),
    });
  });

  it.each([
    ['a matrix', { 'build-matrix': { dynamic: { env: { variables: { A: ['1', '2'] } } } } }, 3],
    ['a fan-out', { 'build-fanout': { parallelism: 3 } }, 4],
  ])('of %s has a build for each of its values', async (_, batch, count) => {
    const { read } = await run({ buildspec: spec(batch) });
    expect((await read()).groups).toHaveLength(count);
  });

  it('begins no task whose dependency failed, unless that failure is ignored', async () => {
    const graph = (ignore: boolean) => ({
      'build-graph': [
        { identifier: 'later', 'depend-on': ['first'] },
        { identifier: 'first', 'ignore-failure': ignore, ...FAIL },
      ],
    });
    const failed = await run({ buildspec: spec(graph(false), FAILS_WHERE_TOLD) });
    expect((await failed.read()).groups).toEqual(['DOWNLOAD_SOURCE SUCCEEDED', 'later -', 'first FAILED']);
    await sandbox?.close();
    const ignored = await run({ buildspec: spec(graph(true), FAILS_WHERE_TOLD) });
    const { batch, groups } = await ignored.read();
    expect(groups).toEqual(['DOWNLOAD_SOURCE SUCCEEDED', 'later SUCCEEDED', 'first FAILED']);
    expect(batch?.buildBatchStatus).toBe('SUCCEEDED');
  });

  it.each([
    [
      'more builds than its project allows',
      { restrictions: { maximumBuildsAllowed: 1 } },
      list({ identifier: 'a' }, { identifier: 'b' }),
      'allows 1',
    ],
    [
      'a compute type that its project does not allow',
      { restrictions: { computeTypesAllowed: ['BUILD_GENERAL1_LARGE'] } },
      list({ identifier: 'a' }),
      'BUILD_GENERAL1_SMALL',
    ],
    [
      'tasks that depend on each other',
      {},
      {
        'build-graph': [
          { identifier: 'a', 'depend-on': ['b'] },
          { identifier: 'b', 'depend-on': ['a'] },
        ],
      },
      'depend on each other',
    ],
  ])('is refused with %s', async (_, batchConfig, batch, words) => {
    const { read } = await run({ batchConfig, buildspec: spec(batch) });
    const found = await read();
    expect(found.batch).toMatchObject({ buildBatchStatus: 'FAILED', currentPhase: 'FAILED' });
    expect(found.message).toContain(words);
  });

  it('whose role may start no build fails with the words of the denial', async () => {
    const { read } = await run({ batches: [], buildspec: spec(list({ identifier: 'a' })) });
    const found = await read();
    expect(found.groups).toEqual(['DOWNLOAD_SOURCE -']);
    expect(found.message).toContain('is not authorized to perform: codebuild:StartBuild on resource');
  });

  it('is retried in part or whole under its ID, and once for one token', async () => {
    const tasks = list({ identifier: 'good' }, { identifier: 'bad', ...FAIL });
    const { client, id, read } = await run({ buildspec: spec(tasks, FAILS_WHERE_TOLD) });
    const priors = async () =>
      (await read()).batch?.buildGroups?.map((one) => one.priorBuildSummaryList?.length);
    const retry = (more: object) => client.send(new RetryBuildBatchCommand({ id, ...more }));
    await retry({ retryType: 'RETRY_FAILED_BUILDS', idempotencyToken: 'once' });
    expect(await priors()).toEqual([0, 0, 1]);
    await retry({ retryType: 'RETRY_FAILED_BUILDS', idempotencyToken: 'once' });
    expect(await priors()).toEqual([0, 0, 1]);
    await retry({ retryType: 'RETRY_ALL_BUILDS' });
    expect((await read()).groups).toEqual(['DOWNLOAD_SOURCE SUCCEEDED', 'good SUCCEEDED', 'bad FAILED']);
    const { ids } = await client.send(new ListBuildBatchesCommand({}));
    expect(ids).toEqual([id]);
  });

  it('is stopped with its builds, and deleted with them', async () => {
    const { client, read } = await run({ buildspec: spec(list({ identifier: 'a' })) });
    const started = await client.send(new StartBuildBatchCommand({ projectName: PROJECT }));
    const id = started.buildBatch?.id ?? '';
    await client.send(new StopBuildBatchCommand({ id }));
    await regionOf(sandbox?.world ?? never(), ACCOUNT, REGION).codebuild.batches.get(id)?.ended;
    const { buildBatches } = await client.send(new BatchGetBuildBatchesCommand({ ids: [id] }));
    expect(buildBatches?.[0]).toMatchObject({ buildBatchStatus: 'STOPPED', complete: true });
    const first = (await read()).batch?.id ?? '';
    const gone = await client.send(new DeleteBuildBatchCommand({ id: first }));
    expect(gone.buildsDeleted).toHaveLength(2);
    const after = await client.send(new BatchGetBuildBatchesCommand({ ids: [first] }));
    expect(after.buildBatchesNotFound).toEqual([first]);
  });
});
