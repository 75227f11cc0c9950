/** A step that makes a repository, and deletes it again while it is empty. */
import type { StepOf } from '#plan/steps/step.ts';
import { deleted, made, plain, stateOf, type StepRunner } from './step-runner.ts';

export function repositoryRunner(step: StepOf<'create-repository'>): StepRunner {
  const { account, region, name, scanOnPush, tagMutability } = step;
  const address = { account, region, name };
  return {
    ...plain,
    what: `repository \`${name}\` in \`${region}\``,
    before: null,
    after: settings({ scanOnPush, tagMutability }),
    observe: async (reader) => stateOf(await reader.repository(address), settings),
    take: (writer) => made(writer.createRepository({ ...address, scanOnPush, tagMutability })),
    revert: (writer) => deleted(writer.deleteRepository(address)),
    whyKept: async (reader) => {
      const repository = await reader.repository(address);
      if (repository.kind === 'absent') return null;
      if (repository.kind === 'unreadable')
        return `whether repository \`${name}\` is empty could not be read`;
      const { imageCount } = repository.value;
      return imageCount === 0 ? null : `repository \`${name}\` holds images (${imageCount})`;
    },
  };
}

function settings({ scanOnPush, tagMutability }: { scanOnPush: boolean; tagMutability: string }): string {
  return JSON.stringify({ scanOnPush, tagMutability }, null, 4);
}
