/**
 * What an operation asks its caller for besides its own action: objects that the service reads or writes as the caller, roles inside
 * structures, secrets that it makes. Source: Service Authorization Reference, "Dependent actions" of each service; where none is listed,
 * the page that stands beside it (2026-11).
 */
import { call, type CatalogCall, passRole, regional, when } from './call.ts';

type Companions = Readonly<Record<string, readonly CatalogCall[]>>;

const s3 = (path: string) => `arn:{partition}:s3:::${path}`;

const each = (operations: string, ...calls: readonly CatalogCall[]): Companions =>
  Object.fromEntries(operations.split(/\s+/).map((operation) => [operation, calls]));

/** An object by the members of a structure. */
const reads = (bucket: string, key: string): CatalogCall =>
  when(bucket, 's3:GetObject', s3(`{${bucket}}/{${key}|…}`));

/** An object by its address: `s3://BUCKET/KEY`, `https://BUCKET.s3.REGION.amazonaws.com/KEY`. */
const readsAt = (option: string): CatalogCall => when(option, 's3:GetObject', s3(`{${option}|…}`));

const readsS3Object = (option: string): CatalogCall =>
  reads(`${option}.S3Object.Bucket`, `${option}.S3Object.Name`);

/** Source: Rekognition Developer Guide, images-s3 and video: who calls it must be able to read the object. */
const REKOGNITION: Companions = {
  ...each(
    `detect-custom-labels detect-faces detect-labels detect-moderation-labels detect-protective-equipment detect-text
    index-faces recognize-celebrities search-faces-by-image search-users-by-image`,
    readsS3Object('--image'),
  ),
  'compare-faces': [readsS3Object('--source-image'), readsS3Object('--target-image')],
  ...each(
    `start-celebrity-recognition start-content-moderation start-face-detection start-face-search start-label-detection
    start-person-tracking start-segment-detection start-text-detection`,
    readsS3Object('--video'),
  ),
};

/** Source: Textract API reference, OutputConfig: results are put as the caller. */
const writesResults = when(
  '--output-config.S3Bucket',
  's3:PutObject',
  s3('{--output-config.S3Bucket}/{--output-config.S3Prefix}/*'),
  s3('{--output-config.S3Bucket}/*'),
);

const TEXTRACT: Companions = {
  ...each('analyze-document analyze-expense detect-document-text', readsS3Object('--document')),
  'analyze-id': [readsS3Object('--document-pages')],
  ...each(
    'start-document-analysis start-document-text-detection start-expense-analysis start-lending-analysis',
    readsS3Object('--document-location'),
    writesResults,
  ),
};

/** Source: Transcribe Developer Guide, security_iam_id-based-policy-examples: without a role of its own a job is the caller's. */
const transcribes = (name: string, role: string): readonly CatalogCall[] => [
  { ...readsAt('--media.MediaFileUri'), unless: [role] },
  {
    ...when(
      '--output-bucket-name',
      's3:PutObject',
      s3('{--output-bucket-name}/{--output-key}*'),
      s3(`{--output-bucket-name}/{${name}|…}.json`),
    ),
    unless: [role],
  },
  ...(role.includes('.') ? [passRole(role)] : []),
];

const TRANSCRIBE: Companions = {
  'start-transcription-job': transcribes(
    '--transcription-job-name',
    '--job-execution-settings.DataAccessRoleArn',
  ),
  'start-medical-transcription-job': transcribes(
    '--medical-transcription-job-name',
    '--data-access-role-arn',
  ),
  'start-call-analytics-job': [{ ...readsAt('--media.MediaFileUri'), unless: ['--data-access-role-arn'] }],
  ...each(
    'create-vocabulary update-vocabulary create-medical-vocabulary update-medical-vocabulary',
    readsAt('--vocabulary-file-uri'),
  ),
  ...each('create-vocabulary-filter update-vocabulary-filter', readsAt('--vocabulary-filter-file-uri')),
  'create-language-model': [passRole('--input-data-config.DataAccessRoleArn')],
};

const POLLY: Companions = {
  'start-speech-synthesis-task': [
    call(
      's3:PutObject',
      s3('{--output-s3-bucket-name}/{--output-s3-key-prefix}*'),
      s3('{--output-s3-bucket-name}/*'),
    ),
    when('--sns-topic-arn', 'sns:Publish', '{--sns-topic-arn}'),
  ],
};

const importLogs = regional('logs', 'log-group:/aws-dynamodb/*');
const onGroups = (action: string): CatalogCall => call(`logs:${action}`, importLogs);
const onStreams = (action: string): CatalogCall => call(`logs:${action}`, `${importLogs}:log-stream:*`);

/** Source: DynamoDB Developer Guide, S3DataImport.Requesting. */
const DYNAMODB: Companions = {
  'import-table': [
    call(
      's3:GetObject',
      s3('{--s3-bucket-source.S3Bucket}/{--s3-bucket-source.S3KeyPrefix}*'),
      s3('{--s3-bucket-source.S3Bucket}/*'),
    ),
    call('s3:ListBucket', s3('{--s3-bucket-source.S3Bucket}')),
    ...['CreateLogGroup', 'DescribeLogStreams', 'PutRetentionPolicy'].map(onGroups),
    ...['CreateLogStream', 'PutLogEvents'].map(onStreams),
    call('logs:DescribeLogGroups', '*'),
  ],
};

const fromStorage = [
  reads('--storage-location.Bucket', '--storage-location.Key'),
  passRole('--storage-location.RoleArn'),
];

/** A backup of Redis is a file for each shard. Source: ElastiCache User Guide, backups-exporting and backups-seeding-redis. */
const copiesSnapshot = ['PutObject', 'DeleteObject'].map((action) =>
  when('--target-bucket', `s3:${action}`, s3('{--target-bucket}/{--target-snapshot-name}*')),
);

const seeded = when('--snapshot-arns', 's3:GetObject', '{--snapshot-arns}');
const BACKUPS: Companions = {
  'copy-snapshot': [...copiesSnapshot, when('--target-bucket', 's3:GetBucketAcl', s3('{--target-bucket}'))],
  ...each('create-cache-cluster create-replication-group create-cluster', seeded),
};

/** Source: RDS User Guide, rds-secrets-manager: the password of the database is a secret that RDS makes as the caller. */
const ofPassword = (prefix: string, option: string): readonly CatalogCall[] =>
  ['CreateSecret', 'TagResource'].map((action) =>
    when(option, `secretsmanager:${action}`, regional('secretsmanager', `secret:${prefix}!*`)),
  );

const encrypts = (option: string, ...actions: readonly string[]): readonly CatalogCall[] =>
  actions.map((action) => when(option, `kms:${action}`, regional('kms', `key/{${option}}`)));

const RDS: Companions = each(
  `create-db-instance modify-db-instance create-db-cluster modify-db-cluster restore-db-instance-from-s3
  restore-db-cluster-from-s3`,
  ...ofPassword('rds', '--manage-master-user-password'),
  ...encrypts('--master-user-secret-kms-key-id', 'CreateGrant', 'Decrypt', 'DescribeKey', 'GenerateDataKey'),
  when(
    '--rotate-master-user-password',
    'secretsmanager:RotateSecret',
    regional('secretsmanager', 'secret:rds!*'),
  ),
);

const REDSHIFT: Companions = {
  'create-cluster': [...ofPassword('redshift', '--manage-master-password'), passRole('--iam-roles')],
  'modify-cluster-iam-roles': [passRole('--add-iam-roles')],
};

/** Under a key of its own an object is encrypted as the caller. Source: Amazon S3 User Guide, UsingKMSEncryption, permissions. */
const underKey = encrypts('--ssekms-key-id', 'GenerateDataKey');

const S3API: Companions = {
  'put-object': underKey,
  'copy-object': underKey,
  // The parts are put together by decrypting them.
  'create-multipart-upload': encrypts('--ssekms-key-id', 'GenerateDataKey', 'Decrypt'),
};

/** Source: Step Functions Developer Guide, auth-version-alias. */
const publishes = (machine: string): readonly CatalogCall[] => [
  when('--publish', 'states:PublishStateMachineVersion', machine),
];

const templateAt = (option: string) => [readsAt(`${option}.Info.LoadTemplateFromURL`)];
const conformancePack = [readsAt('--template-s3-uri')];
const ofVpc = when('--vpc', 'ec2:DescribeVpcs', '*');

/** Source: API Gateway Developer Guide, permissions for API Gateway to call a service: the caller passes the role. */
const APIGATEWAY: Companions = {
  'put-integration': [passRole('--credentials')],
  'create-authorizer': [passRole('--authorizer-credentials')],
};
const APIGATEWAYV2: Companions = {
  ...each('create-integration update-integration', passRole('--credentials-arn')),
  ...each('create-authorizer update-authorizer', passRole('--authorizer-credentials-arn')),
};

const COMPANIONS: Readonly<Record<string, Companions>> = {
  apigateway: APIGATEWAY,
  apigatewayv2: APIGATEWAYV2,
  backup: { 'create-backup-selection': [passRole('--backup-selection.IamRoleArn')] },
  'cognito-idp': each('create-user-pool update-user-pool', passRole('--sms-configuration.SnsCallerArn')),
  configservice: {
    'put-configuration-recorder': [passRole('--configuration-recorder.roleARN')],
    'put-conformance-pack': conformancePack,
    'put-organization-conformance-pack': conformancePack,
  },
  datasync: { 'create-location-s3': [passRole('--s3-config.BucketAccessRoleArn')] },
  dynamodb: DYNAMODB,
  elasticache: BACKUPS,
  firehose: {
    'create-delivery-stream': [
      passRole('--extended-s3-destination-configuration.RoleARN'),
      passRole('--s3-destination-configuration.RoleARN'),
    ],
  },
  gamelift: each('create-build create-script update-script', ...fromStorage),
  iot: each('create-topic-rule replace-topic-rule', passRole('--topic-rule-payload.actions.@values.roleArn')),
  kafkaconnect: {
    'create-custom-plugin': [
      when(
        '--location.s3Location.bucketArn',
        's3:GetObject',
        '{--location.s3Location.bucketArn}/{--location.s3Location.fileKey}',
      ),
    ],
  },
  memorydb: BACKUPS,
  polly: POLLY,
  rds: RDS,
  redshift: REDSHIFT,
  'redshift-serverless': { 'create-namespace': [passRole('--iam-roles')] },
  rekognition: REKOGNITION,
  route53: each('create-hosted-zone associate-vpc-with-hosted-zone disassociate-vpc-from-hosted-zone', ofVpc),
  s3api: S3API,
  servicecatalog: {
    'create-product': templateAt('--provisioning-artifact-parameters'),
    'create-provisioning-artifact': templateAt('--parameters'),
  },
  stepfunctions: {
    'create-state-machine': publishes(regional('states', 'stateMachine:{--name}')),
    'update-state-machine': publishes(regional('states', 'stateMachine:{--state-machine-arn}')),
  },
  textract: TEXTRACT,
  transcribe: TRANSCRIBE,
};

export function companionsOf(service: string, operation: string): readonly CatalogCall[] {
  const table = Object.hasOwn(COMPANIONS, service) ? COMPANIONS[service] : undefined;
  return table !== undefined && Object.hasOwn(table, operation) ? (table[operation] ?? []) : [];
}
