/**
 * Objects uploaded in parts. Source: Amazon S3 API Reference; Amazon S3 User Guide, mpuoverview and mpuAndPermissions.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BadToken } from '../input.ts';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { MIB } from '../room.ts';
import { keep } from '../storage.ts';
import { rangeOf } from './byte-range.ts';
import { encryptionHeaders, opened, type Place, useKey } from './object-key.ts';
import { etagOf, openSource } from './objects.ts';
import { bucketAt, openBucket, type ObjectInput, readBucketInput, readObjectInput } from './open-bucket.ts';
import { writeConditions } from './preconditions.ts';
import type { BucketState, PartState, UploadState } from './state.ts';
import { checkUnmodified, openWrite, store } from './write-object.ts';
import { readXml } from './xml-body.ts';

/** Of every part but the last. */
const LEAST_PART = 5 * MIB;
const MOST_PARTS = 10_000;

function createMultipartUpload(call: Call): RestAnswer {
  const { Bucket, Key, Headers: headers } = readObjectInput(call);
  const place = { bucket: bucketAt(call, Bucket), key: Key };
  const attributes = openWrite(call, place, headers);
  const id = call.world.ids.unique('');
  place.bucket.uploads.set(id, { ...attributes, id, key: Key, initiatedAt: call.now, parts: new Map() });
  return {
    headers: encryptionHeaders(attributes),
    body: { InitiateMultipartUploadResult: { Bucket, Key, UploadId: id } },
  };
}

interface Uploading {
  readonly input: ObjectInput;
  readonly place: Place;
  readonly upload: UploadState;
}

function openUpload(call: Call, action: string): Uploading {
  const input = readObjectInput(call);
  const { Bucket, Key, Query: query } = input;
  const bucket = openBucket(call, Bucket, { action, key: Key });
  const upload = bucket.uploads.get(query['uploadId'] ?? '');
  if (upload?.key === Key) return { input, place: { bucket, key: Key }, upload };
  throw new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
  );
}

/** S3 reads encrypted parts again before it puts them together. */
function askKey(call: Call, { place, upload: { keyArn } }: Uploading): void {
  if (keyArn !== null) useKey(call, place, { keyArn, action: 'Decrypt' });
}

function addPart(call: Call, uploading: Uploading, bytes: Uint8Array): PartState {
  const { input, upload } = uploading;
  const number = Number(input.Query['partNumber']);
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw new AwsError(
      'InvalidArgument',
      `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`,
    );
  askKey(call, uploading);
  keep(call.world, bytes.byteLength);
  call.world.storage.give(upload.parts.get(number)?.bytes.byteLength ?? 0);
  const part = { bytes, etag: etagOf(bytes), modifiedAt: call.now };
  upload.parts.set(number, part);
  return part;
}

function uploadPart(call: Call): RestAnswer {
  const uploading = openUpload(call, 'PutObject');
  const { etag } = addPart(call, uploading, uploading.input.Body);
  return { headers: { etag, ...encryptionHeaders(uploading.upload) } };
}

function uploadPartCopy(call: Call): RestAnswer {
  const uploading = openUpload(call, 'PutObject');
  const { Headers: headers } = uploading.input;
  const { place, object } = openSource(call, headers);
  const range = rangeOf(headers.get('x-amz-copy-source-range'), object.size);
  const whole = opened(call, place, object);
  const part = addPart(call, uploading, range === null ? whole : whole.subarray(range.from, range.to));
  return { body: { CopyPartResult: { LastModified: part.modifiedAt.toISOString(), ETag: part.etag } } };
}

const listed = z.object({
  PartNumber: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number),
  ETag: z.string(),
});
const completion = z.object({
  CompleteMultipartUpload: z.object({ Part: z.array(listed).min(1).max(MOST_PARTS) }),
});

function completeMultipartUpload(call: Call): RestAnswer {
  const uploading = openUpload(call, 'PutObject');
  const { input, place, upload } = uploading;
  const { Bucket, Key, Body, Headers: headers } = input;
  checkUnmodified(call, place, writeConditions(headers));
  const parts = partsOf(upload, readXml(completion, Body).CompleteMultipartUpload.Part);
  askKey(call, uploading);
  const plain = Buffer.concat(parts.map(({ bytes }) => bytes));
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), 'hex')));
  const etag = `"${createHash('md5').update(digests).digest('hex')}-${parts.length}"`;
  const { contentType, metadata, tags, encryption, keyArn } = upload;
  const object = store(call, place, { contentType, metadata, tags, encryption, keyArn, plain, etag });
  endUpload(call, place.bucket, upload);
  const Location = `${call.world.endpoint}/${Bucket}/${Key}`;
  return {
    headers: encryptionHeaders(object),
    body: { CompleteMultipartUploadResult: { Location, Bucket, Key, ETag: etag } },
  };
}

/** The parts as the request lists them. */
function partsOf({ parts }: UploadState, asked: readonly z.output<typeof listed>[]): readonly PartState[] {
  if (asked.some(({ PartNumber }, index) => index > 0 && PartNumber <= (asked[index - 1]?.PartNumber ?? 0))) {
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  const found = asked.map(({ PartNumber, ETag }) => {
    const part = parts.get(PartNumber);
    if (part !== undefined && part.etag.replaceAll('"', '') === ETag.replaceAll('"', '')) return part;
    throw new AwsError(
      'InvalidPart',
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    );
  });
  if (found.slice(0, -1).some(({ bytes }) => bytes.byteLength < LEAST_PART))
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  return found;
}

/** An upload goes, with the parts that it keeps. */
export function endUpload({ world }: Call, { uploads }: BucketState, { id, parts }: UploadState): void {
  for (const { bytes } of parts.values()) world.storage.give(bytes.byteLength);
  uploads.delete(id);
}

function abortMultipartUpload(call: Call): RestAnswer {
  const { place, upload } = openUpload(call, 'AbortMultipartUpload');
  endUpload(call, place.bucket, upload);
  return { status: 204 };
}

const PAGE = 1000;

function listParts(call: Call): RestAnswer {
  const { input, upload } = openUpload(call, 'ListMultipartUploadParts');
  const { Bucket, Key, Query: query } = input;
  const [after, size] = [
    numberIn(query, 'part-number-marker', 0),
    Math.min(PAGE, numberIn(query, 'max-parts', PAGE)),
  ];
  const rest = [...upload.parts].filter(([number]) => number > after).sort(([left], [right]) => left - right);
  const page = rest.slice(0, size);
  return {
    body: {
      ListPartsResult: {
        Bucket,
        Key,
        UploadId: upload.id,
        PartNumberMarker: after,
        NextPartNumberMarker: page.at(-1)?.[0] ?? after,
        MaxParts: size,
        IsTruncated: rest.length > page.length,
        StorageClass: 'STANDARD',
        Part: page.map(([PartNumber, { bytes, etag, modifiedAt }]) => ({
          PartNumber,
          LastModified: modifiedAt.toISOString(),
          ETag: etag,
          Size: bytes.byteLength,
        })),
      },
    },
  };
}

function numberIn(query: Readonly<Record<string, string>>, name: string, otherwise: number): number {
  const text = query[name] ?? String(otherwise);
  if (!/^\d{1,9}$/.test(text)) throw new BadToken();
  return Number(text);
}

/** Of a bucket; by prefix, without a delimiter. */
function listMultipartUploads(call: Call): RestAnswer {
  const { Bucket, Query: query } = readBucketInput(call);
  const bucket = openBucket(call, Bucket, { action: 'ListBucketMultipartUploads', key: null });
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(query['prefix'] ?? ''));
  if (query['delimiter'] !== undefined || query['key-marker'] !== undefined || uploads.length > PAGE)
    throw new AwsError('NotImplemented', 'the sandbox lists uploads by a prefix, on one page', 501);
  return {
    body: {
      ListMultipartUploadsResult: {
        Bucket,
        Prefix: query['prefix'],
        MaxUploads: PAGE,
        IsTruncated: false,
        Upload: uploads.map(({ id, key, initiatedAt }) => ({
          UploadId: id,
          Key: key,
          Initiated: initiatedAt.toISOString(),
          StorageClass: 'STANDARD',
        })),
      },
    },
  };
}

export const MULTIPART_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
  ListMultipartUploads: listMultipartUploads,
};
