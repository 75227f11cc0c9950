/** Many objects deleted by one request, each judged by itself. Source: Amazon S3 API Reference, DeleteObjects. */
import { z } from 'zod';
import { AwsError, type Call, type RestAnswer } from '../operation.ts';
import { bucketAt, readBucketInput } from './open-bucket.ts';
import { noVersions } from './open-object.ts';
import type { BucketState } from './state.ts';
import { removeAsked } from './write-object.ts';
import { readXml } from './xml-body.ts';

const asked = z.object({
  Key: z.string().min(1),
  VersionId: z.string().optional(),
  ETag: z.string().optional(),
});
const schema = z.object({
  Delete: z.object({ Object: z.array(asked).min(1).max(1000), Quiet: z.string().optional() }),
});

export function deleteObjects(call: Call): RestAnswer {
  const { Bucket, Body, Headers: headers } = readBucketInput(call);
  const bucket = bucketAt(call, Bucket);
  if (![...headers.keys()].some((name) => /^(?:content-md5|x-amz-checksum-\w+)$/.test(name)))
    throw new AwsError('InvalidRequest', 'Missing required header for this request: Content-MD5');
  const { Object: objects, Quiet } = readXml(schema, Body).Delete;
  const ends = objects.map((object) => ({ Key: object.Key, error: deleteOne(call, bucket, object) }));
  return {
    body: {
      DeleteResult: {
        Deleted: Quiet === 'true' ? [] : ends.flatMap(({ Key, error }) => (error === null ? [{ Key }] : [])),
        Error: ends.flatMap(({ Key, error }) =>
          error === null ? [] : [{ Key, Code: error.code, Message: error.message }],
        ),
      },
    },
  };
}

/** Null: it is gone. */
function deleteOne(
  call: Call,
  bucket: BucketState,
  { Key: key, ETag, VersionId }: z.output<typeof asked>,
): AwsError | null {
  try {
    if (VersionId !== undefined) throw noVersions();
    removeAsked(call, { bucket, key }, { match: ETag ?? null, noneMatch: null });
    return null;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
