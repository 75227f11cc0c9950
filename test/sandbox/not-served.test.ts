/** What the sandbox does not serve, and what names no operation, in the form in which each protocol has its errors. */
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { ListUsersCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetBucketCorsCommand, GetObjectRetentionCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { hasAwsCli } from '../clients/aws-cli.ts';
import { aws, settings, start } from './arrange.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await start();
});
afterAll(() => sandbox.close());

interface Asked {
  readonly service: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

const ask = ({ service, body = '', headers = {}, path = '/' }: Asked): Promise<Response> =>
  fetch(`${sandbox.endpoint}${path}`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=290008131176/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...headers,
    },
    body,
  });

describe('a call that names no operation', () => {
  test.each([
    ['JSON', 'iam', '{"Action":"ListRoles"}'],
    ['nothing', 'sts', ''],
    ['an empty operation', 'sts', 'Action=&Version=2011-06-15'],
    ['another member only', 'iam', 'Version=2010-05-08'],
  ])('is answered MissingAction by a query service: %s', async (_, service, body) => {
    const answer = await ask({ service, body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>MissingAction</Code>');
  });

  test('is answered UnknownOperationException by a JSON service', async () => {
    const answer = await ask({ service: 'ecr', body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('what the sandbox lacks answers 501 and is named', () => {
  const refused = (message: string) => ({
    name: 'NotImplemented',
    message: `the sandbox does not serve ${message}`,
    $metadata: { httpStatusCode: 501 },
  });

  test('an operation of a query service', async () => {
    const call = new IAMClient(settings(sandbox)).send(new ListUsersCommand({}));
    await expect(call).rejects.toMatchObject(refused('iam:ListUsers'));
  });

  test('an operation of a JSON service', async () => {
    const client = new KMSClient(settings(sandbox));
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string> };
        request.headers['x-amz-target'] = 'TrentService.ConnectCustomKeyStore';
        return next(args);
      },
      { step: 'build' },
    );
    const call = client.send(new DescribeKeyCommand({ KeyId: 'x' }));
    await expect(call).rejects.toMatchObject(refused('kms:ConnectCustomKeyStore'));
  });

  test('an operation of S3, on a bucket and on an object', async () => {
    const s3 = new S3Client({ ...settings(sandbox), forcePathStyle: true });
    const onObject = s3.send(new GetObjectRetentionCommand({ Bucket: 'bucket', Key: 'key' }));
    await expect(onObject).rejects.toMatchObject(refused('s3:GetObject?retention'));
    const onBucket = s3.send(new GetBucketCorsCommand({ Bucket: 'bucket' }));
    await expect(onBucket).rejects.toMatchObject(refused('s3:GetBucket?cors'));
  });

  test.each([
    {
      protocol: 'query',
      service: 'sns',
      asked: { body: 'Action=Publish&Version=2010-03-31' },
      named: '<Code>NotImplemented</Code><Message>the sandbox does not serve sns: Publish</Message>',
    },
    {
      protocol: 'JSON',
      service: 'dynamodb',
      asked: { body: '{}', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } },
      named:
        '{"__type":"NotImplemented","message":"the sandbox does not serve dynamodb: DynamoDB_20120810.ListTables"}',
    },
    {
      protocol: 'REST with JSON',
      service: 'lambda',
      asked: { path: '/2015-03-31/functions' },
      named:
        '{"__type":"NotImplemented","message":"the sandbox does not serve lambda: POST /2015-03-31/functions"}',
    },
    {
      protocol: 'REST with XML',
      service: 'route53',
      asked: { path: '/2013-04-01/hostedzone' },
      named:
        '<Code>NotImplemented</Code><Message>the sandbox does not serve route53: POST /2013-04-01/hostedzone',
    },
  ])('a service, asked in $protocol', async ({ service, asked, named }) => {
    const answer = await ask({ service, ...asked });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain(named);
  });

  test.skipIf(!hasAwsCli)('the AWS CLI tells its user', async () => {
    const { code, stderr } = await aws(sandbox, ['ec2', 'describe-vpcs']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('the sandbox does not serve ec2:DescribeVpcs');
  });
});
