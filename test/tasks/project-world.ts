/** Worlds of one project, by what differs: its rights, its settings, its buildspec, and what stands around it. */
import { readFileSync } from 'node:fs';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT, REGION } from './on-sandbox.ts';

export type AccountInput = WorldInput['accounts'][number];
interface Policy {
  readonly [field: string]: unknown;
  readonly Version: string;
  readonly Statement: object[];
}

export const PROJECT = 'app';
export const ROLE = 'build-role';

export const policy = (...Statement: object[]): Policy => ({ Version: '2012-10-17', Statement });

type Words = string | readonly string[];
export const allow = (Action: Words, Resource: Words = '*', Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
export const deny = (Action: Words, Resource: Words = '*', Condition?: object): object => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});

export const fixture = (name: string): string =>
  readFileSync(new URL(`../evidence/fixtures/${name}.yml`, import.meta.url), 'utf8');

export const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
export const repository = (name = 'tracker_api', account = ACCOUNT, region = REGION): string =>
  `arn:aws:ecr:${region}:${account}:repository/${name}`;
export const TOKEN = allow('ecr:GetAuthorizationToken');
export const pushTo = (...names: readonly string[]): object =>
  allow(
    PUSH,
    names.map((name) => repository(name)),
  );
export const LOGS = allow(
  ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  [
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}`,
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}:*`,
  ],
);
/** All that the docker sample needs. */
export const ENOUGH = [LOGS, TOKEN, pushTo('tracker_api')];

const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

export interface ProjectWorld {
  /** Statements of the role's one policy. */
  readonly rights?: readonly object[];
  readonly buildspec?: string;
  readonly role?: object;
  readonly project?: object;
  readonly environment?: object;
  readonly variables?: Readonly<Record<string, string>>;
  readonly repositories?: AccountInput['repositories'];
  readonly account?: Partial<AccountInput>;
  readonly others?: readonly AccountInput[];
  readonly organization?: WorldInput['organization'];
}

/** A world whose project has been built once. */
export function projectWorld({
  rights = ENOUGH,
  buildspec = fixture('docker-sample'),
  role = {},
  project = {},
  environment = {},
  variables = {},
  repositories = [{ name: 'tracker_api' }],
  account = {},
  others = [],
  organization,
}: ProjectWorld): WorldInput {
  const all = {
    AWS_ACCOUNT_ID: ACCOUNT,
    IMAGE_REPO_NAME: 'tracker_api',
    IMAGE_TAG: 'latest',
    ...variables,
  };
  return {
    region: REGION,
    accounts: [
      ...others,
      {
        id: ACCOUNT,
        roles: [{ name: ROLE, trust: TRUST, inline: { base: policy(...rights) }, ...role }],
        repositories: [...(repositories ?? [])],
        projects: [
          {
            name: PROJECT,
            source: { type: 'NO_SOURCE', buildspec },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0',
              computeType: 'BUILD_GENERAL1_SMALL',
              privilegedMode: true,
              imagePullCredentialsType: 'CODEBUILD',
              environmentVariables: Object.entries(all).map(([name, value]) => ({ name, value })),
              ...environment,
            },
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
            ...project,
          },
        ],
        builds: [PROJECT],
        ...account,
      },
    ],
    ...(organization === undefined ? {} : { organization }),
  };
}
