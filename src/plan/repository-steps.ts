/** Steps that make the repositories a build pushes to, where they are missing and the project's own. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { isMadeByBuild, missingRepositories } from '#diagnosis/missing-repositories.ts';
import { isWellFounded } from './grant-rule.ts';
import type { PlanOptions, Step } from './plan.ts';

/** None for a repository that exists elsewhere, is another account's, that the build makes, or only a log line speaks of. */
export function repositorySteps({ snapshot, needs }: Diagnosis, options: PlanOptions): readonly Step[] {
  return missingRepositories(snapshot)
    .filter(({ kind, own, arn }) => kind === 'missing' && own && !isMadeByBuild(arn, needs))
    .filter(({ arn }) =>
      needs.some(
        (need) =>
          need.resource === arn && isPush(need.action) && isWellFounded(snapshot, need, options.confirmed),
      ),
    )
    .map(({ arn, account, region, name }) => ({
      kind: 'create-repository',
      account,
      region,
      name,
      arn,
      scanOnPush: options.scanOnPush,
      tagMutability: options.tagMutability,
    }));
}

function isPush(action: string): boolean {
  return action.toLowerCase() === 'ecr:putimage';
}
