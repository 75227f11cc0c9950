/** A step that gives one setting of a project another value, and the old one back. */
import type { StepOf } from '#plan/steps/step.ts';
import { made, plain, stateOf, type StepRunner } from './step-runner.ts';

export function projectSettingRunner(step: StepOf<'set-project-setting'>): StepRunner {
  const { project, setting, before, after } = step;
  return {
    ...plain,
    what: `setting \`${setting}\` of project \`${project}\``,
    before,
    after,
    observe: async (reader) => stateOf(await reader.projectSetting({ project, setting }), (value) => value),
    take: (writer) => made(writer.setProjectSetting({ project, setting, from: before, to: after })),
    revert: (writer) => writer.setProjectSetting({ project, setting, from: after, to: before }),
  };
}
