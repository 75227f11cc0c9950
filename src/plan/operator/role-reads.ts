/** What it takes to read a role with all its policies. */
import type { Known, ManagedPolicy, Role, Snapshot } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Asked } from './right.ts';

/** Asked on the role. */
export const READ_ROLE = [
  'iam:GetRole',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:SimulatePrincipalPolicy',
] as const;

/** Asked on each managed policy of it. */
export const READ_POLICY = ['iam:GetPolicy', 'iam:GetPolicyVersion'] as const;

/** Whether a managed policy is the account's own, and not AWS's. */
export const isOwnPolicy = ({ arn }: Pick<ManagedPolicy, 'arn'>): boolean => parseArn(arn)?.account !== 'aws';

/** Where a managed policy may be that is not known: the account's own, and AWS's. */
export const anyPolicy = ({
  partition,
  account,
}: Pick<Snapshot, 'partition' | 'account'>): readonly string[] => [
  `arn:${partition}:iam::${account}:policy/*`,
  `arn:${partition}:iam::aws:policy/*`,
];

/** What is attached to a role, and what bounds it. */
export function policiesOf({ attached, boundary }: Role): readonly Known<ManagedPolicy>[] {
  return [...(attached.kind === 'known' ? attached.value : []), boundary];
}

/** The ARN of a policy is not lost with its text: AWS was asked for it by that. */
export function policyArns(policies: readonly Known<ManagedPolicy>[]): readonly string[] {
  return policies.flatMap((policy) => {
    if (policy.kind === 'known') return [policy.value.arn];
    const on = policy.kind === 'unreadable' ? policy.problem.on : null;
    return on?.includes(':policy/') === true ? [on] : [];
  });
}

/** `role` null: nothing of it is known but its name. */
export function roleReads(
  arn: string,
  role: Role | null,
  place: Pick<Snapshot, 'partition' | 'account'>,
): readonly Asked[] {
  const policies = role === null ? anyPolicy(place) : policyArns(policiesOf(role));
  return [
    ...READ_ROLE.map((action) => ({ action, resource: arn })),
    ...policies.flatMap((resource) => READ_POLICY.map((action) => ({ action, resource }))),
  ];
}

/** What it takes to know who of CodeBuild's has a role, in whichever region. */
export const readsOfUses = ({
  partition,
  account,
}: Pick<Snapshot, 'partition' | 'account'>): readonly Asked[] => [
  { action: 'ec2:DescribeRegions', resource: '*' },
  { action: 'codebuild:ListProjects', resource: '*' },
  { action: 'codebuild:BatchGetProjects', resource: `arn:${partition}:codebuild:*:${account}:project/*` },
  { action: 'codebuild:ListFleets', resource: '*' },
  { action: 'codebuild:BatchGetFleets', resource: `arn:${partition}:codebuild:*:${account}:fleet/*` },
];
