/** A project whose builds run in batches, red: what the roles of its builds and of its batches may do is said by each test. */
import type { WorldInput } from '#sandbox/worlds/world-file.ts';

export const ACCOUNT = '290008131176';
export const REGION = 'us-west-2';
export const PROJECT = 'shop';
export const BUILD_ROLE = `arn:aws:iam::${ACCOUNT}:role/shop-builds`;
export const BATCH_ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/shop-batches`;
export const PROJECT_ARN = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${PROJECT}`;
const BATCH_ACTIONS = ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:RetryBuild'];

/** Each task pushes to the repository that its variable names; the last one pulls what the first has pushed. */
const GRAPH = `version: 0.2
batch:
  fast-fail: false
  build-graph:
    - identifier: api
      env:
        variables:
          IMAGE: api
    - identifier: web
      env:
        variables:
          IMAGE: web
    - identifier: smoke
      buildspec: smoke.yml
      depend-on: [api, web]
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin $HOST
      - docker build -t $HOST/$IMAGE:1 .
      - docker push $HOST/$IMAGE:1
`;

const SMOKE = `version: 0.2
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin $HOST
      - docker pull $HOST/api:1
`;

const policy = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement: [...Statement] });
const allow = (Action: string | readonly string[], Resource: string | readonly string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
export const LOGS = allow(
  ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  [
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}`,
    `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}:*`,
  ],
);
const STARTS = allow(BATCH_ACTIONS, PROJECT_ARN);

export interface BatchWorld {
  readonly builds?: readonly object[];
  readonly batches?: readonly object[];
  readonly buildspec?: string;
  readonly batchConfig?: object;
  readonly batchRole?: object;
}

export function batchWorld({
  builds = [LOGS],
  batches = [STARTS],
  buildspec = GRAPH,
  batchConfig = {},
  batchRole = {},
}: BatchWorld = {}): WorldInput {
  return {
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [
          { name: 'shop-builds', trust: TRUST, inline: { base: policy(...builds) } },
          {
            name: 'shop-batches',
            path: '/service-role/',
            trust: TRUST,
            inline: batches.length === 0 ? {} : { base: policy(...batches) },
            ...batchRole,
          },
        ],
        repositories: [{ name: 'api' }, { name: 'web' }],
        projects: [
          {
            name: PROJECT,
            source: { type: 'GITHUB', location: 'https://github.com/shop/shop.git', buildspec },
            sourceFiles: { 'smoke.yml': SMOKE },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
              privilegedMode: true,
              environmentVariables: [
                { name: 'HOST', value: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`, type: 'PLAINTEXT' },
              ],
            },
            serviceRole: BUILD_ROLE,
            buildBatchConfig: { serviceRole: BATCH_ROLE, ...batchConfig },
          },
        ],
        builds: [{ batch: PROJECT }],
      },
    ],
  };
}
