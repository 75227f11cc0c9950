/** Steps that make the repositories a build pushes to, where they are missing and the project's own. */
import type { Snapshot } from '#account/snapshot.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { isMadeByBuild, isMadeByPush, isPush, missingRepositories } from '#diagnosis/missing-repositories.ts';
import { taggedWith } from './house-rules.ts';
import { restsOnSettings, scopeOf } from './scope.ts';
import type { PlanOptions, Step } from './plan.ts';

/** None for a repository that exists elsewhere, is another account's, that the build or its push makes, or only a log line speaks of. */
export function repositorySteps({ snapshot, needs }: Diagnosis, options: PlanOptions): readonly Step[] {
  return missingRepositories(snapshot)
    .filter(({ kind, own, arn }) => kind === 'missing' && own && !isMadeByBuild(arn, needs))
    .filter((one) => !isMadeByPush(one, needs))
    .filter(({ arn }) =>
      needs.some(
        (need) => need.resource === arn && isPush(need.action) && isAskedFor(snapshot, need, options),
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
      ...taggedWith(options),
    }));
}

/**
 * That a name fits the project's makes no repository of it, nor does a source that is trusted with what is there: the settings name it
 * whole, or a person does.
 */
function isAskedFor(snapshot: Snapshot, need: JudgedNeed, options: PlanOptions): boolean {
  const scope = scopeOf(snapshot, need, options);
  return scope === 'confirmed' || (scope === 'settings' && restsOnSettings(need));
}
