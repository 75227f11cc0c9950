/**
 * A failed build tried again and watched. Comes in: the build to retry and what a plan has just granted.
 * Goes out: how the new build ended. Never: waits without end for IAM, hides that it retried, begins a build while
 * one of its own is running, or stops a build: who stops watching leaves it running.
 */
import type { BuildRunner, CallProblem, Clock, NextBuild } from '#account/ports.ts';
import type { Build, BuildLog } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, isAborted, type Pace, sleep } from './attempts.ts';
import type { BegunBuild } from './change.ts';
import { type DeniedGrant, deniedGrant, type JustGranted } from './denied-grant.ts';
import { watchBuild, type WatchEvent, type WatchPorts } from './watch-build.ts';
import { isNotAssumedYet } from './lost.ts';

export interface RetryPorts {
  readonly runner: BuildRunner;
  readonly clock: Clock;
  /** Default `Math.random`. */
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RetryEvent) => void;
  /** Told before a build is begun and once its ID is known, so that it is not begun twice. */
  readonly remember?: (begun: BegunBuild) => Promise<void>;
}

export type RetryEvent =
  | WatchEvent
  /** The build was denied what was granted a moment ago: IAM has not caught up, and the build is tried again. */
  | ({ readonly kind: 'propagation'; readonly retry: number; readonly pause: number } & DeniedGrant)
  | { readonly kind: 'start-waiting'; readonly why: string; readonly elapsed: number };

/** What was granted is empty where nothing was changed, and then no denial is taken for propagation. */
export interface RetryRequest extends JustGranted {
  /** A build that was begun before, and may be running. */
  readonly begun?: BegunBuild | null;
  readonly next: NextBuild;
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
  let { begun = null } = request;
  for (let retry = 0; ; retry++) {
    const started = await begin({ ...request, begun }, ports);
    begun = null;
    if (!started.ok) return err({ ...started.error, build: null });
    const watched = await watchBuild(started.value.id, watching(request, ports));
    if (!watched.ok) return err({ ...watched.error, build: started.value.id });
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
  const failed = await runner.failedBuildsOf(build.id);
  for (const one of failed.ok ? failed.value : []) {
    const found = deniedGrant(one, { lines: await printedBy(one, runner) }, request);
    if (found !== null) return found;
  }
  return null;
}

/** Pages of the log of one build that are looked through: a page holds a megabyte. */
const PAGES = 10;

async function printedBy(build: Build, runner: BuildRunner): Promise<readonly string[]> {
  const lines: string[] = [];
  let token: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const log: Awaited<ReturnType<BuildRunner['log']>> = await runner.log(build, token);
    if (!log.ok || log.value.lines.length === 0) break;
    lines.push(...log.value.lines);
    token = log.value.nextToken;
  }
  return lines;
}

/** CodeBuild checks at once whether it can assume the role. Source: CodeBuild User Guide, troubleshooting. */
const UNTIL_BEGUN: Pace = { first: 1_000, longest: 10_000, limit: 60_000 };

/** How long CodeBuild knows a token for the build that was begun with it, less what a call may take. Source: facts 5.6. */
const TOKEN_KEPT = 4 * 60_000;

/** A build of ours that runs is watched; one of which nothing was heard is begun with the same token. */
async function begin(
  request: RetryRequest,
  ports: RetryPorts,
): Promise<Result<{ readonly id: string }, CallProblem>> {
  const { clock, remember } = ports;
  const { runner } = watching(request, ports);
  const { begun = null } = request;
  const now = clock.now();
  const isRecent = begun !== null && now.getTime() - Date.parse(begun.at) < TOKEN_KEPT;
  if (begun !== null && begun.id !== null) {
    const build = await runner.build(begun.id);
    if (build.ok ? !build.value.complete : build.error.kind !== 'not-found') return ok({ id: begun.id });
  }
  const open = isRecent && begun.id === null ? begun : null;
  const own = open ?? { token: `rolemend-${now.getTime()}`, at: now.toISOString(), id: null };
  await remember?.(own);
  const started = await start(request, own.token, ports);
  if (started.ok) await remember?.({ ...own, id: started.value.id });
  return started;
}

async function start(
  request: RetryRequest,
  token: string,
  ports: RetryPorts,
): Promise<Result<{ readonly id: string }, CallProblem>> {
  const { clock, random = Math.random, signal, runner } = ports;
  let problem: CallProblem | null = null;
  for await (const { elapsed } of attempts(UNTIL_BEGUN, { clock, random, signal })) {
    if (problem !== null) ports.onEvent?.({ kind: 'start-waiting', why: problem.message, elapsed });
    const answer = await runner.begin(request.next, { project: request.project, token });
    if (answer.ok) return answer;
    problem = answer.error;
    // With the same token a build of which nothing was heard is not begun a second time.
    const isLost = problem.kind === 'unreachable' || problem.kind === 'other';
    if (!isLost && !(request.newRole && isNotAssumedYet(problem))) break;
  }
  if (problem === null) throw new Error('Internal error: no build was started');
  return err(problem);
}
