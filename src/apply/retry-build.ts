/**
 * A failed build tried again and watched. Comes in: the build to retry and what a plan has just granted.
 * Goes out: how the new build ended. Never: waits without end for IAM, hides that it retried, or stops a
 * build: who stops watching leaves it running.
 */
import type { BuildRunner, CallProblem, Clock } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, isAborted, type Pace, sleep } from './attempts.ts';
import { type DeniedGrant, deniedGrant, type JustGranted } from './denied-grant.ts';
import { watchBuild, type WatchEvent } from './watch-build.ts';

export interface RetryPorts {
  readonly runner: BuildRunner;
  readonly clock: Clock;
  /** Default `Math.random`. */
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RetryEvent) => void;
}

export type RetryEvent =
  | WatchEvent
  /** The build was denied what was granted a moment ago: IAM has not caught up, and the build is tried again. */
  | ({ readonly kind: 'propagation'; readonly retry: number; readonly pause: number } & DeniedGrant)
  | { readonly kind: 'start-waiting'; readonly why: string; readonly elapsed: number };

/** What was granted is empty where nothing was changed, and then no denial is taken for propagation. */
export interface RetryRequest extends JustGranted {
  /** The build to retry; null: a new build of the project is started. */
  readonly buildId: string | null;
  readonly project: string;
}

export interface Retried {
  readonly kind: 'ended' | 'still-running';
  readonly build: Build;
  /** Builds that met IAM's delay before this one. */
  readonly delayed: readonly string[];
}

/** The build could not be started, or not be watched any longer: then it goes on. */
export interface RetryProblem extends CallProblem {
  readonly build: string | null;
}

/** Denied right after a grant: at most this many more builds, after pauses (in milliseconds) that double. */
const RETRIES = 4;
const FIRST_PAUSE = 5_000;

export async function retryBuild(
  request: RetryRequest,
  ports: RetryPorts,
): Promise<Result<Retried, RetryProblem>> {
  const delayed: string[] = [];
  for (let retry = 0; ; retry++) {
    const started = await start(request, ports);
    if (!started.ok) return err({ ...started.error, build: null });
    const watched = await watchBuild(started.value.id, ports);
    if (!watched.ok) return err({ ...watched.error, build: started.value.id });
    const { build, log, ended } = watched.value;
    if (!ended) return ok({ kind: 'still-running', build, delayed });
    const denied = build.status === 'SUCCEEDED' ? null : deniedGrant(build, log, request);
    if (denied === null || retry === RETRIES || isAborted(ports.signal))
      return ok({ kind: 'ended', build, delayed });
    delayed.push(build.id);
    const pause = FIRST_PAUSE * 2 ** retry;
    ports.onEvent?.({ kind: 'propagation', ...denied, retry: retry + 1, pause });
    await sleep(ports.clock, pause, ports.signal);
    if (isAborted(ports.signal)) return ok({ kind: 'ended', build, delayed });
  }
}

/** CodeBuild checks at once whether it can assume the role. Source: CodeBuild User Guide, troubleshooting. */
const UNTIL_ASSUMABLE: Pace = { first: 1_000, longest: 10_000, limit: 60_000 };

async function start(
  request: RetryRequest,
  ports: RetryPorts,
): Promise<Result<{ readonly id: string }, CallProblem>> {
  const { clock, random = Math.random, signal, runner } = ports;
  let problem: CallProblem | null = null;
  for await (const { elapsed } of attempts(UNTIL_ASSUMABLE, { clock, random, signal })) {
    if (problem !== null) ports.onEvent?.({ kind: 'start-waiting', why: problem.message, elapsed });
    const answer =
      request.buildId === null ? await runner.start(request.project) : await runner.retry(request.buildId);
    if (answer.ok) return answer;
    problem = answer.error;
    if (!request.newRole || !problem.message.includes('sts:AssumeRole')) break;
  }
  if (problem === null) throw new Error('Internal error: no build was started');
  return err(problem);
}
