/** Buckets, and who may do what with them. Source: facts 3.5, 5.4 [BOTO s3]. */
import { z } from 'zod';
import { parseArn } from '#iam/arn.ts';
import { compileGlob, freeTokens } from '#iam/match/glob.ts';
import type { ResourceClause } from '#iam/policy.ts';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { checkResourcePolicy, type Refusals } from '../resource-policy.ts';
import { endUpload } from './multipart.ts';
import { openBucket, readBucketInput } from './open-bucket.ts';
import type { BucketState } from './state.ts';
import { BUCKET_TAG_OPERATIONS } from './tags.ts';
import { readXml } from './xml-body.ts';

const configuration = z.object({
  CreateBucketConfiguration: z.object({ LocationConstraint: z.string().default('us-east-1') }),
});

function createBucket(call: Call): RestAnswer {
  const input = readBucketInput(call);
  const resource = `arn:${call.partition}:s3:::${input.Bucket}`;
  call.authorize({ action: 's3:CreateBucket', resource, worded: `"${resource}"` });
  const asked = input.Body.byteLength === 0 ? null : readXml(configuration, input.Body);
  const region = asked?.CreateBucketConfiguration.LocationConstraint ?? call.region;
  const known = call.world.buckets.get(input.Bucket);
  if (known !== undefined) {
    throw known.account === call.account
      ? new AwsError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
        )
      : new AwsError(
          'BucketAlreadyExists',
          'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
          409,
        );
  }
  call.world.buckets.set(input.Bucket, {
    name: input.Bucket,
    account: call.account,
    region,
    createdAt: call.now,
    policy: null,
    tags: [],
    abac: false,
    objects: new Map(),
    uploads: new Map(),
  });
  return { headers: { location: `/${input.Bucket}` } };
}

const open = (call: Call, action: string): BucketState =>
  openBucket(call, readBucketInput(call).Bucket, { action, key: null });

function headBucket(call: Call): RestAnswer {
  return { headers: { 'x-amz-bucket-region': open(call, 'ListBucket').region } };
}

function getPolicy(call: Call): RestAnswer {
  const { policy } = open(call, 'GetBucketPolicy');
  if (policy === null) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  return { headers: { 'content-type': 'application/json' }, body: policy };
}

const malformed = (message: string): AwsError => new AwsError('MalformedPolicy', message, 400);

const POLICY_REFUSALS: Refusals = {
  malformed: ({ code, message }) =>
    malformed(
      code === 'not-json'
        ? "Policies must be valid JSON and the first byte must be '{'"
        : message.includes('`Principal`') && code === 'missing'
          ? 'Missing required field Principal'
          : message,
    ),
  principal: malformed('Invalid principal in policy'),
};

/** A bucket's policy speaks of itself and its objects only. */
function isAbout(bucket: string, resource: ResourceClause): boolean {
  if (resource.kind === 'unnamed') return false;
  return resource.patterns.every((pattern) => {
    if (pattern === '*') return true;
    const arn = parseArn(pattern);
    const [named = ''] = (arn?.resource ?? '').split('/', 1);
    return arn?.service === 's3' && compileGlob(named, freeTokens(named)).matches(bucket);
  });
}

function putPolicy(call: Call): RestAnswer {
  const bucket = open(call, 'PutBucketPolicy');
  const text = Buffer.from(readBucketInput(call).Body).toString('utf8');
  const policy = checkResourcePolicy(call.world, text, POLICY_REFUSALS);
  if (!policy.statements.every(({ resource }) => isAbout(bucket.name, resource)))
    throw malformed('Policy has invalid resource');
  bucket.policy = text;
  return { status: 204 };
}

/** Deleting what is not there is no error. Source: Amazon S3 API Reference, DeleteBucketPolicy. */
function deletePolicy(call: Call): RestAnswer {
  open(call, 'DeleteBucketPolicy').policy = null;
  return { status: 204 };
}

/** Only an empty bucket goes; uploads that are not completed go with it. */
function deleteBucket(call: Call): RestAnswer {
  const bucket = open(call, 'DeleteBucket');
  if (bucket.objects.size > 0)
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
  for (const upload of bucket.uploads.values()) endUpload(call, bucket, upload);
  call.world.buckets.delete(bucket.name);
  return { status: 204 };
}

function listBuckets(call: Call): RestAnswer {
  call.authorize({ action: 's3:ListAllMyBuckets', resource: '*' });
  const own = [...call.world.buckets.values()].filter(({ account }) => account === call.account);
  const shapes = own
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, createdAt, region }) => ({
      Name: name,
      CreationDate: createdAt.toISOString(),
      BucketRegion: region,
    }));
  return {
    body: {
      ListAllMyBucketsResult: { Owner: { ID: canonicalId(call.account) }, Buckets: { Bucket: shapes } },
    },
  };
}

const canonicalId = (account: string): string => account.padStart(64, '0');

/** Only the owner has a grant: ACLs beyond the default are not served. */
function getAcl(call: Call): RestAnswer {
  const { account } = open(call, 'GetBucketAcl');
  const grantee = {
    '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@xsi:type': 'CanonicalUser',
    ID: canonicalId(account),
  };
  const grant = { Grantee: grantee, Permission: 'FULL_CONTROL' };
  return {
    body: { AccessControlPolicy: { Owner: { ID: grantee.ID }, AccessControlList: { Grant: grant } } },
  };
}

/** us-east-1 is told as nothing. */
function getLocation(call: Call): RestAnswer {
  const { region } = open(call, 'GetBucketLocation');
  return { body: { LocationConstraint: region === 'us-east-1' ? '' : region } };
}

export const BUCKET_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  ListBuckets: listBuckets,
  HeadBucket: headBucket,
  GetBucketPolicy: getPolicy,
  PutBucketPolicy: putPolicy,
  DeleteBucketPolicy: deletePolicy,
  GetBucketAcl: getAcl,
  GetBucketLocation: getLocation,
  ...BUCKET_TAG_OPERATIONS,
};
