/**
 * What will become of a plan by the state of the tool that keeps a thing. Comes in: the state, the thing with its steps. Goes out: owner
 * and fate; null: the state does not hold it by its ARN. Never: promises what another state of the same tool may undo.
 * Source: AWS provider, aws_iam_role (inline_policy), aws_iam_role_policies_exclusive, aws_iam_role_policy_attachments_exclusive.
 */
import type { KeptThing } from '#account/owner-signs.ts';
import { nameInArn } from '#iam/arn.ts';
import type { ChangedThing } from './changed-things.ts';
import type { KeptResource, KeptState, KeptType, StateTool } from './state-file.ts';
import { forStep, type PerStep, type StepOf } from './steps/step.ts';

/** The tool, and what its next run does with the steps. */
export interface Kept extends Fate {
  readonly tool: StateTool;
}

const TYPES: Readonly<Record<KeptThing['kind'], KeptType | null>> = {
  role: 'aws_iam_role',
  policy: 'aws_iam_policy',
  repository: 'aws_ecr_repository',
  project: 'aws_codebuild_project',
  other: null,
};

export function keptByState({ tool, resources }: KeptState, { thing, steps }: ChangedThing): Kept | null {
  const own = resources.find(({ type, values }) => type === TYPES[thing.kind] && values['arn'] === thing.arn);
  if (own === undefined) return null;
  const shown = `the state that was given holds it as ${own.address}`;
  const fates = steps.map((step) => forStep(FATES, step, { name: nameInArn(thing.arn), own, resources }));
  const isReverted = fates.find(({ fate }) => fate === 'reverted');
  const unknown = fates.find(({ fate }) => fate === 'unknown');
  const { fate, why } = isReverted ?? unknown ?? STAYS;
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
  /** Of the role, where it is one. */
  readonly name: string;
  readonly own: KeptResource;
  readonly resources: readonly KeptResource[];
}

const reverted = (why: string): Fate => ({ fate: 'reverted', why });

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const ofRole = ({ resources, name }: Around, type: KeptType, member: string): KeptResource | undefined =>
  resources.find((one) => one.type === type && one.values[member] === name);

const inlineIn = ({ resources, name }: Around, policyName: string): KeptResource | undefined =>
  resources.find(
    ({ type, values }) =>
      type === 'aws_iam_role_policy' && values['role'] === name && values['name'] === policyName,
  );

/** The role itself has inline policies in it. */
const listsInline = ({ values }: KeptResource): boolean =>
  isFilled(values['inline_policy']) || isFilled(values['inline_policies']);

function fateOfInline({ policyName }: StepOf<'put-role-policy'>, around: Around): Fate {
  const { own } = around;
  const exclusive = ofRole(around, 'aws_iam_role_policies_exclusive', 'role_name');
  if (exclusive !== undefined)
    return reverted(`${exclusive.address} removes every policy that it does not name`);
  const same = inlineIn(around, policyName);
  if (same !== undefined) return reverted(`${same.address} writes this policy, and sets it back`);
  return listsInline(own)
    ? { fate: 'unknown', why: 'where its code lists inline policies, the next run removes every other one' }
    : STAYS;
}

function fateOfAttachment(_: StepOf<'attach-role-policy'>, around: Around): Fate {
  const exclusive = ofRole(around, 'aws_iam_role_policy_attachments_exclusive', 'role_name');
  if (exclusive !== undefined)
    return reverted(`${exclusive.address} detaches every policy that it does not name`);
  return isFilled(around.own.values['managed_policy_arns'])
    ? { fate: 'unknown', why: 'where its code lists managed policies, the next run detaches every other one' }
    : STAYS;
}

/** What the tool itself made it makes again. */
function fateOfDeletion({ policyName }: StepOf<'delete-role-policy'>, around: Around): Fate {
  const { own } = around;
  const same = inlineIn(around, policyName);
  if (same !== undefined) return reverted(`${same.address} writes this policy, and makes it again`);
  return listsInline(own)
    ? { fate: 'unknown', why: 'where its code lists this inline policy, the next run makes it again' }
    : GONE;
}

function fateOfDetachment({ policyArn }: StepOf<'detach-role-policy'>, around: Around): Fate {
  const { name, resources, own } = around;
  const same = resources.find(
    ({ type, values }) =>
      type === 'aws_iam_role_policy_attachment' &&
      values['role'] === name &&
      values['policy_arn'] === policyArn,
  );
  if (same !== undefined) return reverted(`${same.address} attaches it, and does so again`);
  return isFilled(own.values['managed_policy_arns'])
    ? { fate: 'unknown', why: 'where its code lists this policy, the next run attaches it again' }
    : GONE;
}

function fateOfPolicy({ at }: StepOf<'write-policy'>, { own, resources }: Around): Fate {
  if (at.kind === 'trust') return reverted('its trust policy is part of it');
  const policy = resources.find(
    ({ type, values }) => type === 'aws_ecr_repository_policy' && values['repository'] === own.values['name'],
  );
  if (policy !== undefined) return reverted(`${policy.address} writes this policy, and sets it back`);
  return {
    fate: 'stays',
    why: 'it holds the repository without its policy, which the next run leaves alone',
  };
}

const settings = (): Fate => reverted('its settings are part of it');
const made = (): Fate => STAYS;

const FATES: PerStep<Fate, [Around]> = {
  'put-role-policy': fateOfInline,
  'attach-role-policy': fateOfAttachment,
  'delete-role-policy': fateOfDeletion,
  'detach-role-policy': fateOfDetachment,
  'create-policy-version': (_, { own }) => reverted(`${own.address} writes this policy, and sets it back`),
  'write-policy': fateOfPolicy,
  'create-policy': made,
  'create-role': made,
  'create-repository': made,
  'set-project-role': settings,
  'set-project-setting': settings,
  'add-tag': () => reverted('its tags are part of it, and the next run removes those that it does not name'),
};
