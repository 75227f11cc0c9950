/** Builds started, looked at, and their logs followed. */
import type { BuildRunner, CallProblem, NextBuild } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { buildsById, buildsSince } from './find-build.ts';
import { type BatchAlone, batchesById, batchesSince, tasksOf } from './read-batch.ts';
import { linesOf } from './read-log.ts';

const EMPTY = { lines: [], truncated: false } as const;

export function buildRunner(connection: Connection): BuildRunner {
  const { read } = connection;
  return {
    begin: (next, of) => (next.batch === undefined ? beginBuild : beginBatch)(connection, next, of),
    batch: async (id) => {
      const batch = await batchById(connection, id);
      return batch.ok ? ok(withTasks(batch.value)) : batch;
    },
    since: (next, of) => (next.batch === undefined ? buildsSince : batchesSince)(connection, of),
    tasksOf: async (id) => {
      const batch = await batchById(connection, id);
      return batch.ok ? tasksOf(connection, batch.value) : batch;
    },
    build: async (id) => {
      const answer = await buildsById(connection, [id]);
      if (!answer.ok) return answer;
      const [build] = answer.value;
      return build === undefined ? err(lacking('BatchGetBuilds', `there is no build \`${id}\``)) : ok(build);
    },
    log: async (build, token) => {
      const { groupName: group, streamName: stream } = build.logs;
      if (group === null || stream === null) {
        return ok({ group: group ?? '', stream: stream ?? '', ...EMPTY, nextToken: token });
      }
      const answer = await read('logs', 'GetLogEvents', {
        logGroupName: group,
        logStreamName: stream,
        startFromHead: true,
        ...(token === null ? {} : { nextToken: token }),
      });
      if (!answer.ok && answer.error.kind === 'not-found') {
        return ok({ group, stream, ...EMPTY, nextToken: token });
      }
      if (!answer.ok) return answer;
      const { events = [], nextForwardToken } = answer.value;
      // The end is reached when the token sent comes back; it stays good for what is written later.
      const nextToken = nextForwardToken ?? token;
      return ok({ group, stream, lines: linesOf(events), truncated: false, nextToken });
    },
  };
}

type Begun = ReturnType<BuildRunner['begin']>;
type Of = Parameters<BuildRunner['begin']>[1];

const versionOf = (next: NextBuild): { readonly sourceVersion?: string } =>
  next.kind === 'retry' || next.commit === null ? {} : { sourceVersion: next.commit };

async function beginBuild(
  { write }: Connection,
  next: NextBuild,
  { project: projectName, token: idempotencyToken }: Of,
): Begun {
  if (next.kind === 'retry') {
    const { id } = next;
    return started('RetryBuild', await write('codebuild', 'RetryBuild', { id, idempotencyToken }));
  }
  const input = { projectName, ...versionOf(next), idempotencyToken };
  return started('StartBuild', await write('codebuild', 'StartBuild', input));
}

/** Builds that went well have done what they do: they are not begun again. */
const RETRIED = 'RETRY_FAILED_BUILDS';

async function beginBatch(
  { write }: Connection,
  next: NextBuild,
  { project: projectName, token: idempotencyToken }: Of,
): Begun {
  if (next.kind === 'retry') {
    const input = { id: next.id, idempotencyToken, retryType: RETRIED } as const;
    return started('RetryBuildBatch', await write('codebuild', 'RetryBuildBatch', input));
  }
  const input = { projectName, ...versionOf(next), idempotencyToken };
  return started('StartBuildBatch', await write('codebuild', 'StartBuildBatch', input));
}

async function batchById(connection: Connection, id: string): Promise<Result<BatchAlone, CallProblem>> {
  const answer = await batchesById(connection, [id]);
  if (!answer.ok) return answer;
  const [batch] = answer.value;
  return batch === undefined
    ? err(lacking('BatchGetBuildBatches', `there is no batch \`${id}\``))
    : ok(batch);
}

/** The last phase of a batch is how it ended, which goes well whatever that was. */
const END_PHASES: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'STOPPED']);

/** How far each task is, after the phases of the batch. */
function withTasks({ run, members }: BatchAlone): Build {
  const tasks = members
    .filter(({ status }) => status !== null)
    .map(({ identifier, status }) => ({
      type: `task ${identifier}`,
      status: status === 'IN_PROGRESS' ? null : status,
      durationInSeconds: null,
      contexts: [],
    }));
  const phases = run.phases.filter(({ type }) => !END_PHASES.has(type));
  return { ...run, phases: [...phases, ...tasks] };
}

interface Named {
  readonly id?: string | undefined;
}

function started(
  operation: string,
  answer: Result<
    { readonly build?: Named | undefined; readonly buildBatch?: Named | undefined },
    CallProblem
  >,
): Result<{ readonly id: string }, CallProblem> {
  if (!answer.ok) return answer;
  const id = (answer.value.build ?? answer.value.buildBatch)?.id;
  return id === undefined ? err(unnamed(operation)) : ok({ id });
}

/** Cut short or empty: a build may have been begun all the same. */
function unnamed(operation: string): CallProblem {
  const { message, call } = lacking(operation, 'the answer names no build');
  return { kind: 'other', code: 'IncompleteAnswer', message, call, action: null, resource: null };
}

function lacking(operation: string, message: string): CallProblem {
  const call = `codebuild:${operation}`;
  return { kind: 'not-found', code: 'NoBuild', message, call, action: null, resource: null };
}
