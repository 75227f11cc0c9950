/** A build followed until it ends: its phases, its time, the new lines of its log. */
import type { BuildRunner, CallProblem, Clock } from '#account/ports.ts';
import type { Build, BuildLog } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import { isAborted, sleep } from './attempts.ts';

export interface WatchPorts {
  readonly runner: Pick<BuildRunner, 'build' | 'log'>;
  readonly clock: Clock;
  /** What is watched is a batch of builds. */
  readonly isBatch?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: WatchEvent) => void;
}

export type WatchEvent =
  | { readonly kind: 'build-started'; readonly id: string; readonly isBatch: boolean }
  /** A phase is reached; its status is known once it is over. */
  | {
      readonly kind: 'phase';
      readonly phase: string;
      readonly status: string | null;
      readonly elapsed: number;
    }
  | { readonly kind: 'log'; readonly lines: readonly string[]; readonly build: Build }
  /** Said once: the watching goes on without the log. */
  | { readonly kind: 'log-unreadable'; readonly problem: CallProblem }
  | { readonly kind: 'tick'; readonly phase: string; readonly elapsed: number }
  | { readonly kind: 'build-ended'; readonly build: Build; readonly elapsed: number }
  | { readonly kind: 'watching-stopped'; readonly id: string };

export interface Watched {
  readonly build: Build;
  readonly log: BuildLog;
  /** False where watching was stopped and the build goes on. */
  readonly ended: boolean;
}

/** Milliseconds between two looks: often enough to seem live, well below CodeBuild's request rates. */
const INTERVAL = 1_500;
/** A build takes 36 hours at most. Source: CodeBuild User Guide, limits. */
const LONGEST = 36 * 60 * 60 * 1_000;
/** Looks that may fail one after another before watching is given up. */
const FAILURES = 5;

export async function watchBuild(id: string, ports: WatchPorts): Promise<Result<Watched, CallProblem>> {
  const { clock, signal, onEvent } = ports;
  const start = clock.now().getTime();
  let seen: Seen = { phases: new Map(), lines: [], token: null, group: '', stream: '', unreadable: false };
  let failures = 0;
  onEvent?.({ kind: 'build-started', id, isBatch: ports.isBatch === true });
  for (let looks = 0; ; looks++) {
    const elapsed = Math.max(clock.now().getTime() - start, looks * INTERVAL);
    const answer = await ports.runner.build(id);
    if (!answer.ok) {
      failures += 1;
      if (failures === FAILURES || !isPassing(answer.error)) return answer;
    } else {
      failures = 0;
      const build = answer.value;
      seen = await look(build, { seen, elapsed }, ports);
      if (build.complete) onEvent?.({ kind: 'build-ended', build, elapsed });
      if (build.complete) return ok({ build, log: logOf(seen), ended: true });
      if (isAborted(signal) || elapsed > LONGEST) {
        onEvent?.({ kind: 'watching-stopped', id });
        return ok({ build, log: logOf(seen), ended: false });
      }
    }
    await sleep(clock, INTERVAL, signal);
  }
}

interface Seen {
  readonly phases: ReadonlyMap<string, string | null>;
  readonly lines: readonly string[];
  readonly token: string | null;
  readonly group: string;
  readonly stream: string;
  readonly unreadable: boolean;
}

async function look(
  build: Build,
  { seen, elapsed }: { readonly seen: Seen; readonly elapsed: number },
  ports: WatchPorts,
): Promise<Seen> {
  const phases = new Map(build.phases.map(({ type, status }) => [type, status]));
  // What a phase wrote comes before that it is over.
  const read = await readLog(build, { ...seen, phases }, ports);
  for (const [phase, status] of phases) {
    if (!seen.phases.has(phase) || seen.phases.get(phase) !== status) {
      ports.onEvent?.({ kind: 'phase', phase, status, elapsed });
    }
  }
  ports.onEvent?.({ kind: 'tick', phase: build.currentPhase, elapsed });
  return read;
}

/** The new lines; of a build that has ended, all that is left of them. */
async function readLog(build: Build, seen: Seen, ports: WatchPorts): Promise<Seen> {
  let read = await readPage(build, seen, ports);
  for (let page = 1; build.complete && read.grew && page < LAST_PAGES; page++) {
    read = await readPage(build, read.seen, ports);
  }
  return read.seen;
}

/** Pages of a log that are still fetched once its build has ended. */
const LAST_PAGES = 50;

async function readPage(
  build: Build,
  seen: Seen,
  ports: WatchPorts,
): Promise<{ readonly seen: Seen; readonly grew: boolean }> {
  const log = await ports.runner.log(build, seen.token);
  // A log that cannot be read, or not yet, does not end the watching: the phases tell the outcome.
  if (!log.ok) return { seen: tellUnreadable(log.error, seen, ports), grew: false };
  const { lines, nextToken, group, stream } = log.value;
  if (lines.length > 0) ports.onEvent?.({ kind: 'log', lines, build });
  const kept = [...seen.lines, ...lines].slice(-KEPT_LINES);
  return {
    seen: { ...seen, lines: kept, token: nextToken ?? seen.token, group, stream },
    grew: lines.length > 0 && nextToken !== null,
  };
}

/** A stream that is not there yet, or a call that may do better next time, is no reason to speak. */
function tellUnreadable(problem: CallProblem, seen: Seen, { onEvent }: WatchPorts): Seen {
  if (seen.unreadable || problem.kind === 'not-found' || isPassing(problem)) return seen;
  onEvent?.({ kind: 'log-unreadable', problem });
  return { ...seen, unreadable: true };
}

/** Enough of the log's end to hold the denial a build failed on. */
const KEPT_LINES = 2_000;

function logOf({ group, stream, lines }: Seen): BuildLog {
  return { group, stream, lines, truncated: lines.length === KEPT_LINES };
}

function isPassing({ kind }: CallProblem): boolean {
  return kind === 'throttled' || kind === 'unreachable' || kind === 'other';
}
