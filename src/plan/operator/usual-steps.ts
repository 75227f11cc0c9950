/**
 * The steps a strategy takes as a rule, for a project whose plan cannot be made yet, or is not asked for: what they need
 * can be said before everything is read. Placeholders stand for names that are not known.
 */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { nameInArn, parseArn, repositoryNameIn } from '#iam/arn.ts';
import { taggedWith, whyNoInline } from '../house-rules.ts';
import type { Plan, PlanOptions, Step } from '../plan.ts';
import { ownPolicyArn } from '../strategies/managed.ts';

/** What stands in an ARN for something that is not known: it has to be filled in. */
export const PLACEHOLDERS = {
  account: 'ACCOUNT-ID',
  region: 'REGION',
  project: 'PROJECT',
  role: 'PATH-AND-NAME-OF-ROLE',
  policy: 'PATH-AND-NAME-OF-POLICY',
} as const;

/** Whether somebody has to say first what it is. */
export const isToBeFilledIn = (arn: string): boolean =>
  arn.split(/[:/]/).some((part) => Object.values(PLACEHOLDERS).some((name) => name === part));

/** What the steps are about, or what stands for it. */
export interface Named {
  readonly partition: string;
  readonly account: string;
  readonly project: string;
  /** The role that the project has. */
  readonly roleArn: string;
  /** Of the account, as far as they were looked at. */
  readonly roles: readonly Pick<Role, 'name' | 'arn'>[];
}

/** The steps of the strategy that was chosen, as if nothing of it were there yet. */
export function usualPlan(named: Named, options: PlanOptions): Pick<Plan, 'steps' | 'roleArn'> {
  return PLANS[options.strategy](named, options);
}

type Usual = (named: Named, options: PlanOptions) => Pick<Plan, 'steps' | 'roleArn'>;

const PLANS: Readonly<Record<PlanOptions['strategy'], Usual>> = {
  inline: (named, options) => ({
    roleArn: named.roleArn,
    steps: givenPolicy(named, named.roleArn, options),
  }),
  managed: (named, options) => ({
    roleArn: named.roleArn,
    steps: managedPolicy(named, named.roleArn, options),
  }),
  'switch-role': (named, { roleName }) => {
    const arns = arnsOf(named, roleName ?? PLACEHOLDERS.role);
    return { roleArn: arns[0] ?? '', steps: arns.map((arn) => handOver(named, arn)) };
  },
  'create-role': (named, options) => {
    const role = `codebuild-${named.project}-ecr-role`;
    const path = '/service-role/';
    const roleArn = iamArn(named, `role${path}${role}`);
    const made = { description: '', trustPolicy: '', boundaryArn: null, ...taggedWith(options) };
    const creation: Step = { kind: 'create-role', role, roleArn, path, ...made };
    return {
      roleArn,
      steps: [creation, ...givenPolicy(named, roleArn, options), handOver(named, roleArn)],
    };
  },
};

/** Repositories that may have to be made: whether they are there could not be read. */
export function hiddenRepositories({ account, repositories }: Snapshot): readonly Step[] {
  return Object.entries(repositories).flatMap(([arn, repository]): readonly Step[] => {
    const found = parseArn(arn);
    if (repository.kind !== 'unreadable' || found?.account !== account) return [];
    const name = repositoryNameIn(arn);
    const settings = { scanOnPush: false, tagMutability: 'MUTABLE' } as const;
    return [{ kind: 'create-repository', account, region: found.region, name, arn, ...settings }];
  });
}

/** A role whose path is not known is named both ways: there is one of that name at the most. */
function arnsOf(named: Named, name: string): readonly string[] {
  const found = named.roles.find((role) => role.name === name);
  if (found !== undefined) return [found.arn];
  const isName = name !== PLACEHOLDERS.role;
  return [iamArn(named, `role/${name}`), ...(isName ? [iamArn(named, `role/*/${name}`)] : [])];
}

const iamArn = ({ partition, account }: Named, resource: string): string =>
  `arn:${partition}:iam::${account}:${resource}`;

/** Inline where the house allows that. */
const givenPolicy = (named: Named, roleArn: string, options: PlanOptions): readonly Step[] =>
  whyNoInline(options) === null
    ? [putPolicy(roleArn, options.policyName)]
    : managedPolicy(named, roleArn, options);

function managedPolicy(named: Named, roleArn: string, options: PlanOptions): readonly Step[] {
  const { policyName, policyPath: path = '/' } = options;
  const policyArn = ownPolicyArn(named, options);
  const made = { description: '', after: '', ...taggedWith(options) };
  const before = { versionId: '', document: '' };
  return [
    { kind: 'create-policy', policyName, path, policyArn, ...made },
    { kind: 'create-policy-version', policyArn, before, after: '' },
    { kind: 'attach-role-policy', role: nameInArn(roleArn), roleArn, policyArn },
  ];
}

const putPolicy = (roleArn: string, policyName: string): Step => ({
  kind: 'put-role-policy',
  role: nameInArn(roleArn),
  roleArn,
  policyName,
  before: null,
  after: '',
});

const handOver = ({ project, roleArn }: Named, after: string): Step => ({
  kind: 'set-project-role',
  project,
  before: roleArn,
  after,
});
