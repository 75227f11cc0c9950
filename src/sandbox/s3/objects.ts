/**
 * Objects, read, written, copied and deleted. Source: facts 3.5, 5.4 [BOTO s3].
 */
import { createHash } from 'node:crypto';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { type ByteRange, contentRange, rangeOf } from './byte-range.ts';
import { encryptionHeaders, opened, type Place } from './object-key.ts';
import { authorizeIn, bucketAt, readObjectInput } from './open-bucket.ts';
import { noVersions, openObject } from './open-object.ts';
import { checkCopied, isUnmodified, writeConditions } from './preconditions.ts';
import type { ObjectState } from './state.ts';
import { openWrite, removeAsked, store } from './write-object.ts';

/** The entity tag of bytes that came in one piece. */
export const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

function putObject(call: Call): RestAnswer {
  const { Bucket, Key, Headers: headers, Body } = readObjectInput(call);
  const place = { bucket: bucketAt(call, Bucket), key: Key };
  const attributes = openWrite(call, place, headers);
  const object = store(call, place, { ...attributes, plain: Body, etag: etagOf(Body) });
  return { headers: { etag: object.etag, ...encryptionHeaders(object) } };
}

interface Found {
  readonly place: Place;
  readonly object: ObjectState;
  /** Null: the whole. */
  readonly range: ByteRange | null;
}

/** What is to be read, or the answer that it is not modified. */
function find(call: Call): Found | RestAnswer {
  const { Bucket, Key, Headers: headers } = readObjectInput(call);
  const bucket = bucketAt(call, Bucket);
  const object = openObject(call, bucket, { action: 'GetObject', key: Key });
  if (isUnmodified(object, { prefix: '', headers }))
    return { status: 304, headers: { etag: object.etag, 'last-modified': object.modifiedAt.toUTCString() } };
  return { place: { bucket, key: Key }, object, range: rangeOf(headers.get('range'), object.size) };
}

function getObject(call: Call): RestAnswer {
  const found = find(call);
  if (!('object' in found)) return found;
  const { place, object, range } = found;
  const whole = opened(call, place, object);
  return { ...headOf(found), body: range === null ? whole : whole.subarray(range.from, range.to) };
}

function headObject(call: Call): RestAnswer {
  const found = find(call);
  return 'object' in found ? headOf(found) : found;
}

const headOf = ({ object, range }: Found): RestAnswer => ({
  status: range === null ? 200 : 206,
  headers: {
    'accept-ranges': 'bytes',
    'content-length': String(range === null ? object.size : range.to - range.from),
    ...(range === null ? {} : { 'content-range': contentRange(range, object.size) }),
    'content-type': object.contentType,
    etag: object.etag,
    'last-modified': object.modifiedAt.toUTCString(),
    ...(object.tags.length === 0 ? {} : { 'x-amz-tagging-count': String(object.tags.length) }),
    ...object.metadata,
    ...encryptionHeaders(object),
  },
});

function deleteObject(call: Call): RestAnswer {
  const { Bucket, Key, Headers: headers } = readObjectInput(call);
  const place = { bucket: bucketAt(call, Bucket), key: Key };
  removeAsked(call, place, writeConditions(headers));
  return { status: 204 };
}

/** The object that a copy is made of: `BUCKET/KEY`, percent-encoded. Versions are not kept. */
export function openSource(
  call: Call,
  headers: Headers,
): { readonly place: Place; readonly object: ObjectState } {
  const [, bucket = '', key = '', version] =
    /^\/?([^/]+)\/([^?]+)(\?versionId=.*)?$/.exec(headers.get('x-amz-copy-source') ?? '') ?? [];
  if (key === '')
    throw new AwsError(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  if (version !== undefined) throw noVersions();
  const place = {
    bucket: bucketAt(call, bucket, 'x-amz-source-expected-bucket-owner'),
    key: decoded(key),
  };
  const object = openObject(call, place.bucket, { action: 'GetObject', key: place.key });
  checkCopied(object, headers);
  return { place, object };
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    throw new AwsError('InvalidArgument', 'Copy Source is not properly encoded');
  }
}

const replaces = (headers: Headers, what: 'metadata' | 'tagging'): boolean =>
  headers.get(`x-amz-${what}-directive`) === 'REPLACE';

/** Tags go with an object that has some, and need the rights to read and to put them. Source: Amazon S3 API Reference, CopyObject. */
function copyObject(call: Call): RestAnswer {
  const { Bucket, Key, Headers: headers } = readObjectInput(call);
  const target = { bucket: bucketAt(call, Bucket), key: Key };
  const { place, object } = openSource(call, headers);
  const given = openWrite(call, target, headers);
  const keepsTags = !replaces(headers, 'tagging') && object.tags.length > 0;
  if (keepsTags) {
    openObject(call, place.bucket, { action: 'GetObjectTagging', key: place.key });
    authorizeIn(call, target.bucket, { action: 'PutObjectTagging', key: target.key });
  }
  const isSame = place.bucket === target.bucket && place.key === target.key;
  if (isSame && !replaces(headers, 'metadata') && given.keyArn === object.keyArn) {
    throw new AwsError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const plain = opened(call, place, object);
  const { contentType, metadata } = replaces(headers, 'metadata') ? given : object;
  const made = store(call, target, {
    ...given,
    contentType,
    metadata,
    tags: keepsTags ? object.tags : given.tags,
    plain,
    etag: etagOf(plain),
  });
  return {
    headers: encryptionHeaders(made),
    body: { CopyObjectResult: { LastModified: made.modifiedAt.toISOString(), ETag: made.etag } },
  };
}

export const OBJECT_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  CopyObject: copyObject,
};
