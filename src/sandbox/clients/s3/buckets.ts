/** `aws s3 ls`, `mb` and `rb`. */
import type { AwsFailure } from '../aws-call.ts';
import { REFUSED, refused, worded } from '../aws-refusal.ts';
import { createBucket, deleteBucket, listBuckets, listObjects } from './call.ts';
import { removeAll } from './many.ts';
import { placeOf, type RemotePlace } from './place.ts';
import type { Work } from './transfer.ts';

/** The CLI prints times to the second. */
const timeOf = (text: string): string => text.slice(0, 19).replace('T', ' ');

export async function list(work: Work): Promise<number> {
  const { connection, command, invocation } = work;
  const [operand] = command.operands;
  if (operand === undefined || operand === 's3://') return listOwnBuckets(work);
  const place = placeOf(operand.startsWith('s3://') ? operand : `s3://${operand}`);
  if (place.kind === 'local') return REFUSED;
  const isWhole = command.flags.has('--recursive');
  const answer = await listObjects(connection, place, isWhole ? '' : '/');
  if (!answer.ok) return refused(invocation, 'ListObjectsV2', answer.error);
  const { objects, prefixes } = answer.value;
  const folder = isWhole ? 0 : place.key.lastIndexOf('/') + 1;
  for (const prefix of prefixes) invocation.io.out(`${'PRE'.padStart(30)} ${prefix.slice(folder)}\n`);
  for (const { key, size, modifiedAt } of objects)
    invocation.io.out(`${timeOf(modifiedAt)} ${String(size).padStart(10)} ${key.slice(folder)}\n`);
  // Nothing under a prefix is the CLI's status 1.
  return place.key !== '' && objects.length + prefixes.length === 0 ? 1 : 0;
}

async function listOwnBuckets(work: Work): Promise<number> {
  const answer = await listBuckets(work.connection);
  if (!answer.ok) return refused(work.invocation, 'ListBuckets', answer.error);
  for (const { name, createdAt } of answer.value) work.invocation.io.out(`${timeOf(createdAt)} ${name}\n`);
  return 0;
}

export async function makeBucket(work: Work, { bucket }: RemotePlace): Promise<number> {
  const failure = await createBucket(work.connection, bucket);
  return said(work, { failure, verb: 'make_bucket', bucket, operation: 'CreateBucket' });
}

/** With `--force` everything in it goes first. */
export async function removeBucket(work: Work, place: RemotePlace): Promise<number> {
  const { bucket } = place;
  if (work.command.flags.has('--force') && (await removeAll(work, { ...place, key: '' })) !== 0) {
    work.invocation.io.err(
      'remove_bucket failed: Unable to delete all objects in the bucket, bucket will not be deleted.\n',
    );
    return 255;
  }
  const failure = await deleteBucket(work.connection, bucket);
  return said(work, { failure, verb: 'remove_bucket', bucket, operation: 'DeleteBucket' });
}

interface Said {
  readonly failure: AwsFailure | null;
  readonly verb: string;
  readonly bucket: string;
  readonly operation: string;
}

function said({ invocation: { io } }: Work, { failure, verb, bucket, operation }: Said): number {
  if (failure === null) io.out(`${verb}: ${bucket}\n`);
  else io.err(`${verb} failed: s3://${bucket} ${worded(operation, failure)}\n`);
  return failure === null ? 0 : 1;
}
