import { CodeBuildClient, RetryBuildCommand } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { hasAwsCli } from '../clients/aws-cli.ts';
import { aws, settings } from './arrange.ts';
import { ended, logOf, open, phasesOf, PROJECT, ROLE } from './builds.ts';

const RUNBOOK_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetDownloadUrlForLayer',
        'ecr:BatchGetImage',
        'ecr:PutImage',
        'ecr:InitiateLayerUpload',
        'ecr:UploadLayerPart',
        'ecr:CompleteLayerUpload',
      ],
      Resource: 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api',
    },
  ],
});

describe('the world of the runbook', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await open('tracker-api');
  });
  afterAll(() => sandbox.close());

  test('has a first build that failed as it fails in AWS', async () => {
    const build = await ended(sandbox);
    expect(build.number).toBe(1);
    expect(build.status).toBe('FAILED');
    expect(phasesOf(build)).toEqual([
      'SUBMITTED SUCCEEDED',
      'QUEUED SUCCEEDED',
      'PROVISIONING SUCCEEDED',
      'DOWNLOAD_SOURCE SUCCEEDED',
      'INSTALL SUCCEEDED',
      'PRE_BUILD FAILED',
      'FINALIZING SUCCEEDED',
      'COMPLETED',
    ]);
    const login =
      'aws ecr get-login-password --region $AWS_DEFAULT_REGION | docker login --username AWS --password-stdin $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com';
    expect(build.phases[5]?.contexts).toEqual([
      {
        statusCode: 'COMMAND_EXECUTION_ERROR',
        message: `Error while executing command: ${login}. Reason: exit status 1`,
      },
    ]);
    const session = `arn:aws:sts::290008131176:assumed-role/${ROLE}/AWSCodeBuild-${build.uuid}`;
    const log = logOf(sandbox, build);
    expect(log).toContain(
      `\n\nAn error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: ${session} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action\nError: Cannot perform an interactive login from a non TTY device\n\n[Container] `,
    );
    expect(log).toMatch(
      /\[Container\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} Phase complete: PRE_BUILD State: FAILED\n/,
    );
    expect(log).toContain(` Command did not exit successfully ${login} exit status 1\n`);
  });

  test.skipIf(!hasAwsCli)(
    'is mended by the runbook, with the AWS CLI, and its build retried is green',
    async () => {
      const put = await aws(sandbox, [
        'iam',
        'put-role-policy',
        '--role-name',
        ROLE,
        '--policy-name',
        'CodeBuild-ECR-Permissions',
        '--policy-document',
        RUNBOOK_POLICY,
      ]);
      expect(put).toEqual({ code: 0, stdout: '', stderr: '' });
      const codebuild = new CodeBuildClient(settings(sandbox));
      const { build: retried } = await codebuild.send(
        new RetryBuildCommand({ id: (await ended(sandbox)).id }),
      );
      const build = await ended(sandbox, retried?.id);
      expect(logOf(sandbox, build)).toContain('latest: digest: sha256:');
      expect([build.number, build.status]).toEqual([2, 'SUCCEEDED']);
      const images = await aws(sandbox, ['ecr', 'list-images', '--repository-name', 'tracker_api']);
      expect(images.stdout).toContain('"imageTag": "latest"');
      const listed = await aws(sandbox, ['codebuild', 'list-builds-for-project', '--project-name', PROJECT]);
      expect((JSON.parse(listed.stdout) as { ids: string[] }).ids).toEqual([build.id, expect.any(String)]);
    },
  );
});
