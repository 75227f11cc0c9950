/** The runner of each kind of step. */
import { forStep, type PerStep, type Step } from '#plan/steps/step.ts';
import { newPolicyRunner, newVersionRunner } from './managed-policy.ts';
import { policyRunner } from './policy.ts';
import { projectRoleRunner } from './project-role.ts';
import { projectSettingRunner } from './project-setting.ts';
import { repositoryRunner } from './repository.ts';
import { attachmentRunner, deletionRunner, detachmentRunner, inlinePolicyRunner } from './role-policy.ts';
import { roleRunner } from './role.ts';
import { tagRunner } from './tag.ts';
import type { StepRunner, Whole } from './step-runner.ts';

const RUNNERS: PerStep<StepRunner, [Whole]> = {
  'put-role-policy': inlinePolicyRunner,
  'create-policy': newPolicyRunner,
  'create-policy-version': newVersionRunner,
  'attach-role-policy': attachmentRunner,
  'delete-role-policy': deletionRunner,
  'detach-role-policy': detachmentRunner,
  'create-role': roleRunner,
  'set-project-role': projectRoleRunner,
  'set-project-setting': projectSettingRunner,
  'add-tag': tagRunner,
  'create-repository': repositoryRunner,
  'write-policy': policyRunner,
};

/** How a step of a change is taken and taken back. */
export const runnerOf = (step: Step, whole: Whole): StepRunner => forStep(RUNNERS, step, whole);
