/**
 * What a build that is to prove a change left behind, or each build of a batch. Comes in: the one that ended. Goes out: its builds with
 * their whole logs, and what CloudTrail recorded of them; or why that cannot be told. Never: takes a log that was not read to its end
 * for one that tells of no refusal.
 */
import type { BatchTask } from '#account/build-status.ts';
import type { Build, Known, Trail } from '#account/snapshot.ts';
import { isAborted, sleep } from '#apply/attempts.ts';
import { printedBy } from '#apply/printed-by.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { isRecorded } from '#evidence/cloudtrail.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { leftByBuild } from '#evidence/left-by-build.ts';
import type { FixPorts } from './fix-ports.ts';

export interface ProofRead {
  readonly evidence: readonly Evidence[];
  readonly recorded: Recorded;
}

/** What CloudTrail tells of the builds: as many calls, some of them perhaps not yet; or why it tells nothing. */
export type Recorded =
  | { readonly kind: 'read'; readonly calls: number; readonly complete: boolean }
  | { readonly kind: 'unread'; readonly why: string };

export interface Proof {
  readonly build: Build;
  readonly project: string;
  readonly isBatch: boolean;
}

/** `tasks`: those that the proof is of. */
export async function readProof(
  proof: Proof,
  tasks: readonly BatchTask[],
  ports: FixPorts,
): Promise<Result<ProofRead, string>> {
  const builds = tasks.flatMap(({ build }) => build ?? []);
  const logs: string[][] = [];
  for (const build of builds) {
    const lines = await wholeLogOf(build, ports);
    if (lines === null) return err(`the log of build \`${build.id}\` could not be read to its end`);
    logs.push([...lines]);
  }
  const trail = await trailOf(proof, builds, ports);
  const seen = trail.kind === 'known' ? trail.value : null;
  const evidence = builds.flatMap((build, at) => leftByBuild({ build, lines: logs[at] ?? [], trail: seen }));
  const own = proof.isBatch ? leftByBuild({ build: proof.build, lines: [], trail: null }) : [];
  return ok({ evidence: [...own, ...evidence], recorded: recordedIn(trail) });
}

/** The build itself, or each of a batch. */
export async function tasksOf(
  { build, isBatch }: Proof,
  { runner }: FixPorts,
): Promise<Result<readonly BatchTask[], string>> {
  if (!isBatch) return ok([{ identifier: '', build }]);
  const tasks = await runner.tasksOf(build.id);
  return tasks.ok
    ? tasks
    : err(`the builds of batch \`${build.id}\` could not be read (${tasks.error.code})`);
}

/** 50 MB at the most. */
const PAGES = 50;
/** CloudWatch Logs gives the last lines of a build some seconds after its end. */
const LOOKS = 5;
const BETWEEN = 2_000;
/** What CodeBuild writes last; of a build that failed, perhaps nothing of it. */
const END = /Phase complete: (?:POST_BUILD|UPLOAD_ARTIFACTS|FINALIZING) /;

/** Null: not all of it could be read. */
async function wholeLogOf(
  build: Build,
  { runner, clock, signal }: FixPorts,
): Promise<readonly string[] | null> {
  for (let look = 1; ; look++) {
    const { lines, isWhole } = await printedBy(build, runner, PAGES);
    if (!isWhole) return null;
    if (lines.some((line) => END.test(line)) || isAborted(signal)) return lines;
    if (look === LOOKS) return build.status === 'SUCCEEDED' || lines.length === 0 ? null : lines;
    await sleep(clock, BETWEEN, signal);
  }
}

/** CloudTrail tells of a call within five minutes on average. Source: CloudTrail User Guide, how-cloudtrail-works. */
const UNTIL_RECORDED = 5 * 60_000;
const LOOK_AGAIN = 15_000;

/** Looked at until it tells of each build: what the log of a build does not show may stand there alone. */
async function trailOf(
  { build, project }: Proof,
  builds: readonly Build[],
  { reader, clock, signal, onEvent }: FixPorts,
): Promise<Known<Trail>> {
  const since = new Date(Date.parse(build.startedAt ?? '') || clock.now().getTime());
  for (let elapsed = 0; ; elapsed += LOOK_AGAIN) {
    const trail = await reader.sessions({ project, since });
    if (trail.kind !== 'known' || elapsed >= UNTIL_RECORDED || isAborted(signal)) return trail;
    if (builds.every((one) => isRecorded(one, trail.value))) return trail;
    if (elapsed === 0) onEvent?.({ kind: 'trail-waiting' });
    await sleep(clock, LOOK_AGAIN, signal);
  }
}

function recordedIn(trail: Known<Trail>): Recorded {
  if (trail.kind === 'absent') return { kind: 'unread', why: 'it is not told' };
  if (trail.kind === 'unreadable') return { kind: 'unread', why: trail.problem.why };
  const { events, complete } = trail.value;
  return { kind: 'read', calls: events.length, complete };
}
