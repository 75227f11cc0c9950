/** A step that makes a repository, and deletes it again while it is empty. */
import type { RepositorySettings } from '#account/resources.ts';
import { ok } from '#basics/result.ts';
import type { StepOf } from '#plan/steps/step.ts';
import { deleted, plain, stateOf, type StepRunner, taggedBy, type Whole } from './step-runner.ts';

/** One of that name that was made at another time is somebody else's: for this step there is none. */
export function repositoryRunner(step: StepOf<'create-repository'>, { made }: Whole): StepRunner {
  const { account, region, name, scanOnPush, tagMutability, tags } = step;
  const address = { account, region, name };
  const isOther = ({ createdAt }: RepositorySettings): boolean =>
    made.versionId !== null && createdAt !== made.versionId;
  return {
    ...plain,
    what: `repository \`${name}\` in \`${region}\``,
    before: null,
    after: settings({ scanOnPush, tagMutability }),
    observe: async (reader) =>
      stateOf(await reader.repository(address), (found) => (isOther(found) ? null : settings(found))),
    take: async (writer) => {
      const answer = await writer.createRepository({
        ...address,
        scanOnPush,
        tagMutability,
        ...taggedBy(tags),
      });
      return answer.ok ? ok({ versionId: answer.value.createdAt }) : answer;
    },
    recover: async (reader) => {
      const createdAt = stateOf(await reader.repository(address), (found) => found.createdAt);
      return createdAt.ok ? ok({ versionId: createdAt.value }) : createdAt;
    },
    revert: (writer) => deleted(writer.deleteRepository(address)),
    whyKept: async (reader) =>
      stateOf(await reader.repository(address), (found) =>
        found.imageCount === 0 || isOther(found)
          ? null
          : `repository \`${name}\` holds images (${found.imageCount})`,
      ),
  };
}

function settings({ scanOnPush, tagMutability }: { scanOnPush: boolean; tagMutability: string }): string {
  return JSON.stringify({ scanOnPush, tagMutability }, null, 4);
}
