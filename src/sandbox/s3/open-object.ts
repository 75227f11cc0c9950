/** Objects that a call is about. Source: facts 3.5 [BOTO s3]; Amazon S3 User Guide, object-tagging. */
import { AwsError, type Call } from '../operation.ts';
import { tagsUnder } from '../resource-tags.ts';
import { authorizeIn, type BucketCheck } from './open-bucket.ts';
import type { BucketState, ObjectState } from './state.ts';

/** What S3 answers for a key that no object has. */
export const noSuchKey = (): AwsError => new AwsError('NoSuchKey', 'The specified key does not exist.', 404);

/** What the sandbox answers where a version is named. */
export const noVersions = (): AwsError =>
  new AwsError('NotImplemented', 'the sandbox keeps no versions of objects', 501);

interface ObjectCheck extends BucketCheck {
  readonly key: string;
}

/**
 * Asks for an action on an object, with the tags that it has, and finds it. That a key is missing is told only to who
 * may list the bucket; the others are denied that.
 */
export function openObject(
  call: Call,
  bucket: BucketState,
  { action, key, context }: ObjectCheck,
): ObjectState {
  const object = bucket.objects.get(key);
  const tags = tagsUnder('s3:ExistingObjectTag', object?.tags ?? []);
  authorizeIn(call, bucket, { action, key, context: { ...tags, ...context } });
  if (object !== undefined) return object;
  authorizeIn(call, bucket, { action: 'ListBucket', key: null });
  throw noSuchKey();
}
