import type { Service } from '../operation.ts';
import { MIB } from '../room.ts';
import { BUCKET_OPERATIONS } from './buckets.ts';
import { OBJECT_OPERATIONS } from './objects.ts';
import { route } from './route.ts';

/** S3, path-style and virtual-hosted. What is done to objects is a data event, not a management event. */
export const s3Service: Service = {
  name: 's3',
  protocol: { kind: 'rest', xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/', route },
  // Far above the archives that builds read and write.
  bodyBound: 256 * MIB,
  badToken: { code: 'InvalidArgument', message: 'The continuation token provided is incorrect' },
  operations: { ...BUCKET_OPERATIONS, ...OBJECT_OPERATIONS },
  dataOperations: new Set([...Object.keys(OBJECT_OPERATIONS), 'HeadBucket']),
};
