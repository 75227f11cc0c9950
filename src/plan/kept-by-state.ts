/**
 * What will become of a plan by the state of the tool that keeps the role. Comes in: the state, the role, the steps. Goes out: owner and
 * fate; null: the state does not hold the role by its ARN. Never: promises what another state of the same tool may undo.
 * Source: AWS provider, aws_iam_role (inline_policy), aws_iam_role_policies_exclusive, aws_iam_role_policy_attachments_exclusive.
 */
import type { Role } from '#account/snapshot.ts';
import type { Ownership } from './ownership.ts';
import type { KeptResource, KeptState, KeptType } from './state-file.ts';
import type { Step } from './steps/step.ts';

export function keptByState(
  { tool, resources }: KeptState,
  role: Role,
  steps: readonly Step[],
): Ownership | null {
  const own = resources.find(({ type, values }) => type === 'aws_iam_role' && values['arn'] === role.arn);
  if (own === undefined) return null;
  const shown = `the state that was given holds it as ${own.address}`;
  const fates = steps.map((step) => fateOf(step, { role, own, resources }));
  const reverted = fates.find(({ fate }) => fate === 'reverted');
  const unknown = fates.find(({ fate }) => fate === 'unknown');
  const { fate, why } = reverted ?? unknown ?? STAYS;
  return { tool, grade: 'proved', fate, why: `${shown}: ${why}` };
}

interface Fate {
  readonly fate: Ownership['fate'];
  readonly why: string;
}

const STAYS: Fate = {
  fate: 'stays',
  why: 'nothing in it takes the policies of the role as a whole, so the next run leaves a policy of another name alone',
};

interface Around {
  readonly role: Role;
  readonly own: KeptResource;
  readonly resources: readonly KeptResource[];
}

function fateOf(step: Step, { role, own, resources }: Around): Fate {
  const ofRole = (type: KeptType, member: string): KeptResource | undefined =>
    resources.find((one) => one.type === type && one.values[member] === role.name);
  switch (step.kind) {
    case 'put-role-policy': {
      if (step.roleArn !== role.arn) return NOT_TOLD;
      const exclusive = ofRole('aws_iam_role_policies_exclusive', 'role_name');
      if (exclusive !== undefined)
        return reverted(`${exclusive.address} removes every policy that it does not name`);
      const same = resources.find(
        ({ type, values }) =>
          type === 'aws_iam_role_policy' &&
          values['role'] === role.name &&
          values['name'] === step.policyName,
      );
      if (same !== undefined) return reverted(`${same.address} writes this policy, and sets it back`);
      return isFilled(own.values['inline_policy']) || isFilled(own.values['inline_policies'])
        ? {
            fate: 'unknown',
            why: 'where its code lists inline policies, the next run removes every other one',
          }
        : STAYS;
    }
    case 'attach-role-policy': {
      if (step.roleArn !== role.arn) return NOT_TOLD;
      const exclusive = ofRole('aws_iam_role_policy_attachments_exclusive', 'role_name');
      if (exclusive !== undefined)
        return reverted(`${exclusive.address} detaches every policy that it does not name`);
      return isFilled(own.values['managed_policy_arns'])
        ? {
            fate: 'unknown',
            why: 'where its code lists managed policies, the next run detaches every other one',
          }
        : STAYS;
    }
    case 'create-policy-version': {
      const policy = resources.find(
        ({ type, values }) => type === 'aws_iam_policy' && values['arn'] === step.policyArn,
      );
      return policy === undefined
        ? NOT_TOLD
        : reverted(`${policy.address} writes this policy, and sets it back`);
    }
    case 'write-policy':
      return step.at.kind === 'trust' && step.at.on === role.arn
        ? reverted('its trust policy is part of it')
        : NOT_TOLD;
    case 'create-policy':
    case 'create-role':
    case 'create-repository':
      return STAYS;
    case 'set-project-role':
    case 'set-project-setting':
      return NOT_TOLD;
  }
}

const NOT_TOLD: Fate = { fate: 'unknown', why: 'of what else the plan changes it does not tell' };

const reverted = (why: string): Fate => ({ fate: 'reverted', why });

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
