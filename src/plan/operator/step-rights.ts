/**
 * What each kind of step asks of whoever takes it, and of whoever takes it back.
 * Source: Service Authorization Reference; the keys: IAM User Guide, reference_policies_iam-condition-keys.
 */
import type { Tag } from '#account/ports.ts';
import type { WrittenPolicy } from '#account/policy-address.ts';
import type { Known, Role } from '#account/snapshot.ts';
import { serviceOf, TAG_WRITES } from '#account/tag-writes.ts';
import { parseArn } from '#iam/arn.ts';
import { forStep, type PerStep, type Step, type StepOf } from '../steps/step.ts';
import type { Asked } from './right.ts';
import { policyArns, READ_POLICY } from './role-reads.ts';

/** What a step asks of whoever takes it, and of whoever takes it back. */
export interface StepRights {
  /** The write, and the reads that look at the thing before and after it. */
  readonly apply: readonly Asked[];
  readonly undo: readonly Asked[];
}

/** As much of a snapshot as the rights hang on. */
export interface Setting {
  readonly project: { readonly arn: string };
  readonly role: Known<Role>;
  /** The role of batches; absent: none is looked at. */
  readonly batchRole?: Known<Role>;
}

const RIGHTS: PerStep<StepRights, [Setting]> = {
  'put-role-policy': ({ roleArn, before }, setting) => {
    const on = { resource: roleArn, ...boundContext(setting, roleArn) };
    return {
      apply: [
        { action: 'iam:PutRolePolicy', ...on },
        ...asked(roleArn, ['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy']),
      ],
      undo: [{ action: before === null ? 'iam:DeleteRolePolicy' : 'iam:PutRolePolicy', ...on }],
    };
  },
  'create-policy': ({ policyArn, tags }) => ({
    apply: asked(policyArn, ['iam:CreatePolicy', ...ifAny(tags, 'iam:TagPolicy'), ...READ_FOR_CHANGE]),
    undo: asked(policyArn, ['iam:DeletePolicy']),
  }),
  'create-policy-version': ({ policyArn }) => ({
    apply: asked(policyArn, ['iam:CreatePolicyVersion', ...READ_FOR_CHANGE]),
    undo: asked(policyArn, ['iam:SetDefaultPolicyVersion', 'iam:DeletePolicyVersion']),
  }),
  'attach-role-policy': (step, setting) => {
    const { attach, detach, look } = rightsOfAttachment(step, setting);
    return { apply: [attach, ...look], undo: [detach] };
  },
  'delete-role-policy': ({ roleArn }, setting) => {
    const on = { resource: roleArn, ...boundContext(setting, roleArn) };
    return {
      apply: [
        { action: 'iam:DeleteRolePolicy', ...on },
        ...asked(roleArn, ['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy']),
      ],
      undo: [{ action: 'iam:PutRolePolicy', ...on }],
    };
  },
  'detach-role-policy': (step, setting) => {
    const { attach, detach, look } = rightsOfAttachment(step, setting);
    return { apply: [detach, ...look], undo: [attach] };
  },
  'create-role': ({ role, roleArn, boundaryArn, tags }) => ({
    apply: [
      {
        action: 'iam:CreateRole',
        resource: roleArn,
        ...(boundaryArn === null ? {} : { context: { 'iam:PermissionsBoundary': boundaryArn } }),
      },
      ...asked(roleArn, [
        ...ifAny(tags, 'iam:TagRole'),
        'iam:GetRole',
        'iam:ListRolePolicies',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
      ]),
      // IAM knows no path of a role that is not there yet, or no more: it asks about one without.
      ...asked(withoutPath(roleArn, role), [
        'iam:GetRole',
        'iam:ListRolePolicies',
        'iam:ListAttachedRolePolicies',
      ]),
      ...(boundaryArn === null ? [] : asked(boundaryArn, READ_POLICY)),
    ],
    undo: asked(roleArn, ['iam:DeleteRole']),
  }),
  'set-project-role': ({ before, after, reopened }, { project }) => ({
    apply: [
      ...asked(project.arn, ['codebuild:UpdateProject', 'codebuild:BatchGetProjects']),
      passed(after),
      ...(reopened === undefined ? [] : asked(reopened.roleArn, ['iam:GetRole'])),
    ],
    undo: [
      passed(before),
      ...(reopened === undefined ? [] : asked(reopened.roleArn, ['iam:UpdateAssumeRolePolicy'])),
    ],
  }),
  // The call carries no role, and so none is passed. Source: CodeBuild User Guide, auth-and-access-control-permissions-reference.
  'set-project-setting': (_step, { project }) => ({
    apply: asked(project.arn, ['codebuild:UpdateProject', 'codebuild:BatchGetProjects']),
    undo: asked(project.arn, ['codebuild:UpdateProject']),
  }),
  'write-policy': ({ at, before }, { project }) => {
    const { read, write, remove } = POLICY_ACTIONS[at.kind];
    const own = parseArn(project.arn)?.account;
    const inItsAccount = (rights: readonly Asked[]): readonly Asked[] =>
      at.account === own ? rights : rights.map((right) => ({ ...right, account: at.account }));
    // Actions on a registry have no resource types.
    const resource = at.kind === 'registry' ? '*' : at.on;
    return {
      apply: inItsAccount(asked(resource, [write, read])),
      undo: inItsAccount(asked(resource, [before === null ? remove : write])),
    };
  },
  'add-tag': ({ account, on, key, before, after }, { project }) => {
    const { read, tag, untag } = TAG_WRITES[serviceOf(on)];
    const own = parseArn(project.arn)?.account;
    const elsewhere = account === own ? {} : { account };
    const set = (value: string): Asked => ({
      action: tag,
      resource: on,
      ...(key === '' ? {} : { context: { [`aws:RequestTag/${key}`]: value } }),
      ...elsewhere,
    });
    const removal = { action: untag, resource: on };
    return {
      apply: [set(after), { action: read, resource: on, ...elsewhere }],
      undo: [before === null ? { ...removal, ...elsewhere } : set(before)],
    };
  },
  'create-repository': ({ arn, tags }) => ({
    apply: asked(arn, [
      'ecr:CreateRepository',
      ...ifAny(tags, 'ecr:TagResource'),
      'ecr:DescribeRepositories',
      'ecr:DescribeImages',
    ]),
    undo: asked(arn, ['ecr:DeleteRepository']),
  }),
};

function rightsOfAttachment(
  { roleArn, policyArn }: StepOf<'attach-role-policy' | 'detach-role-policy'>,
  setting: Setting,
) {
  const { context } = boundContext(setting, roleArn);
  const on = { resource: roleArn, context: { 'iam:PolicyARN': policyArn, ...context } };
  return {
    attach: { action: 'iam:AttachRolePolicy', ...on },
    detach: { action: 'iam:DetachRolePolicy', ...on },
    look: [
      ...asked(roleArn, ['iam:GetRole', 'iam:ListAttachedRolePolicies']),
      // That it is not attached is known only where all that is attached was read.
      ...attachedTo(setting, roleArn).flatMap((arn) => asked(arn, READ_POLICY)),
    ],
  };
}

/** Tags of what is made are a right of their own. Source: Service Authorization Reference, dependent actions. */
const ifAny = (tags: readonly Tag[] | undefined, action: string): readonly string[] =>
  tags === undefined ? [] : [action];

/** A policy of an organisation is emptied by nobody here. */
const ORGANISATION = {
  read: 'organizations:DescribePolicy',
  write: 'organizations:UpdatePolicy',
  remove: 'organizations:UpdatePolicy',
} as const;

/** What reads, writes and deletes a policy; a key and an endpoint are never without one. */
const POLICY_ACTIONS: Readonly<Record<WrittenPolicy, Readonly<Record<'read' | 'write' | 'remove', string>>>> =
  {
    serviceControl: ORGANISATION,
    resourceControl: ORGANISATION,
    trust: { read: 'iam:GetRole', write: 'iam:UpdateAssumeRolePolicy', remove: 'iam:UpdateAssumeRolePolicy' },
    repository: {
      read: 'ecr:GetRepositoryPolicy',
      write: 'ecr:SetRepositoryPolicy',
      remove: 'ecr:DeleteRepositoryPolicy',
    },
    registry: {
      read: 'ecr:GetRegistryPolicy',
      write: 'ecr:PutRegistryPolicy',
      remove: 'ecr:DeleteRegistryPolicy',
    },
    key: { read: 'kms:GetKeyPolicy', write: 'kms:PutKeyPolicy', remove: 'kms:PutKeyPolicy' },
    bucket: { read: 's3:GetBucketPolicy', write: 's3:PutBucketPolicy', remove: 's3:DeleteBucketPolicy' },
    vpcEndpoint: {
      read: 'ec2:DescribeVpcEndpoints',
      write: 'ec2:ModifyVpcEndpoint',
      remove: 'ec2:ModifyVpcEndpoint',
    },
    secret: {
      read: 'secretsmanager:GetResourcePolicy',
      write: 'secretsmanager:PutResourcePolicy',
      remove: 'secretsmanager:DeleteResourcePolicy',
    },
  };

/** The rights that one step needs. */
export const rightsOfStep = (step: Step, setting: Setting): StepRights => forStep(RIGHTS, step, setting);

/** A change of a policy has to know its versions. */
const READ_FOR_CHANGE = [...READ_POLICY, 'iam:ListPolicyVersions'] as const;

const withoutPath = (roleArn: string, name: string): string =>
  `${roleArn.slice(0, roleArn.indexOf(':role/'))}:role/${name}`;

const asked = (resource: string, actions: readonly string[]): readonly Asked[] =>
  actions.map((action) => ({ action, resource }));

/** CodeBuild is handed the role by whoever sets it. Source: IAM User Guide, id_roles_use_passrole. */
const passed = (roleArn: string): Asked => ({
  action: 'iam:PassRole',
  resource: roleArn,
  context: { 'iam:PassedToService': 'codebuild.amazonaws.com' },
});

/** Who may change only roles under a certain boundary is allowed by that key. */
function boundContext(setting: Setting, roleArn: string): Pick<Asked, 'context'> {
  const { boundary } = roleAt(setting, roleArn) ?? {};
  return boundary?.kind === 'known' ? { context: { 'iam:PermissionsBoundary': boundary.value.arn } } : {};
}

function roleAt({ role, batchRole }: Setting, arn: string): Role | null {
  const found = [role, batchRole].find((one) => one?.kind === 'known' && one.value.arn === arn);
  return found?.kind === 'known' ? found.value : null;
}

function attachedTo(setting: Setting, roleArn: string): readonly string[] {
  const { attached } = roleAt(setting, roleArn) ?? {};
  if (attached?.kind !== 'known') return [];
  return policyArns(attached.value);
}
