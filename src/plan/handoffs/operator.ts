/** The planned change itself, for somebody who may make it, where whoever runs Rolemend may not. */
import type { Operator } from '../operator/right.ts';
import type { Plan, Step } from '../plan.ts';
import { type AwsCall, type Handoff, NO_CHANGE } from './handoff.ts';

export function handoffsOfOperator(
  { steps, grants, roleArn, project }: Pick<Plan, 'steps' | 'grants' | 'roleArn' | 'project'>,
  { as, lacks }: Operator,
): readonly Handoff[] {
  const lacking = lacks.filter((right) => right.for === 'apply');
  if (lacking.length === 0) return [];
  const put = steps.find((step) => step.kind === 'put-role-policy');
  const actions = [...new Set(lacking.map(({ action }) => action))];
  return [
    {
      layer: null,
      owner: { kind: 'role-owner', account: project.account },
      at: roleArn,
      actions,
      mayAlsoStop: [],
      resources: [...new Set(lacking.map(({ resource }) => resource))],
      change: put === undefined ? NO_CHANGE : { before: put.before, after: put.after, statement: null },
      calls: put === undefined ? [] : [callOf(put)],
      why: `\`${as}\` may not do ${actions.map((action) => `\`${action}\``).join(', ')}: the plan is for somebody who may`,
      newlyAllows: grants.map(({ action, resource }) => `${action} on ${resource} for ${roleArn}`),
    },
  ];
}

function callOf({ role, policyName, after }: Extract<Step, { kind: 'put-role-policy' }>): AwsCall {
  return {
    operation: 'iam put-role-policy',
    options: [
      ['--role-name', role],
      ['--policy-name', policyName],
      ['--policy-document', after],
    ],
  };
}
