import type { Diagnosis } from './finding.ts';

/** The build to retry: the failed one that was looked at, else the last that failed; null: none did. */
export function failedBuild({ snapshot }: Pick<Diagnosis, 'snapshot'>): string | null {
  const { build, lastFailedBuild } = snapshot;
  if (build.kind === 'known' && build.value.status !== 'SUCCEEDED') return build.value.id;
  return lastFailedBuild;
}
