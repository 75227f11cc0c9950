/** The runner of each kind of step. */
import { forStep, type PerStep, type Step } from '#plan/steps/step.ts';
import { newPolicyRunner, newVersionRunner } from './managed-policy.ts';
import { projectRoleRunner } from './project-role.ts';
import { repositoryRunner } from './repository.ts';
import { attachmentRunner, inlinePolicyRunner } from './role-policy.ts';
import { roleRunner } from './role.ts';
import type { StepRunner } from './step-runner.ts';

const RUNNERS: PerStep<StepRunner, [readonly Step[]]> = {
  'put-role-policy': inlinePolicyRunner,
  'create-policy': newPolicyRunner,
  'create-policy-version': newVersionRunner,
  'attach-role-policy': attachmentRunner,
  'create-role': roleRunner,
  'set-project-role': projectRoleRunner,
  'create-repository': repositoryRunner,
};

/** `steps` are all of the change, for the kinds that must tell its own traces from somebody else's. */
export const runnerOf = (step: Step, steps: readonly Step[]): StepRunner => forStep(RUNNERS, step, steps);
