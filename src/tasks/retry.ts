/** The build that comes next, begun once and watched. */
import type { NextBuild } from '#account/ports.ts';
import type { JustGranted } from '#apply/denied-grant.ts';
import type { Journal } from '#apply/journal.ts';
import { type Retried, retryBuild, type RetryPorts, type RetryProblem } from '#apply/retry-build.ts';
import type { Result } from '#basics/result.ts';
import { isBuildOf } from '#diagnosis/failed-build.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';

/** How a build that was retried ended, or why it could not be. */
export type Retry = Result<Retried, RetryProblem> | null;

export async function retryNext(
  { diagnosis, ...asked }: JustGranted & { readonly diagnosis: Diagnosis; readonly next: NextBuild },
  ports: RetryPorts,
): Promise<NonNullable<Retry>> {
  const { snapshot } = diagnosis;
  const { name: project, arn: projectArn } = snapshot.project;
  const isOf = (build: Parameters<typeof isBuildOf>[2], next: NextBuild): boolean =>
    isBuildOf(snapshot, next, build);
  return retryBuild({ ...asked, project, projectArn, isBuildOf: isOf }, ports);
}

/** The commit that is to prove the newest change, where that stands and a person vouched for one. */
export async function vouchedCommit(journal: Journal, projectArn: string): Promise<string | null> {
  const newest = await journal.latestOf(projectArn);
  if (!newest.ok || newest.value === null || newest.value.state === 'undone') return null;
  return newest.value.commit ?? null;
}
