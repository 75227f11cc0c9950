/** Finding buckets, and asking who may do what with them. Source: facts 3.5, 5.4 [BOTO s3]. */
import { z } from 'zod';
import { readInput } from '../input.ts';
import { AwsError, type Call } from '../operation.ts';
import { tagContext, tagsUnder } from '../resource-tags.ts';
import type { BucketState } from './state.ts';

const bucketName = z
  .string()
  .regex(/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/, 'not a valid bucket name');

const bucketInput = z.object({
  Bucket: bucketName,
  Query: z.record(z.string(), z.string()),
  Headers: z.instanceof(Headers),
  Body: z.instanceof(Uint8Array),
});
const objectInput = bucketInput.extend({ Key: z.string().min(1) });
/** S3 bounds a key's UTF-8, not its characters. Source: Amazon S3 User Guide, object-keys. */
const KEY_BYTES = 1024;

/** What a request about a bucket carries. */
export const readBucketInput = (call: Call): z.output<typeof bucketInput> =>
  readInput(bucketInput, call.input, 'InvalidBucketName');

export type ObjectInput = z.output<typeof objectInput>;

/** What a request about an object carries. */
export function readObjectInput(call: Call): ObjectInput {
  const input = readInput(objectInput, { ...call.input, ...readBucketInput(call) }, 'InvalidArgument');
  if (Buffer.byteLength(input.Key) > KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long');
  return input;
}

/** Context keys and their values. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

export interface BucketCheck {
  /** Without the service's prefix. */
  readonly action: string;
  /** Null asks about the bucket itself. */
  readonly key: string | null;
  readonly context?: RequestContext;
}

/** Headers by which a request names the account that it takes for a bucket's owner. */
type OwnerHeader = 'x-amz-expected-bucket-owner' | 'x-amz-source-expected-bucket-owner';

/** The bucket of a name, whoever asks; what S3 answers where there is none is thrown. */
export function bucketAt(
  call: Call,
  name: string,
  ownerHeader: OwnerHeader = 'x-amz-expected-bucket-owner',
): BucketState {
  const bucket = call.world.buckets.get(name);
  if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const expected = (call.input['Headers'] as Headers | undefined)?.get(ownerHeader);
  if (expected && expected !== bucket.account) throw new AwsError('AccessDenied', 'Access Denied', 403);
  return bucket;
}

/**
 * Asks for an action on a bucket or on one of its objects. S3 puts the resource in quotation marks, and tells callers
 * of other accounts nothing but `Access Denied`.
 */
export function authorizeIn(call: Call, bucket: BucketState, { action, key, context }: BucketCheck): void {
  const resource = `arn:${call.partition}:s3:::${bucket.name}${key === null ? '' : `/${key}`}`;
  const foreign = bucket.account !== call.account;
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
      context: { ...requestContext(call, bucket), ...bucketTagContext(bucket, key), ...context },
    });
  } catch (error) {
    if (!foreign || !(error instanceof AwsError)) throw error;
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
}

/** What every request carries; on loopback without TLS it stands for S3, which is asked over TLS. */
function requestContext({ input }: Call, { account }: BucketState): RequestContext {
  const hash = (input['Headers'] as Headers | undefined)?.get('x-amz-content-sha256');
  return {
    's3:ResourceAccount': account,
    's3:authType': 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:TlsVersion': '1.3',
    ...(hash == null ? {} : { 's3:x-amz-content-sha256': hash }),
  };
}

/** Tags of a bucket are asked for where it has attribute-based access turned on. Source: Amazon S3 User Guide, buckets-tagging-enable-abac. */
const bucketTagContext = ({ abac, tags }: BucketState, key: string | null): RequestContext =>
  abac && key === null ? { ...tagContext(null, tags), ...tagsUnder('s3:BucketTag', tags) } : {};

/** Finds the bucket, then asks for an action. */
export function openBucket(call: Call, name: string, check: BucketCheck): BucketState {
  const bucket = bucketAt(call, name);
  authorizeIn(call, bucket, check);
  return bucket;
}
