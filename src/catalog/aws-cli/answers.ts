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

/** By service and operation. */
export const ANSWER_TEMPLATES: Readonly<Record<string, AnswerTemplate>> = {
  'amplify create-deployment': { jobId: '{new}' },
  'amplify start-job': { jobSummary: { jobId: '{new}' } },
  'athena start-query-execution': { QueryExecutionId: '{new}' },
  'batch submit-job': { jobId: '{new}' },
  'cloudformation create-stack': STACK,
  'cloudformation update-stack': STACK,
  'cloudfront create-invalidation': INVALIDATION,
  'codebuild start-build': { build: BUILD('build') },
  'codebuild start-build-batch': { buildBatch: BUILD('build-batch') },
  'codepipeline start-pipeline-execution': { pipelineExecutionId: '{new}' },
  'deploy create-deployment': { deploymentId: '{new}' },
  'ecs describe-task-definition': { taskDefinition: { family: '{--task-definition:family}' } },
  'ecs list-tasks': { taskArns: [TASK] },
  'ecs register-task-definition': DEFINITION,
  'ecs run-task': TASKS,
  'ecs start-task': TASKS,
  'eks update-nodegroup-version': { update: { id: '{new}' } },
  'eks update-addon': { update: { id: '{new}' } },
  'emr add-steps': { StepIds: ['{new}'] },
  'emr-serverless start-job-run': { jobRunId: '{new}' },
  'glue start-job-run': { JobRunId: '{new}' },
  'lambda create-function': { FunctionArn: FUNCTION, FunctionName: '{--function-name:last}' },
  'lambda publish-layer-version': { LayerArn: LAYER, LayerVersionArn: `${LAYER}:{new}`, Version: '{new}' },
  'lambda publish-version': PUBLISHED,
  'lambda update-function-code': PUBLISHED,
  'route53 change-resource-record-sets': { ChangeInfo: { Id: '/change/{new}' } },
  'sns create-topic': { TopicArn: regional('sns', '{--name}') },
  'sqs create-queue': QUEUE,
  'sqs get-queue-url': QUEUE,
  'ssm send-command': { Command: { CommandId: '{new}' } },
  'stepfunctions start-execution': {
    executionArn: regional('states', 'execution:{--state-machine-arn:last}:{--name|new}'),
  },
};
