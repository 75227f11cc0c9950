import type { Service } from '../operation.ts';
import { MIB } from '../room.ts';
import { BUCKET_OPERATIONS } from './buckets.ts';
import { deleteObjects } from './delete-objects.ts';
import { LISTING_OPERATIONS } from './listing.ts';
import { MULTIPART_OPERATIONS } from './multipart.ts';
import { OBJECT_OPERATIONS } from './objects.ts';
import { route } from './route.ts';
import { OBJECT_TAG_OPERATIONS } from './tags.ts';

const DATA_OPERATIONS = {
  ...OBJECT_OPERATIONS,
  ...LISTING_OPERATIONS,
  ...MULTIPART_OPERATIONS,
  ...OBJECT_TAG_OPERATIONS,
  DeleteObjects: deleteObjects,
};

/** S3, path-style and virtual-hosted. What is done to objects is a data event, not a management event. */
export const s3Service: Service = {
  name: 's3',
  protocol: { kind: 'rest', xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/', route },
  // Far above the archives that builds read and write.
  bodyBound: 256 * MIB,
  badToken: { code: 'InvalidArgument', message: 'The continuation token provided is incorrect' },
  operations: { ...BUCKET_OPERATIONS, ...DATA_OPERATIONS },
  dataOperations: new Set([...Object.keys(DATA_OPERATIONS), 'HeadBucket']),
};
