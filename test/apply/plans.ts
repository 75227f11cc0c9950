/** A plan of each strategy over the fake account, steps only: what they grant is the plan room's concern. */
import type { Plan, Step } from '#plan/plan.ts';
import { planId } from '#plan/plan-hash.ts';
import { SETTINGS_ALONE } from '#plan/scope.ts';
import { FakeAccount } from './fake-account.ts';

export const ROLE = 'codebuild-TrackerAPI-service-role';
export const ROLE_ARN = `arn:aws:iam::290008131176:role/service-role/${ROLE}`;
const POLICY_ARN = 'arn:aws:iam::290008131176:policy/CodeBuild-ECR-Permissions';
const NEW_ROLE_ARN = 'arn:aws:iam::290008131176:role/service-role/codebuild-TrackerAPI-ecr-role';
const OTHER_ROLE_ARN = 'arn:aws:iam::290008131176:role/service-role/other';
const BOUNDARY_ARN = 'arn:aws:iam::290008131176:policy/boundary';
export const OLD_TEXT = '{"Version":"2012-10-17",  "Statement":[]}';
export const NEW_TEXT = '{\n    "Version": "2012-10-17",\n    "Statement": [{"Effect": "Allow"}]\n}';

export function planOf(steps: readonly Step[], roleArn = ROLE_ARN): Plan {
  return {
    id: planId(steps),
    hash: 'abcdef0123456789',
    strategy: 'inline',
    project: {
      name: 'TrackerAPI',
      arn: 'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI',
      account: '290008131176',
      region: 'us-west-2',
      partition: 'aws',
    },
    roleArn,
    steps,
    grants: [
      {
        action: 'ecr:PutImage',
        resource: 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api',
        scope: 'settings',
      },
    ],
    withheld: [],
    consent: SETTINGS_ALONE,
    needs: [],
    proof: {
      enough: true,
      unmet: [],
      allowed: 0,
      open: 0,
      surplus: [],
      exact: true,
      limits: [],
      minimal: true,
    },
    expectedEnd: { kind: 'green', remaining: [], unless: [] },
    ownership: { tool: null, grade: 'unknown', fate: 'unknown', why: null, things: [] },
    reach: { projects: [], complete: true },
    opened: [],
    notPutBack: [],
    operator: null,
    alternatives: [],
    nextBuild: { kind: 'start', commit: null },
    handoffs: [],
    notes: [],
  };
}

const put: Step = {
  kind: 'put-role-policy',
  role: ROLE,
  roleArn: ROLE_ARN,
  policyName: 'CodeBuild-ECR-Permissions',
  before: null,
  after: NEW_TEXT,
};
const repository: Step = {
  kind: 'create-repository',
  account: '290008131176',
  region: 'us-west-2',
  name: 'tracker_api',
  arn: 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api',
  scanOnPush: true,
  tagMutability: 'MUTABLE',
};

const KEY = {
  kind: 'key',
  account: '290008131176',
  region: 'us-west-2',
  on: 'arn:aws:kms:us-west-2:290008131176:key/k',
} as const;
const ENDPOINT = {
  ...KEY,
  kind: 'vpcEndpoint',
  on: `arn:aws:ec2:us-west-2:${KEY.account}:vpc-endpoint/vpce-0aa0`,
} as const;
const REPOSITORY = { ...KEY, kind: 'repository', on: repository.arn } as const;

export interface Case {
  readonly name: string;
  readonly plan: Plan;
  readonly account: () => FakeAccount;
}

function account(inline: Readonly<Record<string, string>> = {}): FakeAccount {
  const fake = new FakeAccount();
  fake.addRole(ROLE, { Other: '{"Statement": []}', ...inline });
  fake.projects.set('TrackerAPI', ROLE_ARN);
  const environment = { image: 'ours', 'privileged-mode': 'false', 'image-pull-credentials': '' };
  fake.environments.set('TrackerAPI', new Map(Object.entries(environment)));
  return fake;
}

function withAttachedPolicy(): FakeAccount {
  const fake = account();
  fake.addPolicy(POLICY_ARN, OLD_TEXT);
  fake.roles.get(ROLE)?.attached.add(POLICY_ARN);
  return fake;
}

const CLOSED = '{"Statement":[{"Sid":"closed"}]}';
const OPENED = '{"Statement":[{"Sid":"closed"},{"Sid":"OpenedByUndoOf","Effect":"opened"}]}';

function withBoundary(): FakeAccount {
  const fake = account();
  fake.addPolicy(BOUNDARY_ARN, OLD_TEXT);
  return fake;
}

export const CASES: readonly Case[] = [
  { name: 'a new inline policy and its repository', plan: planOf([repository, put]), account },
  {
    name: 'an extended inline policy',
    plan: planOf([{ ...put, before: OLD_TEXT }]),
    account: () => account({ 'CodeBuild-ECR-Permissions': OLD_TEXT }),
  },
  {
    name: 'a new managed policy',
    plan: planOf([
      {
        kind: 'create-policy',
        policyName: 'CodeBuild-ECR-Permissions',
        path: '/',
        policyArn: POLICY_ARN,
        description: 'd',
        after: NEW_TEXT,
      },
      { kind: 'attach-role-policy', role: ROLE, roleArn: ROLE_ARN, policyArn: POLICY_ARN },
    ]),
    account,
  },
  {
    name: 'a new version of a managed policy',
    plan: planOf([
      {
        kind: 'create-policy-version',
        policyArn: POLICY_ARN,
        before: { versionId: 'v1', document: OLD_TEXT },
        after: NEW_TEXT,
      },
    ]),
    account: withAttachedPolicy,
  },
  {
    name: 'a new role',
    plan: planOf(
      [
        {
          kind: 'create-role',
          role: 'codebuild-TrackerAPI-ecr-role',
          roleArn: NEW_ROLE_ARN,
          path: '/service-role/',
          description: 'd',
          trustPolicy: '{"Statement": [{"Effect": "Allow"}]}',
          boundaryArn: null,
        },
        { ...put, role: 'codebuild-TrackerAPI-ecr-role', roleArn: NEW_ROLE_ARN },
        { kind: 'set-project-role', project: 'TrackerAPI', before: ROLE_ARN, after: NEW_ROLE_ARN },
      ],
      NEW_ROLE_ARN,
    ),
    account,
  },
];

/** More plans, of several kinds of steps at once and of a single one. */
export const MORE_CASES: readonly Case[] = [
  {
    name: 'a new role with a managed policy, under a boundary',
    plan: planOf(
      [
        repository,
        {
          kind: 'create-role',
          role: 'codebuild-TrackerAPI-ecr-role',
          roleArn: NEW_ROLE_ARN,
          path: '/service-role/',
          description: 'd',
          trustPolicy: '{"Statement": [{"Effect": "Allow"}]}',
          boundaryArn: BOUNDARY_ARN,
        },
        {
          kind: 'create-policy',
          policyName: 'CodeBuild-ECR-Permissions',
          path: '/',
          policyArn: POLICY_ARN,
          description: 'd',
          after: NEW_TEXT,
        },
        {
          kind: 'attach-role-policy',
          role: 'codebuild-TrackerAPI-ecr-role',
          roleArn: NEW_ROLE_ARN,
          policyArn: POLICY_ARN,
        },
        { kind: 'set-project-role', project: 'TrackerAPI', before: ROLE_ARN, after: NEW_ROLE_ARN },
      ],
      NEW_ROLE_ARN,
    ),
    account: withBoundary,
  },
  {
    name: 'the policies of a key, which has one, and of a repository, which has none',
    plan: planOf([
      { kind: 'write-policy', at: KEY, before: OLD_TEXT, after: NEW_TEXT },
      { kind: 'write-policy', at: REPOSITORY, before: null, after: NEW_TEXT },
    ]),
    account: () => {
      const fake = account();
      fake.written.set(`key ${KEY.on}`, OLD_TEXT);
      return fake;
    },
  },
  {
    name: 'the policy of a VPC endpoint, and one of the role',
    plan: planOf([{ kind: 'write-policy', at: ENDPOINT, before: OLD_TEXT, after: NEW_TEXT }, put]),
    account: () => {
      const fake = account();
      fake.written.set(`vpcEndpoint ${ENDPOINT.on}`, OLD_TEXT);
      return fake;
    },
  },
  {
    name: 'two settings of the project, and a policy',
    plan: planOf([
      {
        kind: 'set-project-setting',
        project: 'TrackerAPI',
        setting: 'privileged-mode',
        before: 'false',
        after: 'true',
      },
      {
        kind: 'set-project-setting',
        project: 'TrackerAPI',
        setting: 'image-pull-credentials',
        before: '',
        after: 'SERVICE_ROLE',
      },
      put,
    ]),
    account,
  },
  {
    name: 'a tag of a repository, which has none of that key, and of the role, which has another',
    plan: planOf([
      {
        kind: 'add-tag',
        account: KEY.account,
        on: repository.arn,
        key: 'team',
        before: null,
        after: 'tracker',
      },
      { kind: 'add-tag', account: KEY.account, on: ROLE_ARN, key: 'stage', before: 'test', after: 'live' },
    ]),
    account: () => {
      const fake = account();
      fake.tags.set(repository.arn, new Map([['kept', 'yes']]));
      fake.tags.set(ROLE_ARN, new Map([['stage', 'test']]));
      return fake;
    },
  },
  {
    name: 'an inline policy that is deleted, and a managed one that is detached',
    plan: planOf([
      {
        kind: 'delete-role-policy',
        role: ROLE,
        roleArn: ROLE_ARN,
        policyName: 'surplus',
        before: OLD_TEXT,
      },
      { kind: 'detach-role-policy', role: ROLE, roleArn: ROLE_ARN, policyArn: POLICY_ARN },
    ]),
    account: () => {
      const fake = account({ surplus: OLD_TEXT });
      fake.addPolicy(POLICY_ARN, OLD_TEXT);
      fake.roles.get(ROLE)?.attached.add(POLICY_ARN);
      return fake;
    },
  },
  {
    name: 'another role',
    plan: planOf(
      [{ kind: 'set-project-role', project: 'TrackerAPI', before: ROLE_ARN, after: OTHER_ROLE_ARN }],
      OTHER_ROLE_ARN,
    ),
    account,
  },
  {
    name: 'another role, for one that CodeBuild may not assume',
    plan: planOf(
      [
        {
          kind: 'set-project-role',
          project: 'TrackerAPI',
          before: ROLE_ARN,
          after: OTHER_ROLE_ARN,
          reopened: { role: ROLE, roleArn: ROLE_ARN, before: CLOSED, open: OPENED },
        },
      ],
      OTHER_ROLE_ARN,
    ),
    account: () => {
      const fake = account();
      const role = fake.roles.get(ROLE);
      if (role !== undefined) role.trustPolicy = CLOSED;
      return fake;
    },
  },
];
