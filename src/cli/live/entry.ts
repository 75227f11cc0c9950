import type { Change } from '#apply/change.ts';
import { shownBy, stepSummary } from '#plan/steps/step.ts';
import type { ChangeEntry } from '#page/messages.ts';
import { changeJson } from '#render/fix-json.ts';

/** A change of the journal with the texts that it wrote. */
export function entryOf(change: Change): ChangeEntry {
  const { name, account, region } = change.project;
  return {
    ...changeJson(change),
    project: { name, account, region },
    startedAt: change.startedAt,
    updatedAt: change.updatedAt,
    problem: change.problem,
    steps: change.steps.map(({ step, state }) => ({
      summary: stepSummary(step),
      state,
      text: shownBy(step),
    })),
  };
}
