/** How a build, or a phase of one, ended. */
import type { Build, BuildPhase } from './snapshot.ts';

/** One that was stopped did not fail. Source: CodeBuild API reference, Build.buildStatus and BuildPhase.phaseStatus. */
export const isFailure = ({ status }: { readonly status: string | null }): boolean =>
  status === 'FAILED' || status === 'FAULT' || status === 'TIMED_OUT';

/** The first that failed; undefined: none did. */
export const failedPhase = ({ phases }: Pick<Build, 'phases'>): BuildPhase | undefined =>
  phases.find(isFailure);
