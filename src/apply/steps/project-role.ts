/** A step that gives a project another role. */
import type { StepOf } from '#plan/steps/step.ts';
import { made, plain, stateOf, type StepRunner } from './step-runner.ts';

export function projectRoleRunner(step: StepOf<'set-project-role'>): StepRunner {
  const { project, before, after } = step;
  return {
    ...plain,
    what: `service role of project \`${project}\``,
    before,
    after,
    observe: async (reader) => stateOf(await reader.projectRole(project), (arn) => arn),
    take: (writer) => made(writer.setProjectRole({ project, roleArn: after })),
    revert: (writer) => writer.setProjectRole({ project, roleArn: before }),
  };
}
