/** What IAM tells of when a role was last used, through AWS's own client. */
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, allow, type Keys, settings, start, statements, takeRole } from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;

const worker = (...actions: readonly string[]): Promise<Keys> =>
  takeRole(sandbox, { name: 'worker', policy: statements(allow(actions)) });

async function report(Granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL' = 'ACTION_LEVEL') {
  const iam = new IAMClient(settings(sandbox));
  const { JobId } = await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: ROLE, Granularity }));
  const { ServicesLastAccessed = [], JobStatus } = await iam.send(
    new GetServiceLastAccessedDetailsCommand({ JobId }),
  );
  expect(JobStatus).toBe('COMPLETED');
  return new Map(ServicesLastAccessed.map((one) => [one.ServiceNamespace, one]));
}

it('tells each service that the role is allowed, and of those it used the tracked actions', async () => {
  const keys = await worker('ecr:*', 's3:*', 'iam:PassRole');
  await new ECRClient(settings(sandbox, keys)).send(new DescribeRepositoriesCommand({}));
  const services = await report();
  expect(new Set(services.keys())).toEqual(new Set(['ecr', 'iam', 's3']));
  const {
    LastAuthenticated,
    LastAuthenticatedRegion,
    TrackedActionsLastAccessed = [],
  } = services.get('ecr') ?? {};
  expect(LastAuthenticated).toBeInstanceOf(Date);
  expect(LastAuthenticatedRegion).toBe('us-west-2');
  const timeOf = (name: string) =>
    TrackedActionsLastAccessed.find(({ ActionName }) => ActionName === name)?.LastAccessedTime;
  expect(timeOf('DescribeRepositories')).toBeInstanceOf(Date);
  expect(TrackedActionsLastAccessed.map(({ ActionName }) => ActionName)).toContain('DeleteRepository');
  expect(timeOf('DeleteRepository')).toBeUndefined();
  expect(services.get('s3')).not.toHaveProperty('LastAuthenticated');
  expect((await report('SERVICE_LEVEL')).get('ecr')).not.toHaveProperty('TrackedActionsLastAccessed');
});

it('counts a denied attempt, and tracks no action on data', async () => {
  const keys = await worker('s3:GetObject', 's3:PutBucketAcl');
  const asked = new S3Client({ ...settings(sandbox, keys), forcePathStyle: true }).send(
    new ListBucketsCommand({}),
  );
  await expect(asked).rejects.toThrow('is not authorized to perform: s3:ListAllMyBuckets');
  const { LastAuthenticated, TrackedActionsLastAccessed } = (await report()).get('s3') ?? {};
  expect(LastAuthenticated).toBeInstanceOf(Date);
  expect(TrackedActionsLastAccessed?.map(({ ActionName }) => ActionName)).toEqual(['PutBucketAcl']);
});
