/** Policies and requests to measure by: the runbook's, and made ones of any number, always the same ones. */
import type { ApplicablePolicies, AuthorizationRequest } from '#iam/decision.ts';

const ACCOUNT = '290008131176';
const REPOSITORY = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/tracker_api`;
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];

export const runbookPolicies: ApplicablePolicies = {
  identity: [
    {
      name: 'CodeBuild-ECR-Permissions',
      document: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
          { Effect: 'Allow', Action: PUSH, Resource: REPOSITORY },
        ],
      },
    },
  ],
};

const session = (number: number) =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/codebuild-TrackerAPI-service-role/AWSCodeBuild-${number.toString(16)}`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-TrackerAPI-service-role`;

/** What builds ask for: pushes to this repository and to others, logins, and what the policy does not speak of. */
export function runbookRequests(): readonly AuthorizationRequest[] {
  const actions = [...PUSH, 'ecr:GetAuthorizationToken', 'ecr:DescribeImages', 'logs:PutLogEvents'];
  return Array.from({ length: 1000 }, (_, number) => {
    const action = actions[number % actions.length] ?? '';
    const resource = number % 3 === 0 ? `${REPOSITORY}-${number % 50}` : REPOSITORY;
    return {
      principal: session(number),
      roleArn: ROLE,
      action,
      resource: action === 'ecr:GetAuthorizationToken' ? '*' : resource,
      context: { 'aws:SourceVpce': `vpce-${number % 7}`, 'aws:RequestedRegion': 'us-west-2' },
    };
  });
}

const SERVICES = ['ecr', 's3', 'logs', 'ssm', 'kms', 'sqs', 'sns', 'dynamodb', 'lambda', 'ecs'];
const VERBS = ['Get', 'Put', 'List', 'Delete', 'Describe', 'Create', 'Update', 'Tag'];

const service = (number: number) => SERVICES[number % SERVICES.length] ?? '';
const action = (number: number) =>
  `${service(number)}:${VERBS[Math.floor(number / 10) % VERBS.length]}Thing${Math.floor(number / 80) % 5}`;
const resource = (number: number) =>
  `arn:aws:${service(number)}:us-west-2:${ACCOUNT}:thing/team-${Math.floor(number / 10) % 40}/one`;

const CONDITIONS = [
  { StringEquals: { 'aws:RequestedRegion': ['us-west-2', 'us-east-1'] } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-*` } },
  { StringLike: { 'aws:SourceVpce': 'vpce-*' }, Bool: { 'aws:SecureTransport': 'true' } },
  { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
];

/** Statements on several services; every one has a condition, every tenth denies, some are wide. */
export function manyPolicies(count: {
  readonly policies: number;
  readonly statements: number;
}): ApplicablePolicies {
  const statement = (number: number) => ({
    Sid: `S${number}`,
    Effect: number % 10 === 9 ? 'Deny' : 'Allow',
    Action:
      number % 25 === 0
        ? [`${service(number)}:*`]
        : [action(number), action(number + 10), action(number + 20)],
    Resource:
      number % 4 === 0
        ? `arn:aws:${service(number)}:*:${ACCOUNT}:thing/team-*`
        : [resource(number), resource(number + 10)],
    Condition: CONDITIONS[number % CONDITIONS.length],
  });
  return {
    identity: Array.from({ length: count.policies }, (_, policy) => ({
      name: `Policy${policy}`,
      document: {
        Version: '2012-10-17',
        Statement: Array.from({ length: count.statements }, (_, index) =>
          statement(policy * count.statements + index),
        ),
      },
    })),
  };
}

export function requests(count: number): readonly AuthorizationRequest[] {
  return Array.from({ length: count }, (_, number) => ({
    principal: session(number),
    roleArn: ROLE,
    action: action(number * 7),
    resource: resource(number * 7),
    context: {
      'aws:RequestedRegion': number % 5 === 0 ? 'eu-west-1' : 'us-west-2',
      'aws:SourceVpce': `vpce-${number % 7}`,
      'aws:SecureTransport': 'true',
      'aws:SourceIp': `10.1.${number % 200}.7`,
      'aws:CurrentTime': '2026-11-25T21:00:00Z',
      'aws:MultiFactorAuthAge': String(number * 5),
    },
  }));
}
