/** The few names that generated cases are made of: few, and nearly alike, so that they collide. */

import type { Random } from './random.ts';

export const ACCOUNTS = ['111122223333', '111122223334', '444455556666'] as const;
export const REGIONS = ['us-west-2', 'us-west-1', 'eu-west-2'] as const;
export const ROLES = ['build', 'Build', 'builder'] as const;
export const ROLE_PATHS = ['', 'service-role/', 'aws-service-role/ecr.amazonaws.com/'] as const;
export const SESSIONS = ['AWSCodeBuild-1', 'AWSCodeBuild-11'] as const;
export const USERS = ['ann', 'Ann', 'team/ann'] as const;
export const SERVICES = ['codebuild.amazonaws.com', 'ecr.amazonaws.com'] as const;

export interface Where {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Actions that go to the same kind of resource. */
export interface Kind {
  readonly service: string;
  readonly actions: readonly string[];
  readonly resources: (where: Where) => readonly string[];
  /** May its resource carry a policy, and may that policy leave Resource out. */
  readonly policy: 'none' | 'withResource' | 'resourceOptional' | 'trust';
}

function regional(service: string, names: readonly string[]): Kind['resources'] {
  return ({ partition, region, account }) =>
    names.map((name) => `arn:${partition}:${service}:${region}:${account}:${name}`);
}

function global(service: string, names: readonly string[]): Kind['resources'] {
  return ({ partition, account }) => names.map((name) => `arn:${partition}:${service}::${account}:${name}`);
}

const REPOSITORY: Kind = {
  service: 'ecr',
  actions: ['PutImage', 'BatchGetImage', 'GetDownloadUrlForLayer', 'PutImageTagMutability'],
  resources: regional('ecr', [
    'repository/app',
    'repository/apple',
    'repository/app/sub',
    'repository/team/app',
  ]),
  policy: 'resourceOptional',
};
const REGISTRY: Kind = {
  service: 'ecr',
  actions: ['GetAuthorizationToken', 'DescribeRegistry'],
  resources: () => ['*'],
  policy: 'none',
};
const KEY: Kind = {
  service: 'kms',
  actions: ['Decrypt', 'GenerateDataKey', 'RetireGrant'],
  resources: regional('kms', ['key/1', 'key/11']),
  policy: 'withResource',
};
const TRUST: Kind = {
  service: 'sts',
  actions: ['AssumeRole'],
  resources: global('iam', ['role/deploy', 'role/service-role/deploy', 'role/build']),
  policy: 'trust',
};
const BUCKET: Kind = {
  service: 's3',
  actions: ['GetObject', 'GetObjectTagging'],
  resources: ({ partition }) => [`arn:${partition}:s3:::bucket/app/key`, `arn:${partition}:s3:::bucket/app`],
  policy: 'withResource',
};
const STREAM: Kind = {
  service: 'logs',
  actions: ['PutLogEvents'],
  resources: regional('logs', [
    'log-group:/aws/codebuild/app:log-stream:1',
    'log-group:/aws/codebuild/app/sub:log-stream:1',
  ]),
  policy: 'none',
};
const SECRET: Kind = {
  service: 'secretsmanager',
  actions: ['GetSecretValue'],
  resources: regional('secretsmanager', ['secret:app-abc123', 'secret:apple-abc123']),
  policy: 'withResource',
};
const ROLE: Kind = {
  service: 'iam',
  actions: ['GetRole', 'PassRole'],
  resources: global('iam', ['role/deploy', 'role/service-role/deploy']),
  policy: 'none',
};
const PARAMETER: Kind = {
  service: 'ssm',
  actions: ['GetParameter', 'GetParameters'],
  resources: regional('ssm', ['parameter/app', 'parameter/app/sub']),
  policy: 'none',
};
const PROJECT: Kind = {
  service: 'codebuild',
  actions: ['StartBuild'],
  resources: regional('codebuild', ['project/app', 'project/apple']),
  policy: 'none',
};
const POLICY_OF_AWS: Kind = {
  service: 'iam',
  actions: ['GetPolicy', 'CreatePolicyVersion'],
  resources: ({ partition }) => [`arn:${partition}:iam::aws:policy/ReadOnlyAccess`],
  policy: 'none',
};
const LISTS: readonly Kind[] = [
  {
    service: 'sts',
    actions: ['GetCallerIdentity', 'GetSessionToken'],
    resources: () => ['*'],
    policy: 'none',
  },
  { service: 'kms', actions: ['ListKeys'], resources: () => ['*'], policy: 'none' },
  { service: 's3', actions: ['ListAllMyBuckets'], resources: () => ['*'], policy: 'none' },
  { service: 'codebuild', actions: ['ListProjects'], resources: () => ['*'], policy: 'none' },
];

export function pickKind(random: Random): Kind {
  return random.weighted<Kind>([
    [10, REPOSITORY],
    [2, REGISTRY],
    [3, KEY],
    [4, TRUST],
    [2, BUCKET],
    [2, STREAM],
    [1, SECRET],
    [1, ROLE],
    [1, PARAMETER],
    [1, PROJECT],
    [0.3, POLICY_OF_AWS],
    ...LISTS.map((kind) => [0.3, kind] as const),
  ]);
}

export type KeyType = 'string' | 'arn' | 'number' | 'date' | 'bool' | 'ip' | 'binary' | 'list';

export interface Key {
  readonly name: string;
  readonly type: KeyType;
  readonly values: readonly string[];
  /** Always in the request context of every call: a case without it would not be one that happens. */
  readonly always?: true;
}

/** Keys that a case states itself; `list` keys hold several values. */
export const STATED_KEYS: readonly Key[] = [
  { name: 'aws:PrincipalTag/team', type: 'string', values: ['app', 'App', 'apple', 'a*'] },
  { name: 'aws:ResourceTag/env', type: 'string', values: ['dev', 'Dev', 'dev2', 'app'] },
  { name: 'aws:SourceVpce', type: 'string', values: ['vpce-1', 'vpce-11'] },
  { name: 'aws:PrincipalOrgID', type: 'string', values: ['o-1', 'o-11'] },
  { name: 'sts:ExternalId', type: 'string', values: ['app', '*', 'a?p'] },
  { name: 'aws:RequestedRegion', type: 'string', values: REGIONS, always: true },
  {
    name: 'aws:SourceArn',
    type: 'arn',
    values: [
      'arn:aws:codebuild:us-west-2:111122223333:project/app',
      'arn:aws:codebuild:us-west-2:111122223333:project/apple',
      'arn:aws:codebuild:us-west-1:111122223333:project/app',
      'arn:aws:logs:us-west-2:111122223333:log-group:/aws/codebuild/app:log-stream:1',
      'arn:aws:iam::111122223333:role/build',
    ],
  },
  { name: 's3:max-keys', type: 'number', values: ['10', '10.0', '9', '10.5', '-1'] },
  { name: 'aws:MultiFactorAuthAge', type: 'number', values: ['300', '301', '3e2'] },
  {
    name: 'aws:CurrentTime',
    type: 'date',
    values: ['2026-11-24T00:00:00Z', '2026-11-24T01:00:00Z', '1795478400', '2026-11-23T23:00:00-01:00'],
    always: true,
  },
  { name: 'aws:TokenIssueTime', type: 'date', values: ['2026-11-24T00:00:00Z', '2026-11-24', '1795478401'] },
  { name: 'aws:MultiFactorAuthPresent', type: 'bool', values: ['true', 'false'] },
  { name: 'aws:SecureTransport', type: 'bool', values: ['true', 'false'], always: true },
  { name: 'aws:SourceIp', type: 'ip', values: ['10.1.2.3', '10.1.3.3', '2001:db8::1'], always: true },
  { name: 'aws:VpcSourceIp', type: 'ip', values: ['10.1.2.3', '2001:db8:0:1::1'] },
  { name: 'example:Digest', type: 'binary', values: ['QmluYXJ5', 'QmluYXJ6'] },
  { name: 'aws:TagKeys', type: 'list', values: ['team', 'Team', 'env', 'cost', ''] },
  { name: 'aws:CalledVia', type: 'list', values: ['codebuild.amazonaws.com', 'kms.amazonaws.com'] },
  { name: 'aws:PrincipalOrgPaths', type: 'list', values: ['o-1/r-1/ou-1/', 'o-1/r-1/ou-11/'] },
];

/** Keys that follow from the request itself. */
const DERIVED_KEYS: readonly Key[] = [
  { name: 'aws:PrincipalAccount', type: 'string', values: ACCOUNTS },
  { name: 'aws:ResourceAccount', type: 'string', values: ACCOUNTS },
  { name: 'aws:PrincipalType', type: 'string', values: ['User', 'AssumedRole', 'Account', 'FederatedUser'] },
  { name: 'aws:username', type: 'string', values: ['ann', 'Ann'] },
  { name: 'aws:PrincipalIsAWSService', type: 'bool', values: ['true', 'false'] },
  {
    name: 'aws:PrincipalArn',
    type: 'arn',
    values: [
      'arn:aws:iam::111122223333:role/build',
      'arn:aws:iam::111122223333:role/service-role/build',
      'arn:aws:iam::111122223333:user/ann',
      'arn:aws:sts::111122223333:assumed-role/build/AWSCodeBuild-1',
    ],
  },
];

export const ALL_KEYS: readonly Key[] = [...STATED_KEYS, ...DERIVED_KEYS];
