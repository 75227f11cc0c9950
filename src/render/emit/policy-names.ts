/** The policies that a plan writes by a name of their own. */
import type { Plan } from '#plan/plan.ts';
import { pathAndName } from './names.ts';

export const policyNamesOf = ({ steps }: Pick<Plan, 'steps'>): readonly string[] =>
  steps.flatMap((step) => {
    if (step.kind === 'put-role-policy' || step.kind === 'create-policy') return [step.policyName];
    return step.kind === 'create-policy-version' ? [pathAndName(step.policyArn).name] : [];
  });
