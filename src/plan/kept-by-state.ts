/**
 * What will become of a plan by the state of the tool that keeps the role. Comes in: the state, the role, the steps. Goes out: owner and
 * fate; null: the state does not hold the role by its ARN. Never: promises what another state of the same tool may undo.
 * Source: AWS provider, aws_iam_role (inline_policy), aws_iam_role_policies_exclusive, aws_iam_role_policy_attachments_exclusive.
 */
import type { Role } from '#account/snapshot.ts';
import type { KeptResource, KeptState, KeptType, StateTool } from './state-file.ts';
import { forStep, type PerStep, type Step, type StepOf } from './steps/step.ts';

/** The tool, and what its next run does with the steps. */
export interface Kept extends Fate {
  readonly tool: StateTool;
}

export function keptByState({ tool, resources }: KeptState, role: Role, steps: readonly Step[]): Kept | null {
  const own = resources.find(({ type, values }) => type === 'aws_iam_role' && values['arn'] === role.arn);
  if (own === undefined) return null;
  const shown = `the state that was given holds it as ${own.address}`;
  const fates = steps.map((step) => forStep(FATES, step, { role, own, resources }));
  const reverted = fates.find(({ fate }) => fate === 'reverted');
  const unknown = fates.find(({ fate }) => fate === 'unknown');
  const { fate, why } = reverted ?? unknown ?? STAYS;
  return { tool, fate, why: `${shown}: ${why}` };
}

interface Fate {
  readonly fate: 'stays' | 'reverted' | 'unknown';
  readonly why: string;
}

const STAYS: Fate = {
  fate: 'stays',
  why: 'nothing in it takes the policies of the role as a whole, so the next run leaves a policy of another name alone',
};

const GONE: Fate = { fate: 'stays', why: 'nothing in it makes what is taken out' };

interface Around {
  readonly role: Role;
  readonly own: KeptResource;
  readonly resources: readonly KeptResource[];
}

const NOT_TOLD: Fate = { fate: 'unknown', why: 'of what else the plan changes it does not tell' };

const reverted = (why: string): Fate => ({ fate: 'reverted', why });

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const ofRole = ({ resources, role }: Around, type: KeptType, member: string): KeptResource | undefined =>
  resources.find((one) => one.type === type && one.values[member] === role.name);

function fateOfInline({ roleArn, policyName }: StepOf<'put-role-policy'>, around: Around): Fate {
  const { role, own, resources } = around;
  if (roleArn !== role.arn) return NOT_TOLD;
  const exclusive = ofRole(around, 'aws_iam_role_policies_exclusive', 'role_name');
  if (exclusive !== undefined)
    return reverted(`${exclusive.address} removes every policy that it does not name`);
  const same = resources.find(
    ({ type, values }) =>
      type === 'aws_iam_role_policy' && values['role'] === role.name && values['name'] === policyName,
  );
  if (same !== undefined) return reverted(`${same.address} writes this policy, and sets it back`);
  return isFilled(own.values['inline_policy']) || isFilled(own.values['inline_policies'])
    ? { fate: 'unknown', why: 'where its code lists inline policies, the next run removes every other one' }
    : STAYS;
}

function fateOfAttachment({ roleArn }: StepOf<'attach-role-policy'>, around: Around): Fate {
  const { role, own } = around;
  if (roleArn !== role.arn) return NOT_TOLD;
  const exclusive = ofRole(around, 'aws_iam_role_policy_attachments_exclusive', 'role_name');
  if (exclusive !== undefined)
    return reverted(`${exclusive.address} detaches every policy that it does not name`);
  return isFilled(own.values['managed_policy_arns'])
    ? { fate: 'unknown', why: 'where its code lists managed policies, the next run detaches every other one' }
    : STAYS;
}

/** What the tool itself made it makes again. */
function fateOfDeletion({ roleArn, policyName }: StepOf<'delete-role-policy'>, around: Around): Fate {
  const { role, resources, own } = around;
  if (roleArn !== role.arn) return NOT_TOLD;
  const same = resources.find(
    ({ type, values }) =>
      type === 'aws_iam_role_policy' && values['role'] === role.name && values['name'] === policyName,
  );
  if (same !== undefined) return reverted(`${same.address} writes this policy, and makes it again`);
  return isFilled(own.values['inline_policy']) || isFilled(own.values['inline_policies'])
    ? { fate: 'unknown', why: 'where its code lists this inline policy, the next run makes it again' }
    : GONE;
}

function fateOfDetachment({ roleArn, policyArn }: StepOf<'detach-role-policy'>, around: Around): Fate {
  const { role, resources, own } = around;
  if (roleArn !== role.arn) return NOT_TOLD;
  const same = resources.find(
    ({ type, values }) =>
      type === 'aws_iam_role_policy_attachment' &&
      values['role'] === role.name &&
      values['policy_arn'] === policyArn,
  );
  if (same !== undefined) return reverted(`${same.address} attaches it, and does so again`);
  return isFilled(own.values['managed_policy_arns'])
    ? { fate: 'unknown', why: 'where its code lists this policy, the next run attaches it again' }
    : GONE;
}

function fateOfVersion({ policyArn }: StepOf<'create-policy-version'>, { resources }: Around): Fate {
  const policy = resources.find(
    ({ type, values }) => type === 'aws_iam_policy' && values['arn'] === policyArn,
  );
  return policy === undefined ? NOT_TOLD : reverted(`${policy.address} writes this policy, and sets it back`);
}

const FATES: PerStep<Fate, [Around]> = {
  'put-role-policy': fateOfInline,
  'attach-role-policy': fateOfAttachment,
  'create-policy-version': fateOfVersion,
  'delete-role-policy': fateOfDeletion,
  'detach-role-policy': fateOfDetachment,
  'write-policy': ({ at }, { role }) =>
    at.kind === 'trust' && at.on === role.arn ? reverted('its trust policy is part of it') : NOT_TOLD,
  'create-policy': () => STAYS,
  'create-role': () => STAYS,
  'create-repository': () => STAYS,
  'set-project-role': () => NOT_TOLD,
  'set-project-setting': () => NOT_TOLD,
};
