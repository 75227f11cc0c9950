/**
 * What a write asks for before anything is stored, and storing. Source: Amazon S3 API Reference, PutObject; Service
 * Authorization Reference, S3; Amazon S3 User Guide, conditional-writes and about-object-ownership.
 */
import { AwsError, type Call } from '../operation.ts';
import { keep } from '../storage.ts';
import { encryptionAsked, type Place, sealed } from './object-key.ts';
import { authorizeIn, type RequestContext } from './open-bucket.ts';
import { checkWritten, type WriteConditions, writeConditions } from './preconditions.ts';
import type { ObjectAttributes, ObjectState, Tags } from './state.ts';
import { requestTagContext, tagsOfHeader } from './tags.ts';

/** Headers that policies may ask for, under their own names. */
const ASKED_HEADERS =
  /^x-amz-(?:acl|copy-source|grant-.*|metadata-directive|object-lock-.*|server-side-encryption(?:-aws-kms-key-id|-customer-algorithm)?|storage-class|website-redirect-location)$/;

/** Context keys of a write that gives these tags. */
function writeContext(headers: Headers, tags: Tags): RequestContext {
  const asked = [...headers].filter(
    ([name]) => ASKED_HEADERS.test(name) || /^if-(?:none-)?match$/.test(name),
  );
  return {
    ...Object.fromEntries(asked.map(([name, value]) => [`s3:${name}`, value])),
    ...requestTagContext(tags),
  };
}

/** Asks for `s3:PutObject` and all that a write needs beside it, and says what the object will be. */
export function openWrite(call: Call, place: Place, headers: Headers): ObjectAttributes {
  const { bucket, key } = place;
  const tags = tagsOfHeader(headers);
  const context = writeContext(headers, tags);
  const ask = (action: string): void => authorizeIn(call, bucket, { action, key, context });
  ask('PutObject');
  if (tags.length > 0) ask('PutObjectTagging');
  checkAcl(headers, ask);
  checkUnmodified(call, place, writeConditions(headers));
  return {
    contentType: headers.get('content-type') ?? 'binary/octet-stream',
    metadata: Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-amz-meta-'))),
    tags,
    ...encryptionAsked(call, place, headers),
  };
}

/** Buckets are made without ACLs: their owner owns every object. */
function checkAcl(headers: Headers, ask: (action: string) => void): void {
  const acl = headers.get('x-amz-acl');
  const grants = [...headers.keys()].some((name) => name.startsWith('x-amz-grant-'));
  if (acl === null && !grants) return;
  ask('PutObjectAcl');
  if (grants || acl !== 'bucket-owner-full-control')
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

/** Who asks by an entity tag learns of the object, and has to be allowed to read it. */
export function checkUnmodified(call: Call, { bucket, key }: Place, conditions: WriteConditions): void {
  const { match } = conditions;
  if (match !== null && match !== '*') authorizeIn(call, bucket, { action: 'GetObject', key });
  checkWritten(bucket.objects.get(key), conditions);
}

/** What is stored: the bytes as they came, and how the object was put together. */
export interface Written extends ObjectAttributes {
  readonly plain: Uint8Array;
  readonly etag: string;
}

/** Stores an object in place of the one that was there. */
export function store(call: Call, place: Place, { plain, ...attributes }: Written): ObjectState {
  const bytes = sealed(call, place, { keyArn: attributes.keyArn, plain });
  keep(call.world, bytes.byteLength);
  remove(call, place);
  const object = { ...attributes, key: place.key, bytes, size: plain.byteLength, modifiedAt: call.now };
  place.bucket.objects.set(place.key, object);
  return object;
}

/** Asks for a deletion, and deletes the object that is as it has to be; deleting what is not there is no error. */
export function removeAsked(call: Call, place: Place, conditions: WriteConditions): void {
  const { match } = conditions;
  const context = match === null ? {} : { 's3:if-match': match };
  authorizeIn(call, place.bucket, { action: 'DeleteObject', key: place.key, context });
  checkUnmodified(call, place, conditions);
  remove(call, place);
}

/** Deletes an object, where there is one. */
function remove({ world }: Call, { bucket, key }: Place): void {
  world.storage.give(bucket.objects.get(key)?.bytes.byteLength ?? 0);
  bucket.objects.delete(key);
}
