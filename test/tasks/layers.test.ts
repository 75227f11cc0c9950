/** One world for each layer that can stop a build, red for that layer alone: the diagnosis names it, and plans nothing useless. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FindingCode } from '#diagnosis/codes.ts';
import { accountOf } from '#sandbox/world.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, pairs, REGION, startBuild } from './on-sandbox.ts';
import {
  allow,
  deny,
  ENOUGH,
  LOGS,
  policy,
  PROJECT,
  type ProjectWorld,
  projectWorld,
  PUSH,
  pushTo,
  repository,
  ROLE,
  TOKEN,
} from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const OTHER = '111122223333';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
const ALL = allow('*');

/** What a push to another account's repository needs of its policy. */
const letIn = policy({ Effect: 'Allow', Principal: { AWS: ROLE_ARN }, Action: PUSH });
const denyAll = (Action: string): object => ({ Effect: 'Deny', Principal: '*', Action });

interface Layer {
  readonly world: ProjectWorld;
  readonly finds: readonly FindingCode[];
  /** `ACTION RESOURCE` of what the plan grants; default: nothing. */
  readonly grants?: readonly string[];
  readonly steps?: readonly string[];
  /** Words of the cause. */
  readonly says?: string;
  /** Whether the plan turns it green; default: whether it has steps. */
  readonly green?: boolean;
}

const boundary = (...statements: object[]): ProjectWorld => ({
  role: { boundary: `arn:aws:iam::${ACCOUNT}:policy/limits` },
  account: { policies: [{ name: 'limits', document: policy(...statements) }] },
});

const organization = (
  kind: 'serviceControlPolicies' | 'resourceControlPolicies',
  statement: object,
): ProjectWorld => ({
  others: [{ id: OTHER }],
  organization: {
    management: OTHER,
    members: [ACCOUNT],
    [kind]: [{ name: 'guard', document: policy(statement), targets: [ACCOUNT] }],
  },
});

const LAYERS: Readonly<Record<string, Layer>> = {
  'an explicit deny of the role': {
    world: { rights: [...ENOUGH, deny('ecr:PutImage')] },
    finds: ['identity-explicit-deny'],
  },
  'a boundary that lacks the push': {
    world: boundary(allow('logs:*'), TOKEN),
    finds: ['boundary-blocks'],
    says: 'limits',
  },
  'a boundary that denies the token': {
    world: boundary(ALL, deny('ecr:GetAuthorizationToken')),
    finds: ['boundary-blocks'],
  },
  'a service control policy': {
    world: organization('serviceControlPolicies', deny('ecr:PutImage')),
    finds: ['scp-blocks'],
  },
  'a resource control policy': {
    world: organization('resourceControlPolicies', { ...denyAll('ecr:PutImage'), Resource: '*' }),
    finds: ['rcp-blocks'],
  },
  'a repository policy that denies': {
    world: {
      repositories: [{ name: 'tracker_api', policy: policy(denyAll('ecr:InitiateLayerUpload')) }],
    },
    finds: ['repository-policy-blocks'],
  },
  'the token allowed on an ARN': {
    world: {
      rights: [LOGS, allow('ecr:GetAuthorizationToken', repository()), pushTo('tracker_api')],
    },
    finds: ['token-resource-scoped'],
    grants: ['ecr:GetAuthorizationToken *'],
    steps: ['put-role-policy'],
  },
  'the push allowed in another region': {
    world: { rights: [LOGS, TOKEN, allow(PUSH, repository('tracker_api', ACCOUNT, 'us-east-1'))] },
    finds: ['resource-arn-mismatch'],
    says: 'us-east-1',
    grants: PUSH.map((action) => `${action} ${repository()}`),
    steps: ['put-role-policy'],
  },
  'the push allowed in another account': {
    world: { rights: [LOGS, TOKEN, allow(PUSH, repository('tracker_api', OTHER))] },
    finds: ['resource-arn-mismatch'],
    says: OTHER,
    grants: PUSH.map((action) => `${action} ${repository()}`),
    steps: ['put-role-policy'],
  },
  'an Allow whose condition fails': {
    world: {
      rights: [
        LOGS,
        TOKEN,
        allow(PUSH, repository(), { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
      ],
    },
    finds: ['condition-not-met'],
    grants: PUSH.map((action) => `${action} ${repository()}`),
    steps: ['put-role-policy'],
  },
  'a missing repository': {
    world: { repositories: [] },
    finds: ['repository-missing'],
    steps: ['create-repository'],
  },
  'a repository in another region': {
    world: { repositories: [{ name: 'tracker_api', region: 'us-east-1' }] },
    finds: ['wrong-region'],
    says: 'us-east-1',
  },
  'a repository of another account that lets it in, and a role that may not': {
    world: {
      rights: [LOGS],
      variables: { AWS_ACCOUNT_ID: OTHER },
      repositories: [],
      others: [{ id: OTHER, repositories: [{ name: 'tracker_api', policy: letIn }] }],
    },
    finds: ['identity-allow-missing'],
    grants: [
      'ecr:GetAuthorizationToken *',
      ...PUSH.map((action) => `${action} ${repository('tracker_api', OTHER)}`),
    ],
    steps: ['put-role-policy'],
  },
  'a repository of another account that lets it in, and a role with the token only': {
    world: {
      rights: [LOGS, TOKEN],
      variables: { AWS_ACCOUNT_ID: OTHER },
      repositories: [],
      others: [{ id: OTHER, repositories: [{ name: 'tracker_api', policy: letIn }] }],
    },
    finds: ['identity-allow-missing'],
    grants: PUSH.map((action) => `${action} ${repository('tracker_api', OTHER)}`),
    steps: ['put-role-policy'],
  },
  'a repository of another account without a policy': {
    world: {
      rights: [LOGS, TOKEN, allow(PUSH, repository('tracker_api', OTHER))],
      variables: { AWS_ACCOUNT_ID: OTHER },
      repositories: [],
      others: [{ id: OTHER, repositories: [{ name: 'tracker_api' }] }],
    },
    finds: ['repository-policy-blocks'],
  },
  'no log': {
    world: { rights: [TOKEN, pushTo('tracker_api')] },
    finds: ['logs-not-writable'],
    grants: [
      `logs:CreateLogGroup arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}`,
      `logs:CreateLogStream arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}:*`,
      `logs:PutLogEvents arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}:*`,
    ],
    steps: ['put-role-policy'],
  },
  'privileged mode off': {
    world: { environment: { privilegedMode: false } },
    finds: ['privileged-mode-off'],
  },
  'an immutable tag': {
    world: {
      repositories: [{ name: 'tracker_api', tagMutability: 'IMMUTABLE', images: ['latest'] }],
    },
    finds: ['tag-immutable'],
  },
  'no login': {
    world: {
      buildspec: `version: 0.2
phases:
  build:
    commands:
      - docker build -t $AWS_ACCOUNT_ID.dkr.ecr.$AWS_REGION.amazonaws.com/tracker_api:1 .
      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_REGION.amazonaws.com/tracker_api:1
`,
    },
    finds: ['not-logged-in'],
  },
  'an account number that is not set': {
    world: { variables: { AWS_ACCOUNT_ID: '' } },
    finds: ['wrong-account'],
  },
  'a buildspec that is none': {
    world: { buildspec: 'version: 0.2\nphases:\n  build:\n   commands: [a\n' },
    finds: ['buildspec-invalid'],
  },
  'a command that fails': {
    world: { buildspec: 'version: 0.2\nphases:\n  build:\n    commands:\n      - exit 3\n' },
    finds: ['command-failed'],
  },
};

describe('a build that is red for', () => {
  test.each(Object.entries(LAYERS))('%s', async (_, layer) => {
    const { world, finds, grants = [], steps = [], says } = layer;
    on = await openOnSandbox(projectWorld(world));
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(finds);
    expect(diagnosis.verdict).toBe('blocked');
    if (says !== undefined) expect(diagnosis.findings[0]?.cause).toContain(says);
    if (!plan.ok) throw new Error(plan.error.message);
    expect(plan.value.steps.map(({ kind }) => kind)).toEqual(steps);
    expect(pairs(plan.value.grants)).toEqual(grants.toSorted());
    const { outcome } = await on.fix(PROJECT);
    expect(outcome.kind).toBe(steps.length === 0 ? 'nothing-to-change' : 'applied');
    expect(buildsOf(on.sandbox)).toEqual(steps.length === 0 ? ['FAILED'] : ['FAILED', 'SUCCEEDED']);
  });
});

describe('a role that CodeBuild may not take', () => {
  const trusting = (service: string, Condition: object = {}): string =>
    JSON.stringify(
      policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', Condition }),
    );
  const another = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/another`;

  test.each([
    ['another project', trusting('codebuild.amazonaws.com', { ArnEquals: { 'aws:SourceArn': another } })],
    [
      'another account',
      trusting('codebuild.amazonaws.com', { StringEquals: { 'aws:SourceAccount': OTHER } }),
    ],
    ['EC2', trusting('ec2.amazonaws.com')],
  ])('trusts %s', async (_, trust) => {
    on = await openOnSandbox(projectWorld({ account: { builds: [] } }));
    const role = accountOf(on.sandbox.world, ACCOUNT).iam.roles.get(ROLE);
    if (role === undefined) throw new Error('no role');
    role.trust = trust;
    await expect(startBuild(on.sandbox)).rejects.toThrow(
      'CodeBuild is not authorized to perform: sts:AssumeRole',
    );
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['trust-policy-blocks']);
    expect(diagnosis.verdict).toBe('blocked');
    expect(plan).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('no policy on it has any effect') },
    });
    const { outcome } = await on.fix(PROJECT, { planning: { strategy: 'create-role' } });
    expect(outcome.kind).toBe('applied');
    expect(buildsOf(on.sandbox)).toEqual(['SUCCEEDED']);
  });
});
