/**
 * A batch, run. Comes in: a batch that was just started or is retried, and how its builds are begun. Goes out: nothing; the
 * batch's state changes while its builds run. Never: rejects, or begins a build that the batch's role may not begin.
 * Source: facts 5.6, 5.7 [C-BAT, C-BB].
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsError } from '../../operation.ts';
import type { BatchGroup, BatchState, BuildState, PhaseContext, PhaseState } from '../state.ts';
import { DOWNLOAD_SOURCE, downloadGroup, groupsOf } from './batch-groups.ts';

export interface BatchRun {
  readonly batch: BatchState;
  readonly now: () => Date;
  /** Begins the build of a task, or throws what the batch's role is refused with. */
  readonly begin: (group: BatchGroup) => BuildState;
  /** Ends one that runs; nothing where the role may not. */
  readonly end: (build: BuildState) => void;
}

type End = 'SUCCEEDED' | 'FAILED' | 'STOPPED';

export async function runBatch(run: BatchRun): Promise<void> {
  const { batch, now } = run;
  await nextTurn();
  const end = await throughPhases(run);
  const ended = batch.groups.flatMap(({ builds }) => builds.map(({ endTime }) => endTime?.getTime() ?? 0));
  batch.endTime = new Date(Math.max(now().getTime(), ...ended));
  batch.status = end;
  batch.currentPhase = end;
  add(batch, { ...phaseAt(end, batch.endTime), phaseStatus: 'SUCCEEDED', endTime: batch.endTime });
}

async function throughPhases(run: BatchRun): Promise<End> {
  const submitted = await phase(run, 'SUBMITTED', async () => null);
  if (submitted !== 'SUCCEEDED') return submitted;
  const downloaded = await phase(run, 'DOWNLOAD_BATCHSPEC', () => download(run));
  if (downloaded !== 'SUCCEEDED') return downloaded;
  const built = await phase(run, 'IN_PROGRESS', () => build(run));
  if (built !== 'SUCCEEDED' || run.batch.settings.buildBatchConfig?.combineArtifacts !== true) return built;
  return phase(run, 'COMBINE_ARTIFACTS', async () => null);
}

const phaseAt = (phaseType: string, startTime: Date): PhaseState => ({
  phaseType,
  phaseStatus: null,
  startTime,
  endTime: null,
  contexts: [],
});

const add = (batch: BatchState, state: PhaseState): void => {
  batch.phases = [...batch.phases, state];
};

/** Null from the work: it went well. */
async function phase(
  { batch, now }: BatchRun,
  name: string,
  work: () => Promise<PhaseContext | null>,
): Promise<End> {
  const state = phaseAt(name, now());
  add(batch, state);
  batch.currentPhase = name;
  const context = await work();
  const end = batch.stop.signal.aborted ? 'STOPPED' : context === null ? 'SUCCEEDED' : 'FAILED';
  state.phaseStatus = end;
  state.contexts = context === null ? [] : [context];
  state.endTime = now();
  return end;
}

const FAILED: PhaseContext = { statusCode: 'BATCH_BUILD_FAILED', message: 'One or more builds failed' };

/** The tasks are read once: what a retry begins again are the builds. */
async function download(run: BatchRun): Promise<PhaseContext | null> {
  const { batch } = run;
  if (batch.groups.length === 0) batch.groups = [downloadGroup(batch.settings)];
  const [first] = batch.groups;
  if (first === undefined) return FAILED;
  const outcome = await buildOf(run, first);
  if (outcome.context !== null) return outcome.context;
  const { buildspec = null } = first.builds.at(-1) ?? {};
  if (batch.groups.length > 1 || buildspec === null) return null;
  const grouped = groupsOf(buildspec, batch.settings);
  if ('refused' in grouped) return grouped.refused;
  batch.groups = [first, ...grouped.groups];
  return null;
}

async function build(run: BatchRun): Promise<PhaseContext | null> {
  const outcomes = new Map<string, Promise<Outcome>>();
  const groups = run.batch.groups.filter(({ identifier }) => identifier !== DOWNLOAD_SOURCE);
  const outcomeOf = (group: BatchGroup): Promise<Outcome> => {
    const known = outcomes.get(group.identifier);
    if (known !== undefined) return known;
    const before = groups.filter(({ identifier }) => group.dependsOn.includes(identifier)).map(outcomeOf);
    const outcome = Promise.all(before).then((ends) =>
      ends.every(({ context, isIgnored }) => context === null || isIgnored) ? buildOf(run, group) : SKIPPED,
    );
    outcomes.set(group.identifier, outcome);
    return outcome;
  };
  const ends = await Promise.all(groups.map(outcomeOf));
  return ends.find(({ context, isIgnored }) => context !== null && !isIgnored)?.context ?? null;
}

interface Outcome {
  readonly context: PhaseContext | null;
  readonly isIgnored: boolean;
}

const SKIPPED: Outcome = { context: FAILED, isIgnored: false };

/** One that went well before is not begun again. */
async function buildOf(run: BatchRun, group: BatchGroup): Promise<Outcome> {
  const { batch } = run;
  if (group.builds.at(-1)?.status === 'SUCCEEDED') return { context: null, isIgnored: false };
  if (batch.stop.signal.aborted) return SKIPPED;
  try {
    const begun = run.begin(group);
    group.builds.push(begun);
    await begun.ended;
    if (begun.status === 'SUCCEEDED') return { context: null, isIgnored: false };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { context: { statusCode: 'ACCESS_DENIED', message: error.message }, isIgnored: false };
  }
  if (!group.ignoreFailure && isFast(batch)) endOthers(run);
  return { context: FAILED, isIgnored: group.ignoreFailure };
}

const isFast = ({ groups }: BatchState): boolean =>
  groups[0]?.builds.at(-1)?.buildspec?.batch?.fastFail === true;

function endOthers({ batch, end }: BatchRun): void {
  for (const { builds } of batch.groups) {
    const latest = builds.at(-1);
    if (latest !== undefined && latest.endTime === null) end(latest);
  }
}
