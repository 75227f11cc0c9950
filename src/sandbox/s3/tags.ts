/** Tags of buckets and objects. Source: Amazon S3 API Reference; Amazon S3 User Guide, object-tagging. */
import { z } from 'zod';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { membersOf, pairsOf, tagsUnder } from '../resource-tags.ts';
import {
  bucketAt,
  openBucket,
  readBucketInput,
  readObjectInput,
  type RequestContext,
} from './open-bucket.ts';
import { openObject } from './open-object.ts';
import type { BucketState, ObjectState, Tags } from './state.ts';
import { readXml } from './xml-body.ts';

const invalid = (message: string): AwsError => new AwsError('InvalidTag', message);

function checkTags(tags: Tags, most: number): Tags {
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    throw invalid('Cannot provide multiple Tags with the same key');
  if (tags.length > most) throw new AwsError('BadRequest', `Object tags cannot be greater than ${most}`);
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw invalid('The TagKey you have provided is invalid');
    if (value.length > 256) throw invalid('The TagValue you have provided is invalid');
    if (/^aws:/i.test(key)) throw invalid('System tags cannot be added/updated by requester');
  }
  return tags;
}

const OBJECT_TAGS = 10;
const BUCKET_TAGS = 50;

/** The tags that a write gives its object. */
export const tagsOfHeader = (headers: Headers): Tags =>
  checkTags([...new URLSearchParams(headers.get('x-amz-tagging') ?? '')], OBJECT_TAGS);

/** Context keys of a request that gives an object tags. */
export const requestTagContext = (tags: Tags): RequestContext =>
  tags.length === 0
    ? {}
    : {
        ...tagsUnder('s3:RequestObjectTag', tags),
        's3:RequestObjectTagKeys': tags.map(([key]) => key),
      };

const tag = z.object({ Key: z.string(), Value: z.string() });
const tagging = z.object({
  Tagging: z.object({ TagSet: z.union([z.literal(''), z.object({ Tag: z.array(tag) })]) }),
});

function tagsOfBody(body: Uint8Array, most: number): Tags {
  const { TagSet: set } = readXml(tagging, body).Tagging;
  return checkTags(set === '' ? [] : pairsOf(set.Tag), most);
}

const tagSet = (tags: Tags): RestAnswer => ({
  body: { Tagging: { TagSet: { Tag: membersOf(tags) } } },
});

/** The object of a call that must be there, once the call is allowed. */
function openTagged(
  call: Call,
  action: string,
  given: Tags = [],
): { readonly bucket: BucketState; readonly object: ObjectState } {
  const { Bucket, Key } = readObjectInput(call);
  const bucket = bucketAt(call, Bucket);
  const context = requestTagContext(given);
  return { bucket, object: openObject(call, bucket, { action, key: Key, context }) };
}

function putObjectTagging(call: Call): RestAnswer {
  const tags = tagsOfBody(readObjectInput(call).Body, OBJECT_TAGS);
  const { bucket, object } = openTagged(call, 'PutObjectTagging', tags);
  bucket.objects.set(object.key, { ...object, tags });
  return {};
}

function deleteObjectTagging(call: Call): RestAnswer {
  const { bucket, object } = openTagged(call, 'DeleteObjectTagging');
  bucket.objects.set(object.key, { ...object, tags: [] });
  return { status: 204 };
}

function openBucketTags(call: Call, action: string): BucketState {
  const bucket = openBucket(call, readBucketInput(call).Bucket, { action, key: null });
  if (action === 'PutBucketTagging' && bucket.abac) {
    throw new AwsError(
      'InvalidRequest',
      'tags of a bucket with attribute-based access are put by TagResource, which the sandbox does not serve',
    );
  }
  return bucket;
}

function getBucketTagging(call: Call): RestAnswer {
  const { tags } = openBucketTags(call, 'GetBucketTagging');
  if (tags.length === 0) throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', 404);
  return tagSet(tags);
}

function putBucketTagging(call: Call): RestAnswer {
  const bucket = openBucketTags(call, 'PutBucketTagging');
  bucket.tags = tagsOfBody(readBucketInput(call).Body, BUCKET_TAGS);
  return { status: 204 };
}

/** Deleting needs the right to put. Source: Amazon S3 API Reference, DeleteBucketTagging. */
function deleteBucketTagging(call: Call): RestAnswer {
  openBucketTags(call, 'PutBucketTagging').tags = [];
  return { status: 204 };
}

const abacStatus = z.object({ AbacStatus: z.object({ Status: z.enum(['Enabled', 'Disabled']) }) });

function putBucketAbac(call: Call): RestAnswer {
  const { Bucket, Body } = readBucketInput(call);
  const bucket = openBucket(call, Bucket, { action: 'PutBucketAbac', key: null });
  bucket.abac = readXml(abacStatus, Body).AbacStatus.Status === 'Enabled';
  return {};
}

function getBucketAbac(call: Call): RestAnswer {
  const { abac } = openBucket(call, readBucketInput(call).Bucket, { action: 'GetBucketAbac', key: null });
  return { body: { AbacStatus: { Status: abac ? 'Enabled' : 'Disabled' } } };
}

export const OBJECT_TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetObjectTagging: (call) => tagSet(openTagged(call, 'GetObjectTagging').object.tags),
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
};

export const BUCKET_TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetBucketTagging: getBucketTagging,
  PutBucketTagging: putBucketTagging,
  DeleteBucketTagging: deleteBucketTagging,
  PutBucketAbac: putBucketAbac,
  GetBucketAbac: getBucketAbac,
};
