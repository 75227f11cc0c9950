/** What one build left behind by itself: what its phases say, what CloudTrail recorded of its session, what it printed. */
import type { Build, Trail } from '#account/snapshot.ts';
import { readBuildLog } from './build-log.ts';
import { readTrail } from './cloudtrail.ts';
import type { Evidence } from './evidence.ts';
import { readPhaseContexts } from './phase-contexts.ts';

export interface LeftByBuild {
  readonly build: Build;
  readonly lines: readonly string[];
  /** May hold the calls of other builds too. */
  readonly trail: Trail | null;
}

export function leftByBuild({ build, lines, trail }: LeftByBuild): readonly Evidence[] {
  return [
    ...readPhaseContexts(build),
    ...(trail === null ? [] : readTrail(trail, build)),
    ...readBuildLog({ group: '', stream: '', lines, truncated: false }),
  ];
}
