/** Repositories that are not there yet and that the build's own push makes: no cause of a failure, and none to be made by hand. */
import type { Snapshot } from '#account/snapshot.ts';
import type { JudgedNeed } from './finding.ts';
import { isMadeByPush, missingRepositories } from './missing-repositories.ts';

/** One note for each. AWS documents the settings that come of the template, and no right of whoever pushes for it. */
export function creationNotes(snapshot: Snapshot, needs: readonly JudgedNeed[]): readonly string[] {
  return missingRepositories(snapshot)
    .filter((repository) => isMadeByPush(repository, needs))
    .map(({ name, template }) => {
      const role = template?.roleArn ?? null;
      const as = role === null ? '' : `, as \`${role}\``;
      return `repository \`${name}\` is not there yet, and is not created by a plan: the first push makes it with the settings of the registry's creation template \`${template?.prefix ?? ''}\`${as}; beyond the push itself AWS documents no right for that`;
    });
}
