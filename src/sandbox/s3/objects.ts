/**
 * Objects. Source: facts 3.5, 5.4 [BOTO s3]. That a key is missing is told only to who may
 * list the bucket; the others are denied that.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { decrypt, encrypt } from '../kms/cipher.ts';
import { isAwsManaged, isKeyProblem, useKeyFor } from '../kms/keys.ts';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { keep } from '../storage.ts';
import { bucketInput, openBucket } from './buckets.ts';
import type { BucketState, ObjectState } from './state.ts';

const INVALID = 'InvalidArgument';
const objectInput = bucketInput.extend({ Key: z.string().min(1).max(1024), Headers: z.instanceof(Headers) });

const contextOf = (call: Call, bucket: string, key: string): Readonly<Record<string, string>> => ({
  'aws:s3:arn': `arn:${call.partition}:s3:::${bucket}/${key}`,
});

function putObject(call: Call): RestAnswer {
  const { Bucket, Key, Headers: headers, Body } = readInput(objectInput, call.input, INVALID);
  const bucket = openBucket(call, Bucket, { action: 'PutObject', key: Key });
  const asked = headers.get('x-amz-server-side-encryption-aws-kms-key-id');
  const context = contextOf(call, Bucket, Key);
  const key =
    asked === null || isAwsManaged(asked)
      ? null
      : asS3(() =>
          useKeyFor(inBucketsRegion(call, bucket), asked, { action: 'GenerateDataKey', context, via: 's3' }),
        );
  const bytes = key === null ? Body : encrypt(key, Body, context);
  keep(call.world, bytes.byteLength);
  call.world.storage.give(bucket.objects.get(Key)?.bytes.byteLength ?? 0);
  const etag = `"${createHash('md5').update(Body).digest('hex')}"`;
  bucket.objects.set(Key, {
    key: Key,
    bytes,
    size: Body.byteLength,
    etag,
    contentType: headers.get('content-type') ?? 'binary/octet-stream',
    modifiedAt: call.now,
    metadata: Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-amz-meta-'))),
    keyArn: key?.arn ?? null,
  });
  return { headers: { etag, ...encryptionHeaders(key?.arn ?? null) } };
}

/** A bucket's keys lie in its region, whatever the call was signed for. */
const inBucketsRegion = (call: Call, { region }: BucketState): Call => ({ ...call, region });

/** A denial of KMS is S3's denial in S3's form; what is wrong with the key keeps KMS's code. Source: [OBS]. */
function asS3<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (isKeyProblem(error)) throw new AwsError(`KMS.${error.code}`, error.message, 400);
    if (error instanceof AwsError && error.code.startsWith('AccessDenied'))
      throw new AwsError('AccessDenied', error.message, 403);
    throw error;
  }
}

const encryptionHeaders = (keyArn: string | null): Readonly<Record<string, string>> =>
  keyArn === null
    ? { 'x-amz-server-side-encryption': 'AES256' }
    : { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': keyArn };

function find(call: Call): { readonly bucket: BucketState; readonly object: ObjectState } {
  const { Bucket, Key } = readInput(objectInput, call.input, INVALID);
  const bucket = openBucket(call, Bucket, { action: 'GetObject', key: Key });
  const object = bucket.objects.get(Key);
  if (object !== undefined) return { bucket, object };
  openBucket(call, Bucket, { action: 'ListBucket', key: null });
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
}

function getObject(call: Call): RestAnswer {
  const { bucket, object } = find(call);
  const { keyArn } = object;
  if (keyArn === null) return { headers: headersOf(object), body: object.bytes };
  const context = contextOf(call, bucket.name, object.key);
  const key = asS3(() =>
    useKeyFor(inBucketsRegion(call, bucket), keyArn, { action: 'Decrypt', context, via: 's3' }),
  );
  return { headers: headersOf(object), body: decrypt(key, Buffer.from(object.bytes), context) };
}

function headObject(call: Call): RestAnswer {
  return { headers: headersOf(find(call).object) };
}

const headersOf = ({ size, etag, contentType, modifiedAt, metadata, keyArn }: ObjectState) => ({
  'content-length': String(size),
  'content-type': contentType,
  etag,
  'last-modified': modifiedAt.toUTCString(),
  ...metadata,
  ...encryptionHeaders(keyArn),
});

const DEFAULT_KEYS = 1000;

function listObjects(call: Call): RestAnswer {
  const { Bucket, Query } = readInput(bucketInput, call.input, INVALID);
  const prefix = Query['prefix'] ?? '';
  const delimiter = Query['delimiter'] ?? '';
  const context = {
    ...(Query['prefix'] === undefined ? {} : { 's3:prefix': prefix }),
    ...(delimiter === '' ? {} : { 's3:delimiter': delimiter }),
  };
  const bucket = openBucket(call, Bucket, { action: 'ListBucket', key: null, context });
  const size = Math.min(DEFAULT_KEYS, Number(Query['max-keys'] ?? DEFAULT_KEYS) || DEFAULT_KEYS);
  const entries = entriesOf(bucket, { prefix, delimiter, after: Query['start-after'] ?? '' });
  const page = pageOf(entries, size, Query['continuation-token']);
  return {
    body: {
      ListBucketResult: {
        Name: Bucket,
        Prefix: prefix,
        Delimiter: delimiter === '' ? undefined : delimiter,
        MaxKeys: size,
        KeyCount: page.items.length,
        IsTruncated: page.next !== null,
        NextContinuationToken: page.next ?? undefined,
        Contents: page.items.flatMap((entry) => (typeof entry === 'string' ? [] : [contents(entry)])),
        CommonPrefixes: page.items.flatMap((entry) => (typeof entry === 'string' ? [{ Prefix: entry }] : [])),
      },
    },
  };
}

interface Listing {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
}

/** Objects, and the prefixes that stand for many, in the order of their keys. */
function entriesOf(
  { objects }: BucketState,
  { prefix, delimiter, after }: Listing,
): readonly (ObjectState | string)[] {
  const entries = new Map<string, ObjectState | string>();
  for (const object of objects.values()) {
    if (!object.key.startsWith(prefix) || object.key <= after) continue;
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? null : object.key.slice(0, end + delimiter.length);
    entries.set(common ?? object.key, common ?? object);
  }
  return [...entries].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);
}

const contents = ({ key, modifiedAt, etag, size }: ObjectState): object => ({
  Key: key,
  LastModified: modifiedAt.toISOString(),
  ETag: etag,
  Size: size,
  StorageClass: 'STANDARD',
});

export const OBJECT_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  ListObjectsV2: listObjects,
};
