/**
 * What AWS answers to calls that name or make something, as far as the command tells it: addresses, ARNs and new IDs. Source: the API
 * reference of each service, the operation's response; the ARNs are those of the Service Authorization Reference (2026-11).
 */
import { regional } from './call.ts';

/**
 * Some members of an answer. `{--name}` is an option's value, `{--name:last}` the last part of an ARN in it, `:family`, `:definition`,
 * `:function`, `:stack` and `:secret` the name in an ARN of these; `{--name|account}`, `|new` and `|root` (a slash) stand for what is not
 * given, `{:--name}` and `{--name/}` for nothing then; `{partition}`, `{region}`, `{account}` and `{suffix}`, that of its hosts, are the
 * call's; `{new}` is what AWS makes up.
 */
export type AnswerTemplate =
  | string
  | readonly AnswerTemplate[]
  | { readonly [member: string]: AnswerTemplate };

const QUEUE = {
  QueueUrl: 'https://sqs.{region}.{suffix}/{--queue-owner-aws-account-id|account}/{--queue-name}',
};
const TASK = regional('ecs', 'task/{--cluster:last}/{new}');
const TASKS = { tasks: [{ taskArn: TASK, clusterArn: regional('ecs', 'cluster/{--cluster:last}') }] };
const DESCRIBED_DEFINITION = {
  taskDefinition: {
    family: '{--task-definition:family}',
    taskDefinitionArn: regional('ecs', 'task-definition/{--task-definition:definition}'),
  },
};
const DEFINITION = {
  taskDefinition: {
    taskDefinitionArn: regional('ecs', 'task-definition/{--family}:{new}'),
    revision: '{new}',
  },
};
const BUILD = (kind: string) => ({
  id: '{--project-name:last}:{new}',
  arn: regional('codebuild', `${kind}/{--project-name:last}:{new}`),
});
const FUNCTION = regional('lambda', 'function:{--function-name:function}');
const FUNCTION_READ = {
  FunctionName: '{--function-name:function}',
  FunctionArn: `${FUNCTION}{:--qualifier}`,
};
const ALIAS = { AliasArn: `${FUNCTION}:{--name}`, Name: '{--name}' };
const PUBLISHED = {
  FunctionName: '{--function-name:function}',
  FunctionArn: `${FUNCTION}:{new}`,
  Version: '{new}',
};
const LAYER = regional('lambda', 'layer:{--layer-name:last}');
const STACK = {
  StackName: '{--stack-name:stack}',
  StackId: regional('cloudformation', 'stack/{--stack-name:stack}/{new}'),
};
const INVALIDATION = { Invalidation: { Id: '{new}' } };
const IMAGE = { imageBuildVersionArn: regional('imagebuilder', 'image/{new}/{new}/{new}') };
const KEY = { KeyMetadata: { Arn: regional('kms', 'key/{new}'), KeyId: '{new}' } };
const CERTIFICATE = { CertificateArn: regional('acm', 'certificate/{new}') };
const SERVICE_OF = (name: string) => ({
  serviceArn: regional('ecs', `service/{--cluster:last}/${name}`),
  clusterArn: regional('ecs', 'cluster/{--cluster:last}'),
});
const SERVICE = (name: string) => ({ service: SERVICE_OF(name) });
const TARGET_GROUP = {
  TargetGroups: [{ TargetGroupArn: regional('elasticloadbalancing', 'targetgroup/{--name}/{new}') }],
};
const TABLE = {
  TableName: '{--table-name:last}',
  TableArn: regional('dynamodb', 'table/{--table-name:last}'),
};
const STREAM = { StreamName: '{--stream-name}', StreamARN: regional('kinesis', 'stream/{--stream-name}') };
const DATABASE = {
  DBInstanceIdentifier: '{--db-instance-identifier}',
  DBInstanceArn: regional('rds', 'db:{--db-instance-identifier}'),
};
const DB_CLUSTER = {
  DBClusterIdentifier: '{--db-cluster-identifier}',
  DBClusterArn: regional('rds', 'cluster:{--db-cluster-identifier}'),
};
const EKS_CLUSTER = { cluster: { name: '{--name}', arn: regional('eks', 'cluster/{--name}') } };
const RULE = regional('events', 'rule/{--event-bus-name:last/}{--name}');
const SECRET = { ARN: regional('secretsmanager', 'secret:{--secret-id:secret}') };
const global = (resource: string) => `arn:{partition}:iam::{account}:${resource}`;
const MODEL_PACKAGE = {
  ModelPackageArn: regional('sagemaker', 'model-package/{--model-package-group-name:last}/{new}'),
};
const PIPELINE_RUN = {
  PipelineExecutionArn: regional('sagemaker', 'pipeline/{--pipeline-name:last}/execution/{new}'),
};
const JOB_DEFINITION = {
  jobDefinitionName: '{--job-definition-name}',
  jobDefinitionArn: regional('batch', 'job-definition/{--job-definition-name}:{new}'),
  revision: '{new}',
};

/** By service and operation. A secret is named without the letters that AWS puts behind it, which whoever names it may leave out. */
export const ANSWER_TEMPLATES: Readonly<Record<string, AnswerTemplate>> = {
  'acm import-certificate': CERTIFICATE,
  'acm request-certificate': CERTIFICATE,
  'amplify create-deployment': { jobId: '{new}' },
  'amplify start-job': { jobSummary: { jobId: '{new}' } },
  'apigateway create-deployment': { id: '{new}' },
  'apigatewayv2 create-deployment': { DeploymentId: '{new}' },
  'appconfig create-hosted-configuration-version': { VersionNumber: '{new}' },
  'apprunner create-service': {
    Service: { ServiceArn: regional('apprunner', 'service/{--service-name}/{new}') },
  },
  'athena start-query-execution': { QueryExecutionId: '{new}' },
  'batch create-compute-environment': {
    computeEnvironmentArn: regional('batch', 'compute-environment/{--compute-environment-name}'),
  },
  'batch create-job-queue': { jobQueueArn: regional('batch', 'job-queue/{--job-queue-name}') },
  'batch register-job-definition': JOB_DEFINITION,
  'batch submit-job': { jobId: '{new}' },
  'cloudformation create-change-set': {
    Id: regional('cloudformation', 'changeSet/{--change-set-name}/{new}'),
  },
  'cloudformation create-stack': STACK,
  'cloudformation describe-stacks': { Stacks: [STACK] },
  'cloudformation update-stack': STACK,
  'cloudfront create-distribution': { Distribution: { Id: '{new}' } },
  'cloudfront create-invalidation': INVALIDATION,
  'codebuild batch-get-projects': {
    projects: [{ name: '{--names:last}', arn: regional('codebuild', 'project/{--names:last}') }],
  },
  'codebuild start-build': { build: BUILD('build') },
  'codebuild start-build-batch': { buildBatch: BUILD('build-batch') },
  'codepipeline start-pipeline-execution': { pipelineExecutionId: '{new}' },
  'datasync start-task-execution': {
    TaskExecutionArn: regional('datasync', 'task/{--task-arn:last}/execution/{new}'),
  },
  'deploy create-deployment': { deploymentId: '{new}' },
  'dynamodb create-backup': {
    BackupDetails: { BackupArn: regional('dynamodb', 'table/{--table-name:last}/backup/{new}') },
  },
  'dynamodb create-table': { TableDescription: TABLE },
  'dynamodb describe-table': { Table: TABLE },
  'dynamodb export-table-to-point-in-time': {
    ExportDescription: { ExportArn: regional('dynamodb', 'table/{--table-arn:last}/export/{new}') },
  },
  'dynamodb update-table': { TableDescription: TABLE },
  'ecs create-cluster': { cluster: { clusterArn: regional('ecs', 'cluster/{--cluster-name}') } },
  'ecs create-service': SERVICE('{--service-name}'),
  'ecs describe-clusters': {
    clusters: [
      { clusterName: '{--clusters:last}', clusterArn: regional('ecs', 'cluster/{--clusters:last}') },
    ],
  },
  'ecs describe-services': { services: [SERVICE_OF('{--services:last}')] },
  'ecs describe-task-definition': DESCRIBED_DEFINITION,
  'ecs list-tasks': { taskArns: [TASK] },
  'ecs register-task-definition': DEFINITION,
  'ecs run-task': TASKS,
  'ecs start-task': TASKS,
  'ecs update-service': SERVICE('{--service:last}'),
  'eks create-cluster': EKS_CLUSTER,
  'eks describe-cluster': EKS_CLUSTER,
  'eks describe-nodegroup': {
    nodegroup: {
      nodegroupName: '{--nodegroup-name}',
      nodegroupArn: regional('eks', 'nodegroup/{--cluster-name}/{--nodegroup-name}/{new}'),
    },
  },
  'eks update-addon': { update: { id: '{new}' } },
  'eks update-nodegroup-version': { update: { id: '{new}' } },
  'elbv2 create-target-group': TARGET_GROUP,
  'elbv2 describe-target-groups': {
    TargetGroups: [{ TargetGroupArn: regional('elasticloadbalancing', 'targetgroup/{--names}/{new}') }],
  },
  'emr add-steps': { StepIds: ['{new}'] },
  'emr-serverless start-job-run': { jobRunId: '{new}' },
  'events describe-rule': { Name: '{--name}', Arn: RULE },
  'events put-rule': { RuleArn: RULE },
  'firehose create-delivery-stream': {
    DeliveryStreamARN: regional('firehose', 'deliverystream/{--delivery-stream-name}'),
  },
  'firehose describe-delivery-stream': {
    DeliveryStreamDescription: {
      DeliveryStreamARN: regional('firehose', 'deliverystream/{--delivery-stream-name}'),
    },
  },
  'fis start-experiment': { experiment: { id: '{new}' } },
  'glue start-job-run': { JobRunId: '{new}' },
  'iam create-policy': {
    Policy: { PolicyName: '{--policy-name}', Arn: global('policy{--path|root}{--policy-name}') },
  },
  'iam create-role': { Role: { RoleName: '{--role-name}', Arn: global('role{--path|root}{--role-name}') } },
  'iam get-role': { Role: { RoleName: '{--role-name}', Arn: global('role/{--role-name}') } },
  'imagebuilder create-image': IMAGE,
  'imagebuilder start-image-pipeline-execution': IMAGE,
  'kinesis describe-stream': { StreamDescription: STREAM },
  'kinesis describe-stream-summary': { StreamDescriptionSummary: STREAM },
  'kms create-key': KEY,
  'lambda create-alias': ALIAS,
  'lambda create-function': { FunctionArn: FUNCTION, FunctionName: '{--function-name:function}' },
  'lambda get-alias': ALIAS,
  'lambda get-function': { Configuration: FUNCTION_READ },
  'lambda get-function-configuration': FUNCTION_READ,
  'lambda publish-layer-version': { LayerArn: LAYER, LayerVersionArn: `${LAYER}:{new}`, Version: '{new}' },
  'lambda publish-version': PUBLISHED,
  'lambda update-alias': ALIAS,
  'lambda update-function-code': PUBLISHED,
  'lambda update-function-configuration': {
    FunctionName: '{--function-name:function}',
    FunctionArn: FUNCTION,
  },
  'opensearch describe-domain': {
    DomainStatus: { DomainName: '{--domain-name}', ARN: regional('es', 'domain/{--domain-name}') },
  },
  'rds create-db-cluster-snapshot': {
    DBClusterSnapshot: {
      DBClusterSnapshotArn: regional('rds', 'cluster-snapshot:{--db-cluster-snapshot-identifier}'),
    },
  },
  'rds create-db-snapshot': {
    DBSnapshot: { DBSnapshotArn: regional('rds', 'snapshot:{--db-snapshot-identifier}') },
  },
  'rds describe-db-clusters': { DBClusters: [DB_CLUSTER] },
  'rds describe-db-instances': { DBInstances: [DATABASE] },
  'route53 change-resource-record-sets': { ChangeInfo: { Id: '/change/{new}' } },
  'sagemaker create-model-package': MODEL_PACKAGE,
  'sagemaker start-pipeline-execution': PIPELINE_RUN,
  'secretsmanager create-secret': {
    ARN: regional('secretsmanager', 'secret:{--name}'),
    Name: '{--name}',
  },
  'secretsmanager describe-secret': SECRET,
  'secretsmanager get-secret-value': SECRET,
  'secretsmanager put-secret-value': SECRET,
  'secretsmanager update-secret': SECRET,
  'sns create-topic': { TopicArn: regional('sns', '{--name}') },
  'sqs create-queue': QUEUE,
  'sqs get-queue-url': QUEUE,
  'ssm send-command': { Command: { CommandId: '{new}' } },
  'stepfunctions create-activity': { activityArn: regional('states', 'activity:{--name}') },
  'stepfunctions create-state-machine': { stateMachineArn: regional('states', 'stateMachine:{--name}') },
  'stepfunctions describe-state-machine': {
    stateMachineArn: '{--state-machine-arn}',
    name: '{--state-machine-arn:last}',
  },
  'stepfunctions publish-state-machine-version': { stateMachineVersionArn: '{--state-machine-arn}:{new}' },
  'stepfunctions start-execution': {
    executionArn: regional('states', 'execution:{--state-machine-arn:last}:{--name|new}'),
  },
};
