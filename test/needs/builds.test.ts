import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import { readProjectSettings } from '#evidence/project-settings.ts';
import { needsOf } from '#needs/needs.ts';
import { project } from '../evidence/project.ts';
import { scope } from './asked.ts';

function needsOfBuild(name: string, least = false): readonly string[] {
  const text = readFileSync(new URL(`../evidence/fixtures/${name}.yml`, import.meta.url), 'utf8');
  const evidence = [
    ...readProjectSettings(project(), null),
    ...readBuildspecEvidence({ project: project(), build: null, text }),
  ];
  return needsOf(evidence, scope, { least })
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();
}

// The lists below are made by hand from the documentation of ECR and CodeBuild, not from the program.
const arn = (service: string, resource: string) => `arn:aws:${service}:us-west-2:111122223333:${resource}`;
const repository = (name: string) => arn('ecr', `repository/${name}`);
const LOG = [
  `logs:CreateLogGroup ${arn('logs', 'log-group:/aws/codebuild/app')}`,
  `logs:CreateLogStream ${arn('logs', 'log-group:/aws/codebuild/app:*')}`,
  `logs:PutLogEvents ${arn('logs', 'log-group:/aws/codebuild/app:*')}`,
];
const LOGIN = ['ecr:GetAuthorizationToken *'];
const PUSH = [
  'BatchCheckLayerAvailability',
  'BatchGetImage',
  'CompleteLayerUpload',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'PutImage',
  'UploadLayerPart',
];
const push = (name: string, actions: readonly string[] = PUSH) =>
  actions.map((action) => `ecr:${action} ${repository(name)}`);
const pull = (name: string) =>
  ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'].map(
    (action) => `ecr:${action} ${repository(name)}`,
  );

describe('the needs of a build', () => {
  it.each<readonly [string, readonly string[]]>([
    ['docker-sample', [...LOG, ...LOGIN, ...push('tracker_api')]],
    ['docker-latest-and-commit', [...LOG, ...LOGIN, ...push('tracker_api')]],
    ['buildx-multi-platform', [...LOG, ...LOGIN, ...push('tracker_api'), ...push('tracker_api-cache')]],
    ['kaniko', [...LOG, ...LOGIN, ...push('tracker_api'), ...push('tracker_api/cache')]],
    [
      'cdk-deploy',
      [
        ...LOG,
        `ssm:GetParameters ${arn('ssm', 'parameter/app/api-key')}`,
        `secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:prod/token-??????')}`,
        ...[
          'CreateReportGroup',
          'CreateReport',
          'UpdateReport',
          'BatchPutTestCases',
          'BatchPutCodeCoverages',
        ].map((action) => `codebuild:${action} ${arn('codebuild', 'report-group/app-jest')}`),
        ...['deploy', 'file-publishing', 'image-publishing', 'lookup'].map(
          (role) =>
            `sts:AssumeRole arn:aws:iam::111122223333:role/cdk-hnb659fds-${role}-role-111122223333-us-west-2`,
        ),
      ],
    ],
    [
      'ecs-deploy',
      [
        ...LOG,
        ...LOGIN,
        `ecr:DescribeRepositories ${repository('tracker_api')}`,
        ...push('tracker_api'),
        `ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/web:*')}`,
        'iam:PassRole arn:aws:iam::111122223333:role/ecs-exec',
        `ecs:UpdateService ${arn('ecs', 'service/prod/web')}`,
        `ecs:DescribeServices ${arn('ecs', 'service/prod/web')}`,
      ],
    ],
    [
      'lambda-container',
      [
        ...LOG,
        ...LOGIN,
        `ecr:DescribeRepositories ${repository('tracker_api')}`,
        `ecr:CreateRepository ${repository('tracker_api')}`,
        `ecr:TagResource ${repository('tracker_api')}`,
        ...push('tracker_api'),
        `lambda:UpdateFunctionCode ${arn('lambda', 'function:worker')}`,
        // Lambda adds itself to the repository's policy with the caller's permissions.
        `ecr:GetRepositoryPolicy ${repository('tracker_api')}`,
        `ecr:SetRepositoryPolicy ${repository('tracker_api')}`,
        `lambda:GetFunction ${arn('lambda', 'function:worker')}`,
        `lambda:PublishVersion ${arn('lambda', 'function:worker')}`,
      ],
    ],
    [
      'helm-and-oras',
      [
        ...LOG,
        ...LOGIN,
        ...['charts/web', 'sbom', 'web', 'alpine', 'redis'].flatMap((name) => push(name)),
        ...['DescribeKey', 'GetPublicKey', 'Sign'].map((name) => `kms:${name} ${arn('kms', 'key/*')}`),
      ],
    ],
  ])('%s are these and no others', (name, expected) => {
    expect(needsOfBuild(name)).toEqual([...expected].sort());
  });

  it('are, at least, what the evidence shows', () => {
    const written = PUSH.filter((action) => action !== 'GetDownloadUrlForLayer');
    expect(needsOfBuild('docker-sample', true)).toEqual(
      [...LOG, ...LOGIN, ...push('tracker_api', written)].sort(),
    );
    expect(needsOfBuild('kaniko', true)).toEqual(
      [
        ...LOG,
        ...LOGIN,
        ...push('tracker_api', written),
        ...push('tracker_api/cache', written),
        ...pull('tracker_api/cache'),
      ]
        .filter((line, index, all) => all.indexOf(line) === index)
        .sort(),
    );
  });
});
