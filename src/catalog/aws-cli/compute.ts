/** Machines, databases and queries. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { EC2_KINDS } from './ec2-kinds.ts';
import { call, type CatalogCall, type CatalogService, passRole, regional, when } from './call.ts';

/** What an operation makes has no ID before; an image and a snapshot belong to no account. */
const makes = (operation: string, ...kinds: readonly string[]) =>
  kinds.map((kind) => call(`ec2:${operation}`, ofKind(kind, '*')));
const ofKind = (kind: string, id: string) =>
  ['image', 'snapshot'].includes(kind)
    ? `arn:{partition}:ec2:{region}::${kind}/${id}`
    : regional('ec2', `${kind}/${id}`);
/** The objects are of many kinds, which their IDs tell apart. */
const tags = (action: string) =>
  Object.values(EC2_KINDS).map((kind) =>
    when(`--resources.${kind}`, `ec2:${action}`, ofKind(kind, `{--resources.${kind}}`)),
  );

export const EC2: CatalogService = {
  everywhere: ['describe-*'],
  operations: {
    'create-image': [
      call('ec2:CreateImage', ofKind('instance', '{--instance-id}')),
      ...makes('CreateImage', 'image', 'snapshot'),
    ],
    'create-snapshots': [
      call('ec2:CreateSnapshots', ofKind('instance', '{--instance-specification.InstanceId}')),
      ...makes('CreateSnapshots', 'snapshot', 'volume'),
    ],
    'copy-image': makes('CopyImage', 'image', 'snapshot'),
    'copy-snapshot': makes('CopySnapshot', 'snapshot'),
    'import-image': makes('ImportImage', 'image', 'import-image-task'),
    'import-snapshot': makes('ImportSnapshot', 'import-snapshot-task', 'snapshot'),
    'allocate-address': makes('AllocateAddress', 'elastic-ip'),
    'create-key-pair': [call('ec2:CreateKeyPair', regional('ec2', 'key-pair/{--key-name}'))],
    'import-key-pair': [call('ec2:ImportKeyPair', regional('ec2', 'key-pair/{--key-name}'))],
    'create-tags': tags('CreateTags'),
    'delete-tags': tags('DeleteTags'),
    // What it makes has no ID before it runs. Source: EC2 User Guide, iam-policies-for-amazon-ec2, launch instances.
    'run-instances': [
      call('ec2:RunInstances', 'arn:{partition}:ec2:{region}::image/{--image-id}'),
      ...['instance/*', 'network-interface/*', 'volume/*'].map((made) =>
        call('ec2:RunInstances', regional('ec2', made)),
      ),
      call('ec2:RunInstances', regional('ec2', 'security-group/{--security-group-ids}')),
      call('ec2:RunInstances', regional('ec2', 'subnet/{--subnet-id}')),
      when('--key-name', 'ec2:RunInstances', regional('ec2', 'key-pair/{--key-name}')),
    ],
  },
  beyond: {
    'run-instances': {
      why: 'the role of an instance profile, which it passes (`iam:PassRole`), is not read',
    },
  },
};

const copiesGroup = (action: string, kind: string, name: string): readonly CatalogCall[] =>
  ['source', 'target'].map((end) => call(action, regional('rds', `${kind}:{--${end}-${name}-identifier}`)));

/** Of all of them it is asked on `*`, of one on that one. */
const described = (action: string, ...objects: readonly string[]): readonly CatalogCall[] => [
  call(`rds:${action}`, ...objects.map((object) => regional('rds', object)), '*'),
];

/** Neptune and DocumentDB are RDS to IAM. */
export const RDS: CatalogService = {
  prefix: 'rds',
  everywhere: ['describe-*'],
  operations: {
    // Signs by itself; the database asks for the right when the token is used, by its resource ID, which its address does not tell.
    'generate-db-auth-token': [
      call('rds-db:connect', 'arn:{partition}:rds-db:{region}:{account}:dbuser:{--resource-id}/{--username}'),
    ],
    'copy-db-parameter-group': copiesGroup('rds:CopyDBParameterGroup', 'pg', 'db-parameter-group'),
    'copy-db-cluster-parameter-group': copiesGroup(
      'rds:CopyDBClusterParameterGroup',
      'cluster-pg',
      'db-cluster-parameter-group',
    ),
    'copy-option-group': copiesGroup('rds:CopyOptionGroup', 'og', 'option-group'),
    'describe-db-instances': described('DescribeDBInstances', 'db:{--db-instance-identifier}'),
    'describe-db-clusters': described('DescribeDBClusters', 'cluster:{--db-cluster-identifier}'),
    'describe-db-snapshots': described(
      'DescribeDBSnapshots',
      'snapshot:{--db-snapshot-identifier}',
      'db:{--db-instance-identifier}',
    ),
    'describe-db-cluster-snapshots': described(
      'DescribeDBClusterSnapshots',
      'cluster-snapshot:{--db-cluster-snapshot-identifier}',
      'cluster:{--db-cluster-identifier}',
    ),
    'describe-db-subnet-groups': described('DescribeDBSubnetGroups', 'subgrp:{--db-subnet-group-name}'),
    'describe-db-parameter-groups': described('DescribeDBParameterGroups', 'pg:{--db-parameter-group-name}'),
    'describe-db-cluster-parameter-groups': described(
      'DescribeDBClusterParameterGroups',
      'cluster-pg:{--db-cluster-parameter-group-name}',
    ),
    'describe-option-groups': described('DescribeOptionGroups', 'og:{--option-group-name}'),
    // The snapshot is left out with `--skip-final-snapshot`.
    'delete-db-cluster': [
      call('rds:DeleteDBCluster', regional('rds', 'cluster:{--db-cluster-identifier}')),
      when(
        '--final-db-snapshot-identifier',
        'rds:DeleteDBCluster',
        regional('rds', 'cluster-snapshot:{--final-db-snapshot-identifier}'),
      ),
    ],
  },
  resources: {
    db: [
      regional(
        'rds',
        'db:{--db-instance-identifier|--db-instance-identifiers|--source-db-instance-identifier|@source-db-instance-arn|@resource-name|@resource-arn|@source-arn}',
      ),
    ],
    cluster: [
      regional(
        'rds',
        'cluster:{--db-cluster-identifier|--db-cluster-identifiers|--source-db-cluster-identifier|@target-db-cluster-identifier|@resource-name|@resource-arn}',
      ),
    ],
    subgrp: [regional('rds', 'subgrp:{--db-subnet-group-name|@resource-name}')],
    pg: [regional('rds', 'pg:{--db-parameter-group-name|@resource-name}')],
    'cluster-pg': [regional('rds', 'cluster-pg:{--db-cluster-parameter-group-name|@resource-name}')],
    og: [regional('rds', 'og:{--option-group-name|@resource-name}')],
    secgrp: [regional('rds', 'secgrp:{--db-security-group-name|@resource-name}')],
    es: [regional('rds', 'es:{--subscription-name|@resource-name}')],
    snapshot: [
      regional('rds', 'snapshot:{--db-snapshot-identifier|--target-db-snapshot-identifier|@resource-name}'),
    ],
    'cluster-snapshot': [
      regional(
        'rds',
        'cluster-snapshot:{--db-cluster-snapshot-identifier|--target-db-cluster-snapshot-identifier|@resource-name}',
      ),
    ],
    'global-cluster': [
      'arn:{partition}:rds::{account}:global-cluster:{--global-cluster-identifier|@resource-name}',
    ],
  },
};

export const APPCONFIG: CatalogService = {
  resources: {
    extension: [regional('appconfig', 'extension/{--extension-identifier|@resource-arn}/{--version-number}')],
  },
};

const taggedGroup = regional('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/{--tags.ResourceId}');

/** A group's ARN holds an ID that AWS makes. */
export const AUTOSCALING: CatalogService = {
  everywhere: ['describe-*'],
  operations: {
    'create-or-update-tags': [call('autoscaling:CreateOrUpdateTags', taggedGroup)],
    'delete-tags': [call('autoscaling:DeleteTags', taggedGroup)],
  },
  resources: {
    autoScalingGroup: [
      regional('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/{--auto-scaling-group-name}'),
    ],
    launchConfiguration: [
      regional('autoscaling', 'launchConfiguration:*:launchConfigurationName/{--launch-configuration-name}'),
    ],
  },
};

/** Source: Athena User Guide, managed-policies and s3-permissions: a query runs with its caller's permissions. */
export const ATHENA: CatalogService = {
  beyond: {
    'start-query-execution': {
      why: "Athena reads the tables (Glue, S3) and writes the result to S3 with the caller's permissions, and which these are is in the query and its workgroup",
    },
  },
  resources: {
    workgroup: [regional('athena', 'workgroup/{--work-group|--name|@resource-arn}')],
    datacatalog: [regional('athena', 'datacatalog/{--catalog-name|--name|@resource-arn}')],
  },
};

/** A job's role may be given by its name. Source: AWS CLI reference, glue create-job. */
const glueRole = (option: string) =>
  when(option, 'iam:PassRole', `{${option}}`, `arn:{partition}:iam::{account}:role/{${option}}`);

const inCatalog = (operation: string, ...objects: readonly string[]) =>
  ['catalog', ...objects].map((object) => call(`glue:${operation}`, regional('glue', object)));

/** A schema's ARN has its registry in it. Source: Glue Developer Guide, schema-registry-gs, IAM example. */
export const GLUE: CatalogService = {
  resources: {
    devendpoint: [regional('glue', 'devEndpoint/{--endpoint-name|--dev-endpoint-names}')],
    registry: [
      regional('glue', 'registry/{--registry-name|@resource-arn}'),
      regional('glue', 'registry/{--registry-id.RegistryName|--registry-id.RegistryArn}'),
      regional('glue', 'registry/{--schema-id.RegistryName}'),
    ],
    schema: [
      regional('glue', 'schema/{--schema-id.RegistryName}/{--schema-id.SchemaName}'),
      regional('glue', 'schema/{--registry-id.RegistryName}/{--schema-name}'),
      '{--schema-id.SchemaArn}',
      regional('glue', 'schema/{@resource-arn}'),
    ],
  },
  operations: {
    ...Object.fromEntries(
      Object.entries({
        'start-workflow-run': 'StartWorkflowRun',
        'stop-workflow-run': 'StopWorkflowRun',
        'resume-workflow-run': 'ResumeWorkflowRun',
        'get-workflow-run': 'GetWorkflowRun',
        'get-workflow-runs': 'GetWorkflowRuns',
        'get-workflow-run-properties': 'GetWorkflowRunProperties',
        'put-workflow-run-properties': 'PutWorkflowRunProperties',
      }).map(([operation, action]) => [
        operation,
        [call(`glue:${action}`, regional('glue', 'workflow/{--name}'))],
      ]),
    ),
    'create-database': inCatalog('CreateDatabase', 'database/{--database-input.Name}'),
    // Source: Service Authorization Reference, AWS Glue: what the database holds goes with it.
    'delete-database': inCatalog(
      'DeleteDatabase',
      'database/{--name}',
      'table/{--name}/*',
      'userDefinedFunction/{--name}/*',
    ),
    'create-job': [call('glue:CreateJob', regional('glue', 'job/{--name}')), glueRole('--role')],
    'update-job': [
      call('glue:UpdateJob', regional('glue', 'job/{--job-name}')),
      glueRole('--job-update.Role'),
    ],
    'create-crawler': [call('glue:CreateCrawler', '*'), glueRole('--role')],
    'update-crawler': [call('glue:UpdateCrawler', regional('glue', 'crawler/{--name}')), glueRole('--role')],
  },
};

const schedules = (action: string): readonly CatalogCall[] => [
  when('--group-name', action, regional('scheduler', 'schedule/{--group-name}/{--name}')),
  {
    ...call(action, regional('scheduler', 'schedule/default/{--name}')),
    unless: ['--group-name'],
  },
  passRole('--target.RoleArn'),
];

export const SCHEDULER: CatalogService = {
  operations: {
    'create-schedule': schedules('scheduler:CreateSchedule'),
    'update-schedule': schedules('scheduler:UpdateSchedule'),
  },
};
