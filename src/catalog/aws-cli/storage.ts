/** `aws s3api`: operations whose action has another name. Source: Amazon S3 User Guide, using-with-s3-policy-actions (2026-11). */
import { call, type CatalogCall, type CatalogService } from './call.ts';

const bucket = 'arn:{partition}:s3:::{--bucket}';
const object = 'arn:{partition}:s3:::{--bucket}/{--key|…}';
const anyObject = 'arn:{partition}:s3:::{--bucket}/*';
const on = (action: string, ...resources: readonly string[]): readonly CatalogCall[] => [
  call(`s3:${action}`, ...resources),
];

export const S3API: CatalogService = {
  prefix: 's3',
  resources: { object: [object] },
  operations: {
    'head-object': on('GetObject', object),
    'head-bucket': on('ListBucket', bucket),
    'list-objects': on('ListBucket', bucket),
    'list-objects-v2': on('ListBucket', bucket),
    'list-object-versions': on('ListBucketVersions', bucket),
    'list-buckets': on('ListAllMyBuckets', '*'),
    'delete-objects': on('DeleteObject', anyObject),
    'create-multipart-upload': on('PutObject', object),
    'upload-part': on('PutObject', object),
    'complete-multipart-upload': on('PutObject', object),
    'get-bucket-encryption': on('GetEncryptionConfiguration', bucket),
    'put-bucket-encryption': on('PutEncryptionConfiguration', bucket),
    'get-bucket-lifecycle-configuration': on('GetLifecycleConfiguration', bucket),
    'put-bucket-lifecycle-configuration': on('PutLifecycleConfiguration', bucket),
    'get-bucket-cors': on('GetBucketCORS', bucket),
    'put-bucket-cors': on('PutBucketCORS', bucket),
    'put-bucket-website': on('PutBucketWebsite', bucket),
    'get-public-access-block': on('GetBucketPublicAccessBlock', bucket),
    'put-public-access-block': on('PutBucketPublicAccessBlock', bucket),
    'get-bucket-notification-configuration': on('GetBucketNotification', bucket),
    'put-bucket-notification-configuration': on('PutBucketNotification', bucket),
    'put-object': [call('s3:PutObject', object), { ...call('s3:PutObjectAcl', object), when: '--acl' }],
  },
};
