/**
 * A failed build tried again and watched. Comes in: the build to retry and what a plan has just granted.
 * Goes out: how the new build ended. Never: waits without end for IAM, hides that it retried, begins a build while
 * one of its own is running, or stops a build: who stops watching leaves it running.
 */
import { isFailure } from '#account/build-status.ts';
import type { Build, BuildLog } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { isAborted, sleep } from './attempts.ts';
import {
  beginBuild,
  type BeginEvent,
  type BeginPorts,
  type BeginProblem,
  type BuildRequest,
} from './begin-build.ts';
import { type DeniedGrant, deniedGrant, type JustGranted } from './denied-grant.ts';
import { printedBy } from './printed-by.ts';
import { watchBuild, type WatchEvent, type WatchPorts } from './watch-build.ts';

export interface RetryPorts extends Omit<BeginPorts, 'onEvent'> {
  readonly onEvent?: (event: RetryEvent) => void;
}

export type RetryEvent =
  | WatchEvent
  /** The build was denied what was granted a moment ago: IAM has not caught up, and the build is tried again. */
  | ({ readonly kind: 'propagation'; readonly retry: number; readonly pause: number } & DeniedGrant)
  | BeginEvent;

/** What was granted is empty where nothing was changed, and then no denial is taken for propagation. */
export interface RetryRequest extends JustGranted, BuildRequest {}

export interface Retried {
  readonly kind: 'ended' | 'still-running';
  readonly build: Build;
  /** Builds that met IAM's delay before this one. */
  readonly delayed: readonly string[];
}

/** The build could not be started, or not be watched any longer: then it goes on. */
export interface RetryProblem {
  readonly cause: BeginProblem;
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
    const started = await beginBuild(request, ports);
    if (!started.ok) return err({ cause: started.error, build: null });
    const watched = await watchBuild(started.value.id, watching(request, ports));
    if (!watched.ok) return err({ cause: { kind: 'call', problem: watched.error }, build: started.value.id });
    const { build, log, ended } = watched.value;
    if (!ended) return ok({ kind: 'still-running', build, delayed });
    const denied = build.status === 'SUCCEEDED' ? null : await deniedOf({ build, log }, request, ports);
    if (denied === null || retry === RETRIES || isAborted(ports.signal))
      return ok({ kind: 'ended', build, delayed });
    delayed.push(build.id);
    const pause = FIRST_PAUSE * 2 ** retry;
    ports.onEvent?.({ kind: 'propagation', ...denied, retry: retry + 1, pause });
    await sleep(ports.clock, pause, ports.signal);
    if (isAborted(ports.signal)) return ok({ kind: 'ended', build, delayed });
  }
}

/** Failed builds of a batch that are looked at. */
const MOST_FAILED = 8;
/** Pages of the log of one build that are looked through: a page holds a megabyte. */
const PAGES = 10;

/** A batch has no log: what its builds print is theirs. */
function watching({ next }: RetryRequest, ports: RetryPorts): WatchPorts {
  if (next.batch === undefined) return ports;
  const { runner } = ports;
  return {
    ...ports,
    isBatch: true,
    runner: { log: (build, token) => runner.log(build, token), build: (id) => runner.batch(id) },
  };
}

/** Of a batch the builds tell what was denied, and the batch itself what its role was. */
async function deniedOf(
  { build, log }: { readonly build: Build; readonly log: BuildLog },
  request: RetryRequest,
  { runner }: RetryPorts,
): Promise<DeniedGrant | null> {
  const denied = deniedGrant(build, log, request);
  if (denied !== null || request.next.batch === undefined) return denied;
  const tasks = await runner.tasksOf(build.id);
  const builds = tasks.ok ? tasks.value.flatMap((task) => task.build ?? []) : [];
  for (const one of builds.filter(isFailure).slice(0, MOST_FAILED)) {
    const found = deniedGrant(one, await printedBy(one, runner, PAGES), request);
    if (found !== null) return found;
  }
  return null;
}
