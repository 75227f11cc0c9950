/** The words that worlds are written in: statements, documents, and what pushing an image asks for. */
import { ACCOUNT, OTHER, type Pair, REGION, ROLE_ARN } from './world.ts';

type Words = string | readonly string[];
export type Conditions = Readonly<Record<string, Readonly<Record<string, Words>>>>;
interface More {
  readonly Sid?: string;
  readonly Condition?: Conditions;
  readonly Principal?: unknown;
}

export const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
export const allow = (Action: Words, Resource: Words = '*', more: More = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
export const deny = (
  Sid: string,
  Action: Words,
  more: More & { readonly Resource?: Words } = {},
): object => ({
  Sid,
  Effect: 'Deny',
  Action,
  Resource: '*',
  ...more,
});
/** A statement of a repository's policy, which names no resource. */
export const onRepository = (
  Effect: 'Allow' | 'Deny',
  Action: Words,
  more: More & { readonly Sid: string },
): object => ({ Effect, Action, Principal: '*', ...more });

export const ALL: object = allow('*');
export const TOKEN = 'ecr:GetAuthorizationToken';
export const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
export const UPLOAD = [
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];
export const PUSH = [...PULL, ...UPLOAD];
export const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

export const repositoryArn = (name = 'tracker_api', account = ACCOUNT, region = REGION): string =>
  `arn:aws:ecr:${region}:${account}:repository/${name}`;
export const REPOSITORY: string = repositoryArn();
export const THEIRS: string = repositoryArn('tracker_api', OTHER);
export const registryOf = (account = ACCOUNT, region = REGION): string =>
  `${account}.dkr.ecr.${region}.amazonaws.com`;

export const pairs = (actions: Words, ...resources: readonly string[]): readonly Pair[] =>
  resources.flatMap((resource) => [actions].flat().map((action) => ({ action, resource })));
export const LOGIN: readonly Pair[] = pairs(TOKEN, '*');
export const PUSH_NEEDS: readonly Pair[] = [...LOGIN, ...pairs(PUSH, REPOSITORY)];
const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI`;
export const LOG_NEEDS: readonly Pair[] = pairs(LOGS, GROUP, `${GROUP}:*`);

/** All that the push asks for, and what the role has it from. */
export const PUSH_RIGHTS: readonly object[] = [allow(TOKEN), allow(PUSH, REPOSITORY)];

/** What a project in a VPC asks of the role. */
export const NETWORK: object = allow([
  'ec2:CreateNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcs',
  'ec2:CreateNetworkInterfacePermission',
]);

const ARTIFACT_ACTIONS = ['s3:PutObject', 's3:GetBucketAcl', 's3:GetBucketLocation'];
export const artifactRights = (bucket: string): object =>
  allow(ARTIFACT_ACTIONS, [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]);
export const CODEBUILD = { Service: 'codebuild.amazonaws.com' };
export const BUILD_ROLE = { AWS: ROLE_ARN };
export const rootOf = (account: string): { readonly AWS: string } => ({
  AWS: `arn:aws:iam::${account}:root`,
});
export const trust = (more: object = {}): object => ({
  Effect: 'Allow',
  Principal: CODEBUILD,
  Action: 'sts:AssumeRole',
  ...more,
});

export const KEY_ACTIONS: readonly string[] = [
  'kms:GenerateDataKey',
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:DescribeKey',
];

/** The statement of a key's policy that leaves its use to the policies of an account. */
export const rootOfKey = (account: string = ACCOUNT): object => ({
  Sid: 'Root',
  Effect: 'Allow',
  Principal: rootOf(account),
  Action: 'kms:*',
  Resource: '*',
});

/** The statement of the policy of another account's key or secret that lets builds in: all of their account, or whom it names. */
export const forBuilds = (Action: Words, Principal: object = rootOf(ACCOUNT)): object => ({
  Sid: 'Builds',
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
});

/** A statement of the policy of a resource, or of a resource control policy. */
export const denyingAll = (Sid: string, Action: Words, more: object = {}): object => ({
  ...deny(Sid, Action),
  Principal: '*',
  ...more,
});
