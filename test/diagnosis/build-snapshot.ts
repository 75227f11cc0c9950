/** Snapshots, needs and evidence of the runbook's account, written by hand: each test says only what differs. */
import {
  absent,
  known,
  type Known,
  type ManagedPolicy,
  type PolicyDocument,
  type Repository,
  type Role,
  type Snapshot,
  unreadable,
} from '#account/snapshot.ts';
import type { Denial, Evidence, Grade, Origin, Use } from '#evidence/evidence.ts';
import type { Symptom } from '#evidence/symptoms.ts';
import type { Need } from '#needs/need.ts';

export const ACCOUNT = '290008131176';
export const REGION = 'us-west-2';
export const ROLE_NAME = 'codebuild-TrackerAPI-service-role';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE_NAME}`;
const PROJECT_ARN = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`;
export const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tracker_api`;

export const PUSH_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];

export function allow(
  actions: string | readonly string[],
  resource: string | readonly string[],
  more: object = {},
): string {
  return policy({ Effect: 'Allow', Action: actions, Resource: resource, ...more });
}

export function deny(actions: string | readonly string[], resource: string, more: object = {}): string {
  return policy({ Effect: 'Deny', Action: actions, Resource: resource, ...more });
}

export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

export const LOGS_POLICY = allow(
  ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  [
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI`,
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI:*`,
  ],
);

export function document(name: string, text: string): Known<PolicyDocument> {
  return known({ name, arn: null, text });
}

export function managed(name: string, text: string, more: Partial<ManagedPolicy> = {}): Known<ManagedPolicy> {
  const arn = `arn:aws:iam::${ACCOUNT}:policy/${name}`;
  return known({ name, arn, text, path: '/', defaultVersionId: 'v1', attachmentCount: 1, ...more });
}

export const denied = (what: string): Known<never> =>
  unreadable({ what, why: 'AccessDenied', message: 'no', needs: 'iam:GetRolePolicy', on: ROLE_ARN });

/** The console-made role of the runbook: its base policy, nothing of ECR. */
export function roleWith(inline: Readonly<Record<string, string>> = {}, more: Partial<Role> = {}): Role {
  return {
    name: ROLE_NAME,
    arn: ROLE_ARN,
    path: '/service-role/',
    description: null,
    trustPolicy: TRUST,
    maxSessionSeconds: 3600,
    boundary: absent,
    inline: known(Object.entries(inline).map(([name, text]) => document(name, text))),
    attached: known([managed('CodeBuildBasePolicy-TrackerAPI-us-west-2', LOGS_POLICY)]),
    tags: [],
    ...more,
  };
}

export function repository(more: Partial<Repository> = {}): Known<Repository> {
  return known({
    name: 'tracker_api',
    arn: REPOSITORY,
    uri: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/tracker_api`,
    account: ACCOUNT,
    region: REGION,
    tagMutability: 'MUTABLE',
    scanOnPush: false,
    policy: absent,
    ...more,
  });
}

export function snapshotWith(more: Partial<Snapshot> = {}): Snapshot {
  return {
    takenAt: '2026-11-24T02:00:00Z',
    partition: 'aws',
    account: ACCOUNT,
    region: REGION,
    operator: `arn:aws:iam::${ACCOUNT}:user/operator`,
    project: PROJECT,
    build: known(BUILD),
    batch: absent,
    passedOver: null,
    lastGreen: null,
    running: null,
    lastFailedBuild: null,
    role: known(roleWith()),
    batchRole: absent,
    roleUsers: known({ projects: [], complete: true }),
    log: known({ group: '/aws/codebuild/TrackerAPI', stream: '1', lines: ['a line'], truncated: false }),
    repositories: { [REPOSITORY]: repository() },
    elsewhere: {},
    registryPolicies: {},
    pullThroughCacheRules: {},
    signingRules: {},
    creationTemplates: {},
    resourcePolicies: {},
    bucketOwners: {},
    trail: absent,
    starts: absent,
    projectChanges: absent,
    roleChanges: absent,
    repositoryChanges: absent,
    pipelineAction: absent,
    buildspecFiles: {},
    decodedMessages: {},
    authorizationDetails: {},
    keyAliases: {},
    secretKeys: {},
    parameterKeys: {},
    resourceTags: {},
    sessionPolicies: {},
    serviceControl: absent,
    resourceControl: absent,
    endpoints: absent,
    organizationId: absent,
    ...more,
  };
}

export const PROJECT: Snapshot['project'] = {
  name: 'TrackerAPI',
  arn: PROJECT_ARN,
  serviceRole: ROLE_ARN,
  description: null,
  source: { type: 'GITHUB', location: null, buildspec: null, auth: null, identifier: null },
  secondarySources: [],
  artifacts: {
    type: 'NO_ARTIFACTS',
    location: null,
    path: null,
    bucketOwnerAccess: null,
    encryptionDisabled: false,
    identifier: null,
  },
  secondaryArtifacts: [],
  cache: { type: 'NO_CACHE', location: null },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:7.0',
    computeType: 'BUILD_GENERAL1_SMALL',
    privilegedMode: true,
    imagePullCredentialsType: 'CODEBUILD',
    registryCredential: null,
    certificate: null,
    fleetArn: null,
    variables: [],
  },
  encryptionKey: null,
  vpc: null,
  logs: {
    cloudWatch: { enabled: true, groupName: '/aws/codebuild/TrackerAPI' },
    s3: { enabled: false, location: null },
  },
  sourceVersion: null,
  secondarySourceVersions: [],
  webhook: null,
  created: null,
  lastModified: null,
  batchServiceRole: null,
  fileSystems: [],
};

export const BUILD = {
  id: 'TrackerAPI:8c2f',
  arn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/TrackerAPI:8c2f`,
  number: 1,
  status: 'FAILED',
  currentPhase: 'COMPLETED',
  complete: true,
  startedAt: null,
  endedAt: null,
  serviceRole: ROLE_ARN,
  sourceVersion: null,
  resolvedSourceVersion: null,
  initiator: null,
  batchArn: null,
  debugSession: false,
  phases: [],
  logs: { groupName: null, streamName: null },
  buildspec: null,
  variables: [],
  ranWith: {},
} as const;

export function use(use: Use, grade: Grade = 'declared', origin: Origin = 'settings'): Evidence {
  return {
    kind: 'use',
    grade,
    origin,
    source: { kind: 'buildspec', where: 'buildspec line 9', text: 'docker push' },
    use,
  };
}

export const PUSH = use({
  kind: 'image-push',
  repository: { partition: 'aws', region: REGION, account: ACCOUNT, name: 'tracker_api' },
  tag: 'latest',
});

export function denial(more: Partial<Denial>, grade: Grade = 'claimed'): Evidence {
  return {
    kind: 'denial',
    grade,
    source: { kind: 'build-log', where: 'log line 41', text: 'is not authorized to perform' },
    denial: {
      action: null,
      resource: null,
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-8c2f`,
      operation: null,
      layer: null,
      explicit: null,
      policyArn: null,
      authorizationId: null,
      missingAction: null,
      span: { start: 0, end: 1 },
      line: 41,
      truncated: false,
      ...more,
    },
  };
}

export function symptom(symptom: Symptom, followsFrom: number | null = null): Evidence {
  return {
    kind: 'symptom',
    grade: 'claimed',
    source: { kind: 'build-log', where: 'log line 12', text: symptom },
    symptom,
    detail: {},
    followsFrom,
  };
}

export function need(action: string, resource: string, more: Partial<Need> = {}): Need {
  return {
    action,
    resource,
    context: {},
    why: '',
    grade: 'declared',
    evidence: [PUSH],
    rule: null,
    subject: 'service-role',
    ...more,
  };
}

/** What pushing to the repository asks for. */
export function pushNeeds(more: Partial<Need> = {}, arn = REPOSITORY): readonly Need[] {
  return [
    need('ecr:GetAuthorizationToken', '*', more),
    ...PUSH_ACTIONS.map((action) => need(action, arn, more)),
  ];
}

export function logNeeds(): readonly Need[] {
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI`;
  const logs = {
    grade: 'configured',
    evidence: [use({ kind: 'write-logs', groupName: '/aws/codebuild/TrackerAPI' }, 'configured')],
  } as const;
  return [
    need('logs:CreateLogGroup', group, logs),
    need('logs:CreateLogStream', `${group}:*`, logs),
    need('logs:PutLogEvents', `${group}:*`, logs),
  ];
}
