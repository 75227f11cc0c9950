/** The runner of each kind of step. */
import { unreachable } from '#basics/exhaustive.ts';
import type { Step } from '#plan/plan.ts';
import { newPolicyRunner, newVersionRunner } from './managed-policy.ts';
import { projectRoleRunner } from './project-role.ts';
import { repositoryRunner } from './repository.ts';
import { attachmentRunner, inlinePolicyRunner } from './role-policy.ts';
import { roleRunner } from './role.ts';
import type { StepRunner } from './step-runner.ts';

/** `steps` are all of the change, for the kinds that must tell its own traces from somebody else's. */
export function runnerOf(step: Step, steps: readonly Step[]): StepRunner {
  switch (step.kind) {
    case 'put-role-policy':
      return inlinePolicyRunner(step);
    case 'create-policy':
      return newPolicyRunner(step, attachmentsOf(step.policyArn, steps));
    case 'create-policy-version':
      return newVersionRunner(step);
    case 'attach-role-policy':
      return attachmentRunner(step);
    case 'create-role':
      return roleRunner(step, steps);
    case 'set-project-role':
      return projectRoleRunner(step);
    case 'create-repository':
      return repositoryRunner(step);
    default:
      return unreachable(step);
  }
}

function attachmentsOf(policyArn: string, steps: readonly Step[]): number {
  return steps.filter((step) => step.kind === 'attach-role-policy' && step.policyArn === policyArn).length;
}
