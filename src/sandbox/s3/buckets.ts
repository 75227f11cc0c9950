/** Buckets, and who may do what with them. Source: facts 3.5, 5.4 [BOTO s3]. */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { parseArn } from '#iam/arn.ts';
import { compileGlob, freeTokens } from '#iam/match/glob.ts';
import type { ResourceClause } from '#iam/policy.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { checkResourcePolicy, type Refusals } from '../resource-policy.ts';
import type { BucketState } from './state.ts';

const bucketName = z
  .string()
  .regex(/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/, 'not a valid bucket name');
const bytes = z.instanceof(Uint8Array);
export const bucketInput = z.object({
  Bucket: bucketName,
  Query: z.record(z.string(), z.string()),
  Body: bytes,
});
const INVALID = 'InvalidBucketName';

export interface BucketCheck {
  readonly action: string;
  /** Null asks about the bucket itself. */
  readonly key: string | null;
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Asks for an action, then finds the bucket. S3 puts the resource in quotation marks, and tells callers of other
 * accounts nothing but `Access Denied`.
 */
export function openBucket(call: Call, name: string, { action, key, context }: BucketCheck): BucketState {
  const bucket = call.world.buckets.get(name);
  if (bucket === undefined) throw noSuchBucket();
  const resource = `arn:${call.partition}:s3:::${name}${key === null ? '' : `/${key}`}`;
  const foreign = bucket.account !== call.account;
  const expected = (call.input['Headers'] as Headers | undefined)?.get('x-amz-expected-bucket-owner');
  if (expected && expected !== bucket.account) throw new AwsError('AccessDenied', 'Access Denied', 403);
  try {
    call.authorize({
      action: `s3:${action}`,
      resource,
      worded: `"${resource}"`,
      resourceAccount: bucket.account,
      ...(bucket.policy === null && !foreign
        ? {}
        : {
            resourcePolicies:
              bucket.policy === null ? [] : [{ name: 'bucket policy', document: bucket.policy }],
          }),
      ...(context === undefined ? {} : { context }),
    });
  } catch (error) {
    if (!foreign || !(error instanceof AwsError)) throw error;
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return bucket;
}

const noSuchBucket = (): AwsError => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);

const parser = new XMLParser({ parseTagValue: false, processEntities: false });
const configuration = z.object({
  CreateBucketConfiguration: z.object({ LocationConstraint: z.string().default('us-east-1') }),
});

/** Null: it is no XML, or nested beyond what the parser follows. */
function xmlOf(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    return null;
  }
}

function createBucket(call: Call): RestAnswer {
  const input = readInput(bucketInput, call.input, INVALID);
  const resource = `arn:${call.partition}:s3:::${input.Bucket}`;
  call.authorize({ action: 's3:CreateBucket', resource, worded: `"${resource}"` });
  const text = Buffer.from(input.Body).toString('utf8');
  const asked = text.trim() === '' ? null : configuration.safeParse(xmlOf(text));
  if (asked?.success === false)
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed', 400);
  const region = asked?.data.CreateBucketConfiguration.LocationConstraint ?? call.region;
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
    objects: new Map(),
  });
  return { headers: { location: `/${input.Bucket}` } };
}

const open = (call: Call, action: string): BucketState =>
  openBucket(call, readInput(bucketInput, call.input, INVALID).Bucket, { action, key: null });

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
  const text = Buffer.from(readInput(bucketInput, call.input, INVALID).Body).toString('utf8');
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

/** Only the owner has a grant: ACLs beyond the default are not served. */
function getAcl(call: Call): RestAnswer {
  const { account } = open(call, 'GetBucketAcl');
  const grantee = {
    '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@xsi:type': 'CanonicalUser',
    ID: account.padStart(64, '0'),
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
  HeadBucket: headBucket,
  GetBucketPolicy: getPolicy,
  PutBucketPolicy: putPolicy,
  DeleteBucketPolicy: deletePolicy,
  GetBucketAcl: getAcl,
  GetBucketLocation: getLocation,
};
