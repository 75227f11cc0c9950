/**
 * The runbook's world: a project whose role was made by the console, which grants logs, artifacts and reports and
 * nothing of ECR. Source: runbook; facts 5.2, 5.3; AWS's Docker sample buildspec.
 */
import type { WorldInput } from './world-file.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const PROJECT = 'TrackerAPI';
const REPOSITORY = 'tracker_api';

const BUILDSPEC = `version: 0.2

phases:
  pre_build:
    commands:
      - echo Logging in to Amazon ECR...
      - aws ecr get-login-password --region $AWS_DEFAULT_REGION | docker login --username AWS --password-stdin $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com
  build:
    commands:
      - echo Build started on \`date\`
      - echo Building the Docker image...
      - docker build -t $IMAGE_REPO_NAME:$IMAGE_TAG .
      - docker tag $IMAGE_REPO_NAME:$IMAGE_TAG $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG
  post_build:
    commands:
      - echo Build completed on \`date\`
      - echo Pushing the Docker image...
      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG
`;

/** What the console attaches. Source: facts 5.3. */
const BASE_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Resource: [
        `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}`,
        `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}:*`,
      ],
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    },
    {
      Effect: 'Allow',
      Resource: [`arn:aws:s3:::codepipeline-${REGION}-*`],
      Action: [
        's3:PutObject',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetBucketAcl',
        's3:GetBucketLocation',
      ],
    },
    {
      Effect: 'Allow',
      Action: [
        'codebuild:CreateReportGroup',
        'codebuild:CreateReport',
        'codebuild:UpdateReport',
        'codebuild:BatchPutTestCases',
        'codebuild:BatchPutCodeCoverages',
      ],
      Resource: [`arn:aws:codebuild:${REGION}:${ACCOUNT}:report-group/${PROJECT}-*`],
    },
  ],
};

export const TRACKER_API: WorldInput = {
  region: REGION,
  accounts: [
    {
      id: ACCOUNT,
      policies: [
        {
          name: `CodeBuildBasePolicy-${PROJECT}-${REGION}`,
          path: '/service-role/',
          description: 'Policy used in trust relationship with CodeBuild',
          document: BASE_POLICY,
        },
      ],
      roles: [
        {
          name: `codebuild-${PROJECT}-service-role`,
          path: '/service-role/',
          trust: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'codebuild.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
          managed: [`arn:aws:iam::${ACCOUNT}:policy/service-role/CodeBuildBasePolicy-${PROJECT}-${REGION}`],
        },
      ],
      repositories: [{ name: REPOSITORY }],
      projects: [
        {
          name: PROJECT,
          source: { type: 'NO_SOURCE', buildspec: BUILDSPEC },
          artifacts: { type: 'NO_ARTIFACTS' },
          environment: {
            type: 'LINUX_CONTAINER',
            image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0',
            computeType: 'BUILD_GENERAL1_SMALL',
            privilegedMode: true,
            imagePullCredentialsType: 'CODEBUILD',
            environmentVariables: [
              { name: 'AWS_DEFAULT_REGION', value: REGION, type: 'PLAINTEXT' },
              { name: 'AWS_ACCOUNT_ID', value: ACCOUNT, type: 'PLAINTEXT' },
              { name: 'IMAGE_REPO_NAME', value: REPOSITORY, type: 'PLAINTEXT' },
              { name: 'IMAGE_TAG', value: 'latest', type: 'PLAINTEXT' },
            ],
          },
          serviceRole: `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-${PROJECT}-service-role`,
        },
      ],
      builds: [PROJECT],
    },
  ],
};
