/** A build's way through its phases, as BatchGetBuilds shows it. Source: facts 5.6, 5.7, 5.8. */
import { setTimeout as after } from 'node:timers/promises';
import type { Session } from '../../sts/assume-role.ts';
import type { Connection } from '../../clients/aws-call.ts';
import { OutOfSteps, Stopped } from '../../shell/work.ts';
import type { World } from '../../world.ts';
import type { BuildState, PhaseContext, PhaseState } from '../state.ts';
import type { BuildClock } from './build-clock.ts';
import type { BuildLog } from './build-log.ts';

export interface BuildRun {
  readonly world: World;
  readonly account: string;
  readonly region: string;
  readonly build: BuildState;
  readonly session: Session;
  readonly connection: Connection;
  readonly clock: BuildClock;
  readonly log: BuildLog;
}

export type PhaseEnd = 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'TIMED_OUT';

/** What a phase in the build container reports when all went well. */
const NOTHING_WRONG: readonly PhaseContext[] = [{ statusCode: '', message: '' }];

/** Runs one phase; null from the work: it went well. */
export async function phase(
  run: BuildRun,
  name: string,
  work: () => Promise<PhaseContext | null>,
): Promise<PhaseEnd> {
  const { build, clock } = run;
  const state: PhaseState = {
    phaseType: name,
    phaseStatus: null,
    startTime: clock.now(),
    endTime: null,
    contexts: [],
  };
  build.phases.push(state);
  build.currentPhase = name;
  const [end, context] = await outcomeOf(run, work);
  state.phaseStatus = end;
  state.contexts = context === null ? NOTHING_WRONG : [context];
  state.endTime = clock.now();
  return end;
}

async function outcomeOf(
  run: BuildRun,
  work: () => Promise<PhaseContext | null>,
): Promise<readonly [PhaseEnd, PhaseContext | null]> {
  try {
    await pace(run);
    if (run.build.stop.signal.aborted) return ['STOPPED', null];
    const context = await work();
    return [context === null ? 'SUCCEEDED' : 'FAILED', context];
  } catch (error) {
    if (run.build.stop.signal.aborted || error instanceof Stopped) return ['STOPPED', null];
    if (error instanceof OutOfSteps) {
      return ['TIMED_OUT', { statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' }];
    }
    throw error;
  }
}

/** Waits, for someone who watches, as long as the setting says; not at all by default. */
export async function pace({ world, build }: BuildRun): Promise<void> {
  const { buildPaceMs } = world.settings;
  if (buildPaceMs > 0) await after(buildPaceMs, undefined, { signal: build.stop.signal });
}

/** The lines a phase in the container leaves behind. */
export function notePhaseEnd({ log }: BuildRun, name: string, { statusCode, message }: PhaseContext): void {
  log.note(`Phase complete: ${name} State: ${statusCode === '' ? 'SUCCEEDED' : 'FAILED'}`);
  log.note(`Phase context status code: ${statusCode} Message: ${message}`);
}
