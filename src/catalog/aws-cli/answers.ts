/**
 * What AWS answers to calls that name or make something, as far as the command tells it: addresses, ARNs and new IDs. Source: the API
 * reference of each service, the operation's response; the ARNs are those of the Service Authorization Reference (2026-11).
 */
import { regional } from './call.ts';

/**
 * Some members of an answer. `{--name}` is an option's value, `{--name:last}` the last part of an ARN in it, `:family` that of a
 * task definition, `{--name|account}` the account where it is not given, `{--name|new}`; `{partition}`, `{region}`, `{account}` and `{suffix}`, that of its hosts, are the call's; `{new}` is
 * what AWS makes up.
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
const FUNCTION = regional('lambda', 'function:{--function-name:last}');
const PUBLISHED = {
  FunctionName: '{--function-name:last}',
  FunctionArn: `${FUNCTION}:{new}`,
  Version: '{new}',
};
const LAYER = regional('lambda', 'layer:{--layer-name:last}');
const STACK = { StackId: regional('cloudformation', 'stack/{--stack-name}/{new}') };
const INVALIDATION = { Invalidation: { Id: '{new}' } };
const IMAGE = { imageBuildVersionArn: regional('imagebuilder', 'image/{new}/{new}/{new}') };
const KEY = { KeyMetadata: { Arn: regional('kms', 'key/{new}'), KeyId: '{new}' } };
const CERTIFICATE = { CertificateArn: regional('acm', 'certificate/{new}') };
const SERVICE = (name: string) => ({
  service: {
    serviceArn: regional('ecs', `service/{--cluster:last}/${name}`),
    clusterArn: regional('ecs', 'cluster/{--cluster:last}'),
  },
});
const TARGET_GROUP = {
  TargetGroups: [{ TargetGroupArn: regional('elasticloadbalancing', 'targetgroup/{--name}/{new}') }],
};
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
  'athena start-query-execution': { QueryExecutionId: '{new}' },
  'batch register-job-definition': JOB_DEFINITION,
  'batch submit-job': { jobId: '{new}' },
  'cloudformation create-change-set': {
    Id: regional('cloudformation', 'changeSet/{--change-set-name}/{new}'),
  },
  'cloudformation create-stack': STACK,
  'cloudformation update-stack': STACK,
  'cloudfront create-invalidation': INVALIDATION,
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
  'dynamodb export-table-to-point-in-time': {
    ExportDescription: { ExportArn: regional('dynamodb', 'table/{--table-arn:last}/export/{new}') },
  },
  'ecs create-cluster': { cluster: { clusterArn: regional('ecs', 'cluster/{--cluster-name}') } },
  'ecs create-service': SERVICE('{--service-name}'),
  'ecs describe-task-definition': { taskDefinition: { family: '{--task-definition:family}' } },
  'ecs list-tasks': { taskArns: [TASK] },
  'ecs register-task-definition': DEFINITION,
  'ecs run-task': TASKS,
  'ecs start-task': TASKS,
  'ecs update-service': SERVICE('{--service:last}'),
  'eks update-addon': { update: { id: '{new}' } },
  'eks update-nodegroup-version': { update: { id: '{new}' } },
  'elbv2 create-target-group': TARGET_GROUP,
  'emr add-steps': { StepIds: ['{new}'] },
  'emr-serverless start-job-run': { jobRunId: '{new}' },
  'events put-rule': { RuleArn: regional('events', 'rule/{--name}') },
  'fis start-experiment': { experiment: { id: '{new}' } },
  'glue start-job-run': { JobRunId: '{new}' },
  'imagebuilder create-image': IMAGE,
  'imagebuilder start-image-pipeline-execution': IMAGE,
  'kms create-key': KEY,
  'lambda create-function': { FunctionArn: FUNCTION, FunctionName: '{--function-name:last}' },
  'lambda publish-layer-version': { LayerArn: LAYER, LayerVersionArn: `${LAYER}:{new}`, Version: '{new}' },
  'lambda publish-version': PUBLISHED,
  'lambda update-function-code': PUBLISHED,
  'route53 change-resource-record-sets': { ChangeInfo: { Id: '/change/{new}' } },
  'sagemaker create-model-package': MODEL_PACKAGE,
  'sagemaker start-pipeline-execution': PIPELINE_RUN,
  'secretsmanager create-secret': {
    ARN: regional('secretsmanager', 'secret:{--name}'),
    Name: '{--name}',
  },
  'sns create-topic': { TopicArn: regional('sns', '{--name}') },
  'sqs create-queue': QUEUE,
  'sqs get-queue-url': QUEUE,
  'ssm send-command': { Command: { CommandId: '{new}' } },
  'stepfunctions create-state-machine': { stateMachineArn: regional('states', 'stateMachine:{--name}') },
  'stepfunctions start-execution': {
    executionArn: regional('states', 'execution:{--state-machine-arn:last}:{--name|new}'),
  },
};
