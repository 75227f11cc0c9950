/** Lists of objects. Source: Amazon S3 API Reference, ListObjects and ListObjectsV2; facts 3.5. */
import { BadToken } from '../input.ts';
import { AwsError, type Call, type Operation, type RestAnswer } from '../operation.ts';
import { openBucket, readBucketInput } from './open-bucket.ts';
import type { BucketState, ObjectState } from './state.ts';

const MOST_KEYS = 1000;

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  /** Entries up to this one are left out. */
  readonly after: string;
  readonly size: number;
  /** How keys are written in the answer. */
  readonly written: (text: string) => string;
}

const MOST_ASKED = 2 ** 31 - 1;

function sizeOf(asked: string | undefined): number {
  if (asked === undefined) return MOST_KEYS;
  if (!/^\d{1,10}$/.test(asked) || Number(asked) > MOST_ASKED)
    throw new AwsError('InvalidArgument', `Argument maxKeys must be an integer between 0 and ${MOST_ASKED}`);
  return Math.min(MOST_KEYS, Number(asked));
}

/** As `encoding-type=url` has it; a slash stays. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/');

function askedOf(query: Readonly<Record<string, string>>, after: string): Asked {
  return {
    prefix: query['prefix'] ?? '',
    delimiter: query['delimiter'] ?? '',
    after,
    size: sizeOf(query['max-keys']),
    written: query['encoding-type'] === 'url' ? encoded : (text) => text,
  };
}

function openListed(call: Call): {
  readonly bucket: BucketState;
  readonly query: Readonly<Record<string, string>>;
} {
  const { Bucket, Query: query } = readBucketInput(call);
  const context = Object.fromEntries(
    ['prefix', 'delimiter', 'max-keys'].flatMap((name) =>
      query[name] === undefined ? [] : [[`s3:${name}`, query[name]]],
    ),
  );
  return { bucket: openBucket(call, Bucket, { action: 'ListBucket', key: null, context }), query };
}

interface Entry {
  readonly name: string;
  /** Null: a prefix that stands for many. */
  readonly object: ObjectState | null;
}

interface Page {
  readonly entries: readonly Entry[];
  /** The last entry, where more follow. */
  readonly last: string | null;
}

/** In the order of the keys' bytes. */
function pageOf({ objects }: BucketState, { prefix, delimiter, after, size }: Asked): Page {
  const found = new Map<string, Entry>();
  for (const object of objects.values()) {
    if (!object.key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? object.key : object.key.slice(0, end + delimiter.length);
    if (isAfter(name, after)) found.set(name, { name, object: end === -1 ? object : null });
  }
  const all = [...found.values()].sort((left, right) => (isAfter(left.name, right.name) ? 1 : -1));
  const entries = all.slice(0, size);
  return { entries, last: all.length > size ? (entries.at(-1)?.name ?? null) : null };
}

const isAfter = (left: string, right: string): boolean =>
  Buffer.compare(Buffer.from(left), Buffer.from(right)) > 0;

function resultOf(
  bucket: BucketState,
  asked: Asked,
  { entries, last }: Page,
): Readonly<Record<string, unknown>> {
  const { prefix, delimiter, size, written } = asked;
  return {
    Name: bucket.name,
    Prefix: written(prefix),
    Delimiter: delimiter === '' ? undefined : written(delimiter),
    MaxKeys: size,
    EncodingType: written === encoded ? 'url' : undefined,
    IsTruncated: last !== null,
    Contents: entries.flatMap(({ object }) => (object === null ? [] : [contents(object, written)])),
    CommonPrefixes: entries.flatMap(({ name, object }) =>
      object === null ? [{ Prefix: written(name) }] : [],
    ),
  };
}

const contents = ({ key, modifiedAt, etag, size }: ObjectState, written: Asked['written']): object => ({
  Key: written(key),
  LastModified: modifiedAt.toISOString(),
  ETag: etag,
  Size: size,
  StorageClass: 'STANDARD',
});

/** A token is the last entry of the page before it: what is deleted in between moves nothing. */
const tokenOf = (name: string): string => Buffer.from(`after:${name}`).toString('base64');

function afterToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('after:') || tokenOf(text.slice('after:'.length)) !== token) throw new BadToken();
  return text.slice('after:'.length);
}

function listObjectsV2(call: Call): RestAnswer {
  const { bucket, query } = openListed(call);
  const token = query['continuation-token'];
  const asked = askedOf(query, token === undefined ? (query['start-after'] ?? '') : afterToken(token));
  const page = pageOf(bucket, asked);
  return {
    body: {
      ListBucketResult: {
        ...resultOf(bucket, asked, page),
        KeyCount: page.entries.length,
        StartAfter: query['start-after'] === undefined ? undefined : asked.written(query['start-after']),
        ContinuationToken: token,
        NextContinuationToken: page.last === null ? undefined : tokenOf(page.last),
      },
    },
  };
}

/** The marker of the next page is told only where a delimiter is asked for; else it is the last key. */
function listObjects(call: Call): RestAnswer {
  const { bucket, query } = openListed(call);
  const asked = askedOf(query, query['marker'] ?? '');
  const page = pageOf(bucket, asked);
  return {
    body: {
      ListBucketResult: {
        ...resultOf(bucket, asked, page),
        Marker: asked.written(asked.after),
        NextMarker: page.last === null || asked.delimiter === '' ? undefined : asked.written(page.last),
      },
    },
  };
}

export const LISTING_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListObjectsV2: listObjectsV2,
  ListObjects: listObjects,
};
