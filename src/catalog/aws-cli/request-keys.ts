/**
 * Context keys of a request that the command line tells, beyond those that every request carries.
 * Source: Service Authorization Reference of each service (2026-09), condition keys; IAM User Guide, id_roles_use_passrole.
 */
import { actionPrefix } from './services.ts';

/** A key and where its value stands. */
export interface RequestKey {
  /** A name that ends in `*` stands for all keys that begin so. */
  readonly key: string;
  /** Templates as in `CatalogCall.on`, or the value itself; the first that the options fill is taken. None: it is never there. */
  readonly from: readonly string[];
  /** Whether the key is missing from the request where no option fills it; otherwise that is not known. */
  readonly elseAbsent: boolean;
}

/** A call of a command, as the catalog has it. */
export interface CalledAction {
  /** The command's service: `ecs`. */
  readonly service: string;
  readonly action: string;
  /** The API's name of what the command does: `RunInstances`. */
  readonly operation: string;
  /** The option that makes the call, where one does. */
  readonly when?: string | undefined;
  readonly partition: string;
}

const told = (key: string, ...from: readonly string[]): RequestKey => ({ key, from, elseAbsent: false });
const ifGiven = (key: string, ...from: readonly string[]): RequestKey => ({ key, from, elseAbsent: true });
const never = (key: string): RequestKey => ({ key, from: [], elseAbsent: true });

/** The actions of ECS that are authorised with the cluster, of those whose command names it. */
const IN_CLUSTER = new Set(
  `CreateService CreateTaskSet DeleteAttributes DeleteService DeleteTaskSet DescribeContainerInstances DescribeServices
  DescribeTaskSets DescribeTasks ExecuteCommand GetTaskProtection ListServices ListTasks PutAttributes RunTask StartTask
  StopTask UpdateContainerAgent UpdateContainerInstancesState UpdateService`
    .split(/\s+/)
    .map((name) => `ecs:${name}`),
);

const CLUSTER = told('ecs:cluster', 'arn:{partition}:ecs:{region}:{account}:cluster/{--cluster}');

/** S3 compares the key as it is given, so that an ID or an alias says nothing of what a policy means by its ARN. */
const S3_WRITE: readonly RequestKey[] = [
  ifGiven('s3:x-amz-server-side-encryption', '{--server-side-encryption}'),
  ifGiven('s3:x-amz-server-side-encryption-aws-kms-key-id', '{--ssekms-key-id}'),
  ifGiven('s3:x-amz-server-side-encryption-customer-algorithm', '{--sse-customer-algorithm}'),
  ifGiven('s3:x-amz-acl', '{--acl}'),
  ifGiven('s3:x-amz-storage-class', '{--storage-class}'),
];

const SESSION: readonly RequestKey[] = [
  ifGiven('sts:ExternalId', '{--external-id}'),
  told('sts:RoleSessionName', '{--role-session-name}'),
  ifGiven('sts:SourceIdentity', '{--source-identity}'),
];

const BY_ACTION: ReadonlyMap<string, readonly RequestKey[]> = new Map(
  Object.entries({
    's3:PutObject': S3_WRITE,
    's3:ListBucket': [ifGiven('s3:prefix', '{--prefix}'), ifGiven('s3:delimiter', '{--delimiter}')],
    'secretsmanager:GetSecretValue': [told('secretsmanager:SecretId', '{--secret-id}')],
    'secretsmanager:DescribeSecret': [told('secretsmanager:SecretId', '{--secret-id}')],
    'sts:AssumeRole': SESSION,
    'sts:TagSession': SESSION,
    'sts:SetSourceIdentity': SESSION,
    'cloudformation:CreateStack': [ifGiven('cloudformation:RoleArn', '{--role-arn}')],
    'cloudformation:UpdateStack': [ifGiven('cloudformation:RoleArn', '{--role-arn}')],
    'cloudformation:CreateChangeSet': [ifGiven('cloudformation:RoleArn', '{--role-arn}')],
    'cloudformation:DeleteStack': [ifGiven('cloudformation:RoleArn', '{--role-arn}')],
  }),
);

/** The tagging of what a command makes, which the service asks for by the name of that command's operation. */
const MARKS_NEW = /^(?:ec2:CreateTags|ecs:TagResource|elasticloadbalancing:AddTags)$/;

const prefixOf = (action: string) => action.slice(0, action.indexOf(':'));

/** What a call of the AWS CLI is known to put into its request. */
export function requestKeys(call: CalledAction): readonly RequestKey[] {
  const { action, when, operation } = call;
  if (action === 'iam:PassRole') return passedTo(call);
  if (action === 'sts:GetServiceBearerToken') return bearerOf(call.service);
  // A command of KMS asks it itself, any other service on the caller's behalf. Source: KMS Developer Guide, kms:ViaService.
  if (action.startsWith('kms:'))
    return [
      call.service === 'kms'
        ? never('kms:ViaService')
        : told('kms:ViaService', `${actionPrefix(call.service)}.{region}.{suffix}`),
    ];
  if (IN_CLUSTER.has(action)) return [CLUSTER];
  // Source: EC2 User Guide and ECS Developer Guide, supported-iam-actions-tagging; Elastic Load Balancing, tagging-resources-during-creation.
  if (when !== undefined && MARKS_NEW.test(action))
    return [told(`${prefixOf(action)}:CreateAction`, operation)];
  return BY_ACTION.get(action) ?? [];
}

/** Whether an action makes or marks something, a session among them, so that its request may carry tags. */
export const mayTag = (action: string): boolean =>
  /:(?:Allocate|AssumeRole|Copy|Create|Import|Register|Request|Run|Tag)/i.test(action);

/** Services that hand out their tokens as bearer tokens of STS. Source: IAM User Guide, condition keys for AWS STS. */
function bearerOf(service: string): readonly RequestKey[] {
  return service === 'codeartifact' || service === 'ecr-public'
    ? [told('sts:AWSServiceName', `${service}.amazonaws.com`)]
    : [];
}

/**
 * The principal that a command's role is passed to: by the option, or operation and option, where a service passes roles on to several,
 * else by the service. Not listed: not known. Source: the page of each service on its roles, and its trust policy there; AWS managed
 * policies that allow `iam:PassRole` (2026-11).
 */
const PASSED_TO: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  amplify: 'amplify',
  apigateway: 'apigateway',
  apprunner: 'apprunner',
  appsync: 'appsync',
  backup: 'backup',
  batch: { '--job-role-arn': 'ecs-tasks', '--service-role': 'batch', '--execution-role-arn': 'ecs-tasks' },
  bedrock: 'bedrock',
  cloudformation: 'cloudformation',
  cloudtrail: { '--cloud-watch-logs-role-arn': 'cloudtrail' },
  codebuild: 'codebuild',
  codepipeline: 'codepipeline',
  configservice: { '--configuration-recorder.roleARN': 'config' },
  databrew: 'databrew',
  datasync: 'datasync',
  dax: 'dax',
  deploy: 'codedeploy',
  dlm: 'dlm',
  ecs: {
    '--task-role-arn': 'ecs-tasks',
    '--execution-role-arn': 'ecs-tasks',
    '--overrides.taskRoleArn': 'ecs-tasks',
    '--overrides.executionRoleArn': 'ecs-tasks',
    '--role': 'ecs',
  },
  eks: {
    'CreatePodIdentityAssociation --role-arn': 'pods.eks',
    'UpdatePodIdentityAssociation --role-arn': 'pods.eks',
    'CreateCluster --role-arn': 'eks',
    '--node-role': 'ec2',
    '--pod-execution-role-arn': 'eks-fargate-pods',
  },
  elasticbeanstalk: 'elasticbeanstalk',
  emr: { '--service-role': 'elasticmapreduce' },
  'emr-serverless': 'emr-serverless',
  events: 'events',
  firehose: 'firehose',
  fis: 'fis',
  forecast: 'forecast',
  gamelift: 'gamelift',
  glue: 'glue',
  grafana: 'grafana',
  iot: { '--topic-rule-payload.actions.@values.roleArn': 'iot' },
  kinesisanalyticsv2: 'kinesisanalytics',
  lambda: 'lambda',
  logs: 'logs',
  mediaconvert: 'mediaconvert',
  mwaa: 'airflow',
  personalize: 'personalize',
  pipes: 'pipes',
  redshift: 'redshift',
  'redshift-serverless': 'redshift-serverless',
  sagemaker: 'sagemaker',
  scheduler: 'scheduler',
  stepfunctions: 'states',
  transfer: 'transfer',
};

/** In China some services go by another name, and which do is not written down. */
function passedTo({ service, when = '', partition, operation }: CalledAction): readonly RequestKey[] {
  if (partition === 'aws-cn') return [];
  const entry = Object.hasOwn(PASSED_TO, service) ? PASSED_TO[service] : undefined;
  const name = typeof entry === 'object' ? (entry[`${operation} ${when}`] ?? entry[when]) : entry;
  return name === undefined ? [] : [told('iam:PassedToService', `${name}.amazonaws.com`)];
}
