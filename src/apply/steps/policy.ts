/** A step that writes the policy of another layer, and writes back what was there; where none was, deletes it. */
import type { StepOf } from '#plan/steps/step.ts';
import { wordAddress } from '#plan/steps/write-policy.ts';
import { deleted, made, plain, stateOf, type StepRunner } from './step-runner.ts';

export function policyRunner({ at, before, after }: StepOf<'write-policy'>): StepRunner {
  return {
    ...plain,
    what: wordAddress(at),
    before,
    after,
    observe: async (reader) => stateOf(await reader.policyAt(at), ({ text }) => text),
    take: (writer) => made(writer.writePolicy({ at, document: after })),
    revert: (writer) =>
      before === null
        ? deleted(writer.writePolicy({ at, document: null }))
        : writer.writePolicy({ at, document: before }),
  };
}
