/** Plans of every kind of step, as code that a judge reads. */
import type { WrittenPolicy } from '#account/policy-address.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { withText } from '#plan/steps/step.ts';
import { CASES, MORE_CASES, planOf, ROLE, ROLE_ARN } from '../apply/plans.ts';

const ACCOUNT = '290008131176';
const REPOSITORY = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/tracker_api`;

const allow = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

const PUSH = allow({
  Sid: 'Push',
  Action: ['ecr:BatchCheckLayerAvailability', 'ecr:PutImage'],
  Resource: REPOSITORY,
});
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
  ],
});

const pull = (resource: string | null): string =>
  allow({
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/build` },
    Action: 'ecr:BatchGetImage',
    ...(resource === null ? {} : { Resource: resource }),
  });

const policyOf = (kind: WrittenPolicy, on: string, region = 'us-west-2'): Step => ({
  kind: 'write-policy',
  at: { kind, account: ACCOUNT, region, on },
  before: kind === 'bucket' ? '{}' : null,
  after: pull('*'),
});

/** The plans of the tests of applying hold documents that no service would take. */
function real(step: Step): Step {
  if (step.kind === 'write-policy')
    return { ...step, after: pull(step.at.kind === 'repository' ? null : '*') };
  return step.kind === 'create-role' ? { ...step, trustPolicy: TRUST } : withText(step, PUSH);
}

const inline = (policyName: string, after: string): Step => ({
  kind: 'put-role-policy',
  role: ROLE,
  roleArn: ROLE_ARN,
  policyName,
  before: null,
  after,
});

const repository = (name: string, region: string): Step => ({
  kind: 'create-repository',
  account: ACCOUNT,
  region,
  name,
  arn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`,
  scanOnPush: false,
  tagMutability: 'IMMUTABLE',
});

const MORE: readonly (readonly [name: string, plan: Plan])[] = [
  [
    'policy variables and signs of templates',
    planOf([
      inline(
        'Variables',
        allow({
          Action: 's3:GetObject',
          Resource: ['arn:aws:s3:::b/${aws:PrincipalTag/team}/*'],
          Condition: {
            StringLike: { 's3:prefix': ['a/${aws:username}*', '%{if}/$${x}/$$%%{y}/"q"/\\\n'] },
            Bool: { 'aws:SecureTransport': 'true' },
          },
        }),
      ),
    ]),
  ],
  [
    'the policies of other layers',
    planOf([
      policyOf('registry', `${ACCOUNT}/us-west-2`),
      policyOf('bucket', 'arn:aws:s3:::artifacts'),
      policyOf('secret', `arn:aws:secretsmanager:us-west-2:${ACCOUNT}:secret:build-AbCdEf`),
      policyOf('trust', ROLE_ARN, ''),
    ]),
  ],
  [
    'names that are no identifiers',
    planOf([inline('1+=,.@_-', PUSH), inline('a.b', PUSH), inline('A-b', PUSH), inline('for', PUSH)]),
  ],
  [
    'repositories in folders and in another region',
    planOf([
      repository('team/app.v2', 'us-west-2'),
      repository('team/app-v2', 'us-west-2'),
      repository('team/app.v2', 'eu-west-1'),
      inline('Push', PUSH),
    ]),
  ],
  [
    'texts that YAML would take for something else',
    planOf([
      inline(
        'no',
        allow({
          Action: 'ecr:PutImage',
          Resource: REPOSITORY,
          Condition: {
            StringEquals: { 'aws:PrincipalTag/on': ['no', '012345', '2012-10-17', ' # x', "it's", ''] },
          },
        }),
      ),
    ]),
  ],
];

const TAGS = [
  { key: 'team', value: 'build tools' },
  { key: 'for', value: 'no: a+b@c' },
];

/** What is made bears the tags of the house. */
const tagged = (step: Step): Step =>
  step.kind === 'create-policy' || step.kind === 'create-role' || step.kind === 'create-repository'
    ? { ...step, tags: TAGS }
    : step;

/** By name; the documents are such as the services take. */
export const EMITTED_PLANS: readonly (readonly [name: string, plan: Plan])[] = [
  ...[...CASES, ...MORE_CASES].map(
    ({ name, plan }) => [name, { ...plan, steps: plan.steps.map(real) }] as const,
  ),
  ...MORE_CASES.slice(0, 1).map(
    ({ plan }) => ['tags on all that is made', { ...plan, steps: plan.steps.map(real).map(tagged) }] as const,
  ),
  ...MORE,
];
