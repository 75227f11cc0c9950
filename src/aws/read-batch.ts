/** Batches: the newest of a project, the one that a build is part of, and what of it failed. */
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import { type BatchTask, isFailure } from '#account/build-status.ts';
import type { CallProblem } from '#account/ports.ts';
import type { Project } from '#account/project.ts';
import { absent, type Batch, type BatchMember, type Build, type Known, known } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { buildOf } from './build.ts';
import type { Connection } from './connection.ts';
import { buildsById, isSince, notWhole, type Since } from './find-build.ts';
import { asKnown } from './known.ts';
import { orNull } from './project.ts';
import { readLog } from './read-log.ts';

/** A batch without the builds of it. */
export type BatchAlone = Omit<Batch, 'failed'>;

/** Batches that are looked at for one that has ended. */
const NEWEST = 10;
/** Failed builds of one batch that are read beside the first. */
const MOST_FAILED = 8;

/** Newest first; none of a project that has no role for them. */
export async function newestBatches(
  { read }: Connection,
  project: Pick<Project, 'name' | 'batchServiceRole'>,
): Promise<Result<readonly BatchAlone[], CallProblem>> {
  if (project.batchServiceRole === null) return ok([]);
  const { name: projectName } = project;
  const listed = await read('codebuild', 'ListBuildBatchesForProject', {
    projectName,
    sortOrder: 'DESCENDING',
    maxResults: NEWEST,
  });
  if (!listed.ok) return listed;
  const found = await batchesById({ read }, (listed.value.ids ?? []).slice(0, NEWEST));
  if (!found.ok) return found;
  const startOf = ({ run }: BatchAlone): string => run.startedAt ?? '';
  return ok([...found.value].sort((left, right) => startOf(right).localeCompare(startOf(left))));
}

/** Those that were begun since, and those that are running: a retry begins builds of an old one. */
export async function batchesSince(
  connection: Connection,
  { project, time }: Since,
): Promise<Result<readonly Build[], CallProblem>> {
  const listed = await connection.read('codebuild', 'ListBuildBatchesForProject', {
    projectName: project,
    sortOrder: 'DESCENDING',
    maxResults: NEWEST,
  });
  if (!listed.ok) return listed;
  const { ids, nextToken = '' } = listed.value;
  const found = await batchesById(connection, ids ?? []);
  if (!found.ok) return found;
  const runs = found.value.map(({ run }) => run);
  const since = runs.filter((run) => isSince(run, time) || !run.complete);
  const isCut = nextToken !== '' && since.length === runs.length;
  return ids === undefined || runs.length < ids.length || isCut ? err(notWhole(project)) : ok(since);
}

export async function batchesById(
  { read }: Pick<Connection, 'read'>,
  ids: readonly string[],
): Promise<Result<readonly BatchAlone[], CallProblem>> {
  if (ids.length === 0) return ok([]);
  const answer = await read('codebuild', 'BatchGetBuildBatches', { ids: [...ids] });
  return answer.ok ? ok((answer.value.buildBatches ?? []).map(batchOf)) : answer;
}

/** The batch that a build is part of. */
export async function batchOfBuild(connection: Connection, arn: string): Promise<Known<BatchAlone>> {
  const found = await batchesById(connection, [idOfArn(arn)]);
  const batch = asKnown(`batch \`${idOfArn(arn)}\``, found);
  if (batch.kind !== 'known') return batch;
  const [one] = batch.value;
  return one === undefined ? absent : known(one);
}

/** `PROJECT:UUID` out of the ARN of a build or batch; anything else as it is. */
export const idOfArn = (arn: string): string =>
  arn.replace(/^arn:[^:]*:codebuild:[^:]*:[^:]*:build(?:-batch)?\//, '');

/** The failed builds of a batch, those first whose failure it does not ignore. */
export async function failedOf(
  connection: Connection,
  { members }: BatchAlone,
): Promise<Result<readonly Build[], CallProblem>> {
  const failed = members.filter(({ status }) => isFailure({ status }));
  const ids = [...failed]
    .sort((left, right) => Number(left.ignoreFailure) - Number(right.ignoreFailure))
    .flatMap(({ buildId }) => buildId ?? [])
    .slice(0, MOST_FAILED);
  const builds = await buildsById(connection, ids);
  return builds.ok
    ? ok([...builds.value].sort((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id)))
    : builds;
}

/** As many as BatchGetBuilds takes. Source: CodeBuild API reference. */
const BUILDS = 100;

/** Every task with its build; an answer that lacks one is none. */
export async function tasksOf(
  connection: Connection,
  { run, members }: BatchAlone,
): Promise<Result<readonly BatchTask[], CallProblem>> {
  const ids = members.flatMap(({ buildId }) => buildId ?? []);
  const builds: Build[] = [];
  for (let at = 0; at < ids.length; at += BUILDS) {
    const found = await buildsById(connection, ids.slice(at, at + BUILDS));
    if (!found.ok) return found;
    builds.push(...found.value);
  }
  if (builds.length < ids.length) return err(notWhole(run.id));
  const buildOfTask = ({ buildId }: BatchMember): Build | null =>
    builds.find(({ id }) => id === buildId) ?? null;
  return ok(members.map((member) => ({ identifier: member.identifier, build: buildOfTask(member) })));
}

/** With the logs of its failed builds but for the one that is explained. */
export async function withFailures(
  connection: Connection,
  batch: BatchAlone,
  others: readonly Build[],
): Promise<Batch> {
  const failed = await Promise.all(
    others.map(async (build) => ({
      identifier: batch.members.find(({ buildId }) => buildId === build.id)?.identifier ?? build.id,
      build,
      log: await readLog(connection, build),
    })),
  );
  return { ...batch, failed };
}

function batchOf(batch: CodeBuild.BuildBatch): BatchAlone {
  const { logConfig, buildBatchStatus, buildBatchNumber, complete, debugSessionEnabled, ...same } = batch;
  return {
    run: buildOf({
      ...(same as Omit<CodeBuild.Build, 'phases'>),
      phases: (batch.phases ?? []) as CodeBuild.BuildPhase[],
      buildStatus: buildBatchStatus,
      buildNumber: buildBatchNumber,
      buildComplete: complete,
      debugSession: { sessionEnabled: debugSessionEnabled },
      logs: { cloudWatchLogs: logConfig?.cloudWatchLogs, s3Logs: logConfig?.s3Logs },
      buildBatchArn: batch.arn,
    }),
    role: orNull(batch.buildBatchConfig?.serviceRole),
    members: (batch.buildGroups ?? []).map(memberOf),
  };
}

function memberOf({
  identifier,
  ignoreFailure,
  currentBuildSummary: latest,
}: CodeBuild.BuildGroup): BatchMember {
  return {
    identifier: identifier ?? '',
    ignoreFailure: ignoreFailure ?? false,
    buildId: latest?.arn === undefined ? null : idOfArn(latest.arn),
    status: orNull(latest?.buildStatus),
  };
}
