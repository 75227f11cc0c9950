/** Tables and queries. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { call, type CatalogCall, type CatalogService, regional, when } from './call.ts';

const table = (name: string) => regional('dynamodb', `table/{${name}}`);

/** An index is asked about by its own ARN. Source: DynamoDB Developer Guide, iam-policy-specific-table-indexes. */
const onTableOrIndex = (action: string, name: string, index: string): readonly CatalogCall[] => [
  when(index, action, regional('dynamodb', `table/{${name}}/index/{${index}}`)),
  { ...when(name, action, table(name)), unless: [index] },
];

/** The items of a transaction, each an action of its own. Source: DynamoDB Developer Guide, transaction-apis-iam. */
const inTransaction = (...kinds: readonly (readonly [member: string, action: string])[]) =>
  kinds.map(([member, action]) => {
    const name = `--transact-items.${member}.TableName`;
    return when(name, `dynamodb:${action}`, table(name));
  });

/** The tables of statements, as the reader of forms takes them apart. Source: DynamoDB Developer Guide, ql-iam. */
const partiQl = (option: string): readonly CatalogCall[] => [
  ...['Insert', 'Update', 'Delete'].map((verb) =>
    when(`${option}.${verb}.Table`, `dynamodb:PartiQL${verb}`, table(`${option}.${verb}.Table`)),
  ),
  ...onTableOrIndex('dynamodb:PartiQLSelect', `${option}.Select.Table`, `${option}.Select.Index`),
];

export const DYNAMODB: CatalogService = {
  everywhere: ['list-tables', 'describe-limits'],
  operations: {
    query: onTableOrIndex('dynamodb:Query', '--table-name', '--index-name'),
    scan: onTableOrIndex('dynamodb:Scan', '--table-name', '--index-name'),
    'batch-get-item': [call('dynamodb:BatchGetItem', table('--request-items.@keys'))],
    'batch-write-item': [call('dynamodb:BatchWriteItem', table('--request-items.@keys'))],
    'transact-get-items': inTransaction(['Get', 'GetItem']),
    'transact-write-items': inTransaction(
      ['Put', 'PutItem'],
      ['Update', 'UpdateItem'],
      ['Delete', 'DeleteItem'],
      ['ConditionCheck', 'ConditionCheckItem'],
    ),
    // Source: DynamoDB Developer Guide, exporting to S3, prerequisites: the objects are put as the caller.
    'export-table-to-point-in-time': [
      call('dynamodb:ExportTableToPointInTime', '{--table-arn}'),
      ...['PutObject', 'PutObjectAcl', 'AbortMultipartUpload'].map((action) =>
        call(
          `s3:${action}`,
          'arn:{partition}:s3:::{--s3-bucket}/{--s3-prefix}/*',
          'arn:{partition}:s3:::{--s3-bucket}/*',
        ),
      ),
    ],
    'import-table': [call('dynamodb:ImportTable', table('--table-creation-parameters.TableName'))],
    'execute-statement': partiQl('--statement'),
    'batch-execute-statement': partiQl('--statements'),
    'execute-transaction': partiQl('--transact-statements'),
  },
};

/** A secret's ARN ends in six characters that its name does not tell. */
const readsSecret = (option: string): CatalogCall =>
  when(
    option,
    'secretsmanager:GetSecretValue',
    `{${option}}`,
    regional('secretsmanager', `secret:{${option}}-??????`),
  );

/** The Data API reads the secret with the caller's permissions. Source: Aurora User Guide, data-api.access. */
export const RDS_DATA: CatalogService = {
  operations: {
    ...Object.fromEntries(
      Object.entries({
        'execute-statement': 'ExecuteStatement',
        'batch-execute-statement': 'BatchExecuteStatement',
        'begin-transaction': 'BeginTransaction',
        'commit-transaction': 'CommitTransaction',
        'rollback-transaction': 'RollbackTransaction',
      }).map(([operation, action]) => [
        operation,
        [call(`rds-data:${action}`, regional('rds', 'cluster:{@resource-arn}')), readsSecret('--secret-arn')],
      ]),
    ),
    'execute-sql': [
      call('rds-data:ExecuteSql', regional('rds', 'cluster:{@db-cluster-or-instance-arn}')),
      readsSecret('--aws-secret-store-arn'),
    ],
  },
};

const ofCluster = (kind: string, name: string) =>
  regional('redshift', `${kind}:{--cluster-identifier}/{${name}}`);
const BY_LOGIN = ['--db-user', '--secret-arn'];

/** Credentials of the database come from a secret, by the user's name, or by who the caller is. Source: Redshift Management Guide, data-api-access. */
const inDatabase = (action: string): readonly CatalogCall[] => [
  call(
    `redshift-data:${action}`,
    regional('redshift', 'cluster:{--cluster-identifier}'),
    regional('redshift-serverless', 'workgroup/{@workgroup-name}'),
  ),
  when('--db-user', 'redshift:GetClusterCredentials', ofCluster('dbuser', '--db-user')),
  when('--db-user', 'redshift:GetClusterCredentials', ofCluster('dbname', '--database')),
  {
    ...when(
      '--cluster-identifier',
      'redshift:GetClusterCredentialsWithIAM',
      ofCluster('dbname', '--database'),
    ),
    unless: BY_LOGIN,
  },
  {
    ...when(
      '--workgroup-name',
      'redshift-serverless:GetCredentials',
      regional('redshift-serverless', 'workgroup/{@workgroup-name}'),
    ),
    unless: ['--secret-arn'],
  },
  readsSecret('--secret-arn'),
];

export const REDSHIFT_DATA: CatalogService = {
  operations: {
    'execute-statement': inDatabase('ExecuteStatement'),
    'batch-execute-statement': inDatabase('BatchExecuteStatement'),
    'describe-table': inDatabase('DescribeTable'),
    'list-databases': inDatabase('ListDatabases'),
    'list-schemas': inDatabase('ListSchemas'),
    'list-tables': inDatabase('ListTables'),
  },
};

/** A task reads from one endpoint and writes to the other. */
const betweenEndpoints = (action: string): readonly CatalogCall[] => [
  call(action, '{--source-endpoint-arn}'),
  call(action, '{--target-endpoint-arn}'),
];

export const DMS: CatalogService = {
  operations: {
    'create-replication-task': [
      ...betweenEndpoints('dms:CreateReplicationTask'),
      call('dms:CreateReplicationTask', '{--replication-instance-arn}'),
    ],
    'create-replication-config': betweenEndpoints('dms:CreateReplicationConfig'),
  },
};

const snapshotOf = (kind: string, option: string) =>
  when(option, 'elasticache:CreateSnapshot', regional('elasticache', `${kind}:{${option}}`));

const copiesSnapshot = (service: string, separator: string): readonly CatalogCall[] =>
  ['source', 'target'].map((end) =>
    call(`${service}:CopySnapshot`, regional(service, `snapshot${separator}{--${end}-snapshot-name}`)),
  );

export const MEMORYDB: CatalogService = { operations: { 'copy-snapshot': copiesSnapshot('memorydb', '/') } };

export const ELASTICACHE: CatalogService = {
  operations: {
    'copy-snapshot': copiesSnapshot('elasticache', ':'),
    'create-snapshot': [
      call('elasticache:CreateSnapshot', regional('elasticache', 'snapshot:{--snapshot-name}')),
      snapshotOf('replicationgroup', '--replication-group-id'),
      snapshotOf('cluster', '--cache-cluster-id'),
    ],
  },
};

const copiedCluster = (name: string) => [
  regional('redshift', `snapshot:{--source-snapshot-cluster-identifier}/{${name}}`),
  regional('redshift', `snapshot:*/{${name}}`),
];

export const REDSHIFT: CatalogService = {
  resources: {
    eventsubscription: [regional('redshift', 'eventsubscription:{--subscription-name|@resource-name}')],
    subnetgroup: [regional('redshift', 'subnetgroup:{--cluster-subnet-group-name|@resource-name}')],
  },
  operations: {
    'copy-cluster-snapshot': [
      call('redshift:CopyClusterSnapshot', ...copiedCluster('--source-snapshot-identifier')),
      call('redshift:CopyClusterSnapshot', ...copiedCluster('--target-snapshot-identifier')),
    ],
  },
};
