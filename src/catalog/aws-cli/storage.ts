/** `aws s3api`: operations whose action has another name. Source: Amazon S3 User Guide, using-with-s3-policy-actions (2026-11). */
import { call, type CatalogCall, type CatalogService, passRole, regional, when } from './call.ts';

const bucket = 'arn:{partition}:s3:::{--bucket}';
const object = 'arn:{partition}:s3:::{--bucket}/{--key|…}';
const anyObject = 'arn:{partition}:s3:::{--bucket}/*';
const on = (action: string, ...resources: readonly string[]): readonly CatalogCall[] => [
  call(`s3:${action}`, ...resources),
];

/** A version of an object is asked for with another action. */
const onObject = (action: string): readonly CatalogCall[] => [
  { ...call(`s3:${action}`, object), unless: ['--version-id'] },
  when('--version-id', `s3:${action.replace('Object', 'ObjectVersion')}`, object),
];

/** What a request that writes an object sets beside it. Source: Amazon S3 User Guide, using-with-s3-policy-actions. */
const withSettings: readonly CatalogCall[] = [
  ...['--acl', '--grant-full-control', '--grant-read', '--grant-read-acp', '--grant-write-acp'].map(
    (option) => when(option, 's3:PutObjectAcl', object),
  ),
  when('--tagging', 's3:PutObjectTagging', object),
  when('--object-lock-mode', 's3:PutObjectRetention', object),
  when('--object-lock-legal-hold-status', 's3:PutObjectLegalHold', object),
];

const copied = (kind: string) => `arn:{partition}:s3:::{${kind}.Bucket}/{${kind}.Key|…}`;
const readsSource: readonly CatalogCall[] = [
  when('--copy-source.Object.Key', 's3:GetObject', copied('--copy-source.Object')),
  when('--copy-source.Version.Key', 's3:GetObjectVersion', copied('--copy-source.Version')),
];

export const S3API: CatalogService = {
  prefix: 's3',
  resources: { object: [object] },
  operations: {
    'get-object': onObject('GetObject'),
    'head-object': onObject('GetObject'),
    'get-object-attributes': [...onObject('GetObject'), ...onObject('GetObjectAttributes')],
    'get-object-acl': onObject('GetObjectAcl'),
    'get-object-tagging': onObject('GetObjectTagging'),
    'put-object-acl': onObject('PutObjectAcl'),
    'put-object-tagging': onObject('PutObjectTagging'),
    'delete-object': onObject('DeleteObject'),
    'delete-object-tagging': onObject('DeleteObjectTagging'),
    'head-bucket': on('ListBucket', bucket),
    'list-objects': on('ListBucket', bucket),
    'list-objects-v2': on('ListBucket', bucket),
    'list-object-versions': on('ListBucketVersions', bucket),
    'list-buckets': on('ListAllMyBuckets', '*'),
    'delete-objects': [
      call('s3:DeleteObject', 'arn:{partition}:s3:::{--bucket}/{--delete.Objects.Key|…}', anyObject),
      when(
        '--delete.Objects.VersionId',
        's3:DeleteObjectVersion',
        'arn:{partition}:s3:::{--bucket}/{--delete.Objects.Key|…}',
      ),
    ],
    'put-object': [call('s3:PutObject', object), ...withSettings],
    'copy-object': [call('s3:PutObject', object), ...readsSource, ...withSettings],
    'create-multipart-upload': [call('s3:PutObject', object), ...withSettings],
    'upload-part': on('PutObject', object),
    'upload-part-copy': [call('s3:PutObject', object), ...readsSource],
    'complete-multipart-upload': on('PutObject', object),
    'put-bucket-replication': [
      call('s3:PutReplicationConfiguration', bucket),
      passRole('--replication-configuration.Role'),
    ],
  },
};

/** Its buckets are those of S3 on Outposts, named by their ARNs. Source: Amazon S3 API reference, S3 Control. */
const ON_OUTPOSTS: Readonly<Record<string, string>> = {
  'delete-bucket': 'DeleteBucket',
  'delete-bucket-lifecycle-configuration': 'PutLifecycleConfiguration',
  'delete-bucket-policy': 'DeleteBucketPolicy',
  'delete-bucket-replication': 'PutReplicationConfiguration',
  'delete-bucket-tagging': 'PutBucketTagging',
  'get-bucket': 'GetBucket',
  'get-bucket-lifecycle-configuration': 'GetLifecycleConfiguration',
  'get-bucket-policy': 'GetBucketPolicy',
  'get-bucket-replication': 'GetReplicationConfiguration',
  'get-bucket-tagging': 'GetBucketTagging',
  'get-bucket-versioning': 'GetBucketVersioning',
  'put-bucket-lifecycle-configuration': 'PutLifecycleConfiguration',
  'put-bucket-policy': 'PutBucketPolicy',
  'put-bucket-replication': 'PutReplicationConfiguration',
  'put-bucket-tagging': 'PutBucketTagging',
  'put-bucket-versioning': 'PutBucketVersioning',
};

export const S3CONTROL: CatalogService = {
  prefix: 's3',
  operations: {
    ...Object.fromEntries(
      Object.entries(ON_OUTPOSTS).map(([operation, action]) => [
        operation,
        [call(`s3-outposts:${action}`, '{--bucket}')],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries({
        'get-access-point-policy': 'GetAccessPointPolicy',
        'put-access-point-policy': 'PutAccessPointPolicy',
        'delete-access-point-policy': 'DeleteAccessPointPolicy',
        'get-access-point-policy-status': 'GetAccessPointPolicyStatus',
      }).map(([operation, action]) => [operation, on(action, regional('s3', 'accesspoint/{--name}'))]),
    ),
    // Those of the whole account.
    'get-public-access-block': on('GetAccountPublicAccessBlock', '*'),
    'put-public-access-block': on('PutAccountPublicAccessBlock', '*'),
    'delete-public-access-block': on('PutAccountPublicAccessBlock', '*'),
  },
};
