import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreatePullThroughCacheRuleCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Wanted } from '#account/wanted.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { projectOf } from '#aws/project.ts';
import { readBuildspecs } from '#aws/read-buildspec.ts';
import { readOrganization } from '#aws/read-organization.ts';
import { readTrail } from '#aws/read-trail.ts';
import type { Sandbox } from '#sandbox/server.ts';
import {
  access,
  ACCOUNT,
  connected,
  notingClock,
  query,
  REGION,
  trackerApi,
  NOTHING_WANTED,
} from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await trackerApi();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

const admin = () => ({
  endpoint: sandbox.endpoint,
  region: REGION,
  credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
});

async function snapshotOf(wanted: Partial<Wanted> = {}): Promise<Snapshot> {
  const { reader } = await access(sandbox.endpoint);
  const snapshot = await reader.snapshot(query({ lookFor: () => ({ ...NOTHING_WANTED, ...wanted }) }));
  if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error));
  return snapshot.value;
}

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::specs/*' },
  ],
});

describe('what a build points at', () => {
  it('is read from S3: a buildspec there, and the policy of a bucket', async () => {
    const s3 = new S3Client({ ...admin(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'specs' }));
    await s3.send(new PutObjectCommand({ Bucket: 'specs', Key: 'a/buildspec.yml', Body: 'version: 0.2\n' }));
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'specs', Policy: POLICY }));
    const connection = connected(sandbox.endpoint);
    const there = 'arn:aws:s3:::specs/a/buildspec.yml';
    const gone = 'arn:aws:s3:::specs/gone.yml';
    expect(await readBuildspecs(connection, [there, gone, 'buildspec.yml', null])).toEqual({
      [there]: { kind: 'known', value: { text: 'version: 0.2\n', version: null } },
      [gone]: { kind: 'absent' },
    });
    const { resourcePolicies } = await snapshotOf({ resources: ['arn:aws:s3:::specs', 'arn:aws:s3:::none'] });
    expect(resourcePolicies['arn:aws:s3:::specs']).toMatchObject({ kind: 'known', value: { text: POLICY } });
    expect(resourcePolicies['arn:aws:s3:::none']).toEqual({ kind: 'absent' });
  });

  it('is not read where policies are of no kind that is read', async () => {
    const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:queue`;
    const { resourcePolicies } = await snapshotOf({ resources: [arn] });
    expect(resourcePolicies[arn]).toMatchObject({ kind: 'unreadable', problem: { why: 'UnknownResource' } });
  });

  it('includes the rules by which its registry fetches from upstream', async () => {
    await new ECRClient(admin()).send(
      new CreatePullThroughCacheRuleCommand({
        ecrRepositoryPrefix: 'public',
        upstreamRegistryUrl: 'public.ecr.aws',
      }),
    );
    const repositories = [{ account: ACCOUNT, region: REGION, name: 'tracker_api' }];
    const { pullThroughCacheRules } = await snapshotOf({ repositories });
    expect(pullThroughCacheRules[`${ACCOUNT}/${REGION}`]).toEqual({
      kind: 'known',
      value: [{ prefix: 'public', upstreamUrl: 'public.ecr.aws' }],
    });
  });

  it('leaves a registry policy of another account unread, and asks nobody for it', async () => {
    const repositories = [{ account: '111122223333', region: REGION, name: 'shared' }];
    const { registryPolicies } = await snapshotOf({ repositories });
    expect(registryPolicies[`111122223333/${REGION}`]).toMatchObject({
      kind: 'unreadable',
      problem: { why: 'OtherAccount', needs: 'ecr:GetRegistryPolicy' },
    });
  });

  it('leaves a message unread that STS did not encode', async () => {
    const { decodedMessages } = await snapshotOf({ encodedMessages: ['no-such-message'] });
    expect(decodedMessages['no-such-message']).toMatchObject({
      kind: 'unreadable',
      problem: { why: expect.stringContaining('InvalidAuthorizationMessage') as string },
    });
  });
});

describe('the policies of an organisation', () => {
  it('are none where there is no organisation', async () => {
    const { serviceControl, resourceControl } = await snapshotOf();
    expect([serviceControl, resourceControl]).toEqual([{ kind: 'absent' }, { kind: 'absent' }]);
  });

  it('are none on its management account, and unread from inside a member of it', async () => {
    const organizations = new OrganizationsClient({ ...admin(), region: 'us-east-1' });
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { CreateAccountStatus: made } = await organizations.send(
      new CreateAccountCommand({ AccountName: 'member', Email: 'm@example.com' }),
    );
    const management = await readOrganization(connected(sandbox.endpoint));
    expect(management).toMatchObject({
      organizationId: { kind: 'known' },
      serviceControl: { kind: 'absent' },
      resourceControl: { kind: 'absent' },
    });
    const { serviceControl, resourceControl } = await readOrganization(
      connected(sandbox.endpoint, { accessKeyId: made?.AccountId ?? '' }),
    );
    const unread = { kind: 'unreadable', problem: { why: 'AccessDeniedException' } };
    expect(serviceControl).toMatchObject(unread);
    expect(resourceControl).toMatchObject(unread);
  });
});

describe('the project', () => {
  it('names the role that shows its builds to the public, where there is one', () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/public-builds`;
    expect(projectOf({ name: 'p', resourceAccessRole: role }).resourceAccessRole).toBe(role);
    expect(projectOf({ name: 'p' })).not.toHaveProperty('resourceAccessRole');
  });
});

describe('the trail', () => {
  let cloudtrail: Server;
  afterEach(() => {
    cloudtrail.close();
  });

  /** Answers pages without end, and an error from the page `failingAt` on. */
  async function serving(failingAt = Number.POSITIVE_INFINITY) {
    let asked = 0;
    cloudtrail = createServer((request, response) => {
      request.resume();
      asked += 1;
      const fails = asked >= failingAt;
      response.writeHead(fails ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      const page = { Events: [{ CloudTrailEvent: `{"page":${asked}}` }], NextToken: `token-${asked}` };
      response.end(JSON.stringify(fails ? { __type: 'AccessDeniedException', message: 'no more' } : page));
    });
    await new Promise<void>((listening) => {
      cloudtrail.listen(0, '127.0.0.1', listening);
    });
    const endpoint = `http://127.0.0.1:${(cloudtrail.address() as AddressInfo).port}`;
    const clock = notingClock();
    return { clock, connection: connected(endpoint, { clock }), asked: () => asked };
  }

  async function build() {
    const { build: found } = await snapshotOf();
    if (found.kind !== 'known') throw new Error('no build');
    return found.value;
  }

  it('is read at two pages a second, as many as were asked for, and said to go on', async () => {
    const failed = await build();
    const { clock, connection, asked } = await serving();
    const trail = await readTrail(connection, failed, 3);
    const events = ['{"page":1}', '{"page":2}', '{"page":3}'];
    expect(trail).toEqual({ kind: 'known', value: { events, complete: false } });
    expect(clock.waits).toEqual([500, 500]);
    expect(asked()).toBe(3);
  });

  it('keeps the pages that came before one that could not be read', async () => {
    const failed = await build();
    const { connection } = await serving(2);
    const trail = await readTrail(connection, failed, 3);
    expect(trail).toEqual({ kind: 'known', value: { events: ['{"page":1}'], complete: false } });
  });
});
