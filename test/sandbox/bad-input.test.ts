/** Tokens, names, tags and manifests that AWS refuses, in the codes and words of each service. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, ListBuildsCommand } from '@aws-sdk/client-codebuild';
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { settings, start, type ClientSettings } from './arrange.ts';

let sandbox: Sandbox;
let on: ClientSettings;
beforeAll(async () => {
  sandbox = await start();
  on = settings(sandbox);
});
afterAll(() => sandbox.close());

describe('a token of no page', () => {
  const bad = ['none', '', Buffer.from('-1').toString('base64'), Buffer.from('1e3').toString('base64')];
  const calls: readonly (readonly [string, string, (token: string) => Promise<unknown>])[] = [
    ['IAM', 'ValidationError', (Marker) => new IAMClient(on).send(new ListRolesCommand({ Marker }))],
    [
      'ECR',
      'InvalidParameterException',
      (nextToken) => new ECRClient(on).send(new DescribeRepositoriesCommand({ nextToken })),
    ],
    [
      'CodeBuild',
      'InvalidInputException',
      (nextToken) => new CodeBuildClient(on).send(new ListBuildsCommand({ nextToken })),
    ],
    [
      'CloudWatch Logs',
      'InvalidParameterException',
      (nextToken) => new CloudWatchLogsClient(on).send(new DescribeLogGroupsCommand({ nextToken })),
    ],
    [
      'CloudTrail',
      'InvalidNextTokenException',
      (NextToken) => new CloudTrailClient(on).send(new LookupEventsCommand({ NextToken })),
    ],
    [
      'Systems Manager',
      'InvalidNextToken',
      (NextToken) => new SSMClient(on).send(new DescribeParametersCommand({ NextToken })),
    ],
  ];

  test.each(calls)('is refused by %s as %s', async (_, name, call) => {
    for (const token of bad)
      await expect(call(token)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test('is refused by S3', async () => {
    const s3 = new S3Client({ ...on, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const list = s3.send(new ListObjectsV2Command({ Bucket: 'bucket', ContinuationToken: 'none' }));
    await expect(list).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'The continuation token provided is incorrect',
    });
  });
});

describe('the name of a parameter', () => {
  const put = (Name: string) =>
    new SSMClient(on).send(new PutParameterCommand({ Name, Value: 'v', Type: 'String' }));
  const FORM = expect.stringMatching(/^Parameter name: can't be prefixed with "ssm"/) as string;

  test.each([
    ['aws-limits', 'AccessDeniedException', 'No access to reserved parameter name: aws-limits.'],
    ['/AWS/own', 'AccessDeniedException', 'No access to reserved parameter name: /AWS/own.'],
    ['ssm-own', 'ValidationException', FORM],
    ['/SSM/own', 'ValidationException', FORM],
    ['/own/a b', 'ValidationException', FORM],
    ['own/token', 'ValidationException', 'Parameter name must be a fully qualified name.'],
  ])('%s is refused', async (name, code, message) => {
    await expect(put(name)).rejects.toMatchObject({ name: code, message });
  });

  test('may hold a reserved word further on', async () => {
    for (const name of ['/own/aws', '/team/ssm-token', 'lawson'])
      await expect(put(name)).resolves.toMatchObject({ Version: 1 });
  });

  test('is looked at before the parameter is looked for', async () => {
    const get = (Name: string) => new SSMClient(on).send(new GetParameterCommand({ Name }));
    await expect(get('a b')).rejects.toMatchObject({ name: 'ValidationException', message: FORM });
    await expect(get('/aws/service/absent')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});

describe('an image', () => {
  const put = (imageManifest: string, imageTag?: string) =>
    new ECRClient(on).send(new PutImageCommand({ repositoryName: 'api', imageManifest, imageTag }));
  beforeAll(() => new ECRClient(on).send(new CreateRepositoryCommand({ repositoryName: 'api' })));
  const refused = (parameter: string, constraint: string) => ({
    name: 'InvalidParameterException',
    message: `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
  });

  test.each(['', '{}', '{"schemaVersion":2}', '{"schemaVersion":2,"layers":[]}', '[]', 'none', 'null'])(
    'whose manifest is `%s` is refused',
    async (manifest) => {
      await expect(put(manifest)).rejects.toMatchObject(refused('ImageManifest', 'Invalid JSON syntax'));
    },
  );

  test.each(['a b', 'feature/x', '', 'a:b', 'v1+2'])('with the tag `%s` is refused', async (tag) => {
    const index = '{"schemaVersion":2,"manifests":[]}';
    await expect(put(index, tag)).rejects.toMatchObject(
      refused('imageTag', "must satisfy regular expression '[a-zA-Z0-9-_.]+'"),
    );
  });
});
