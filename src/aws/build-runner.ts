/** Builds started, looked at, and their logs followed. */
import type { BuildRunner, CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { buildsById } from './find-build.ts';
import { linesOf } from './read-log.ts';

const EMPTY = { lines: [], truncated: false } as const;

export function buildRunner(connection: Connection): BuildRunner {
  const { read, write } = connection;
  return {
    begin: async (next, { project: projectName, token: idempotencyToken }) => {
      if (next.kind === 'retry') {
        const { id } = next;
        return started('RetryBuild', await write('codebuild', 'RetryBuild', { id, idempotencyToken }));
      }
      const version = next.commit === null ? {} : { sourceVersion: next.commit };
      const input = { projectName, ...version, idempotencyToken };
      return started('StartBuild', await write('codebuild', 'StartBuild', input));
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

function started(
  operation: string,
  answer: Result<{ readonly build?: { readonly id?: string | undefined } | undefined }, CallProblem>,
): Result<{ readonly id: string }, CallProblem> {
  if (!answer.ok) return answer;
  const id = answer.value.build?.id;
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
