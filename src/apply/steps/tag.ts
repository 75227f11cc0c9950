/** A step that sets one tag, and sets back the earlier value; where there was none, removes it. */
import type { StepOf } from '#plan/steps/step.ts';
import { made, plain, stateOf, type StepRunner } from './step-runner.ts';

export function tagRunner({ account, on, key, before, after }: StepOf<'add-tag'>): StepRunner {
  const tag = { account, on, key };
  return {
    ...plain,
    what: `tag \`${key}\` of \`${on}\``,
    before,
    after,
    observe: async (reader) => stateOf(await reader.tag(tag), (value) => value),
    take: (writer) => made(writer.setTag({ ...tag, value: after })),
    revert: (writer) => writer.setTag({ ...tag, value: before }),
  };
}
