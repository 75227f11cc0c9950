/** How a build, or a phase of one, ended. */
import type { Build, BuildPhase } from './snapshot.ts';

/** One that was stopped did not fail. Source: CodeBuild API reference, Build.buildStatus and BuildPhase.phaseStatus. */
export const isFailure = ({ status }: { readonly status: string | null }): boolean =>
  status === 'FAILED' || status === 'FAULT' || status === 'TIMED_OUT';

/** A task of a batch with its newest build, null where none was begun for it. All of a batch are told, or none. */
export interface BatchTask {
  readonly identifier: string;
  readonly build: Build | null;
}

/** The first that failed; undefined: none did. */
export const failedPhase = ({ phases }: Pick<Build, 'phases'>): BuildPhase | undefined =>
  phases.find(isFailure);
