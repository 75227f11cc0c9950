/**
 * Actions that are not granted because a file of the source or a setting asks for them: each is offered on its own, with
 * what it can destroy or change. Comes in: an action. Goes out: those words, or null where no kind below covers it.
 * The kinds are rules over AWS's names and access levels, so that an action AWS adds tomorrow is of its kind; what a rule
 * covers and should not stands in `HARMLESS` with its reason.
 * Source: Service Authorization Reference (`actions.ts`); for single names the API reference of their service.
 * Never: a judgement on resources (`*`, patterns), which the scope makes from the need.
 */
import { findAction, type Action } from './actions.ts';
import { asWords, counted, withArticle } from './action-words.ts';

/** What is known of an action: AWS's entry, or for one that is newer than the list what its name says. */
interface Candidate {
  readonly service: string;
  readonly operation: string;
  readonly level: Action['level'];
  /** IAM can confine it to single objects; taken to be so for what is not in the list. */
  readonly confinable: boolean;
}

/** One kind of action: in words what an action of it can destroy or change, null for any other. */
type Kind = (candidate: Candidate) => string | null;

/** What the rules below cover by name, and why it destroys and changes nothing that another asks back. */
const HARMLESS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'kms:CancelKeyDeletion': 'it keeps a key from being deleted',
    'ecr:StartLifecyclePolicyPreview': 'it shows what a lifecycle policy would delete and deletes nothing',
    'codedeploy:SkipWaitTimeForInstanceTermination': 'the deployment has decided on the end of the instances',
    'codedeploy:PutLifecycleEventHookExecutionStatus': 'it reports the result of a hook',
    'cloudwatch:PutMetricData': 'it adds figures',
    'xray:PutTelemetryRecords': 'it adds figures',
    'xray:PutTraceSegments': 'it adds traces',
    'xray:PutSpans': 'it adds traces',
    'xray:PutSpansForIndexing': 'it adds traces',
    'config:PutEvaluations': 'it reports the result of a rule',
    'codepipeline:PutJobSuccessResult': 'it reports the result of a job',
    'codepipeline:PutJobFailureResult': 'it reports the result of a job',
    'codepipeline:PutThirdPartyJobSuccessResult': 'it reports the result of a job',
    'codepipeline:PutThirdPartyJobFailureResult': 'it reports the result of a job',
    'mobileanalytics:PutEvents': 'it adds events',
    'personalize:PutEvents': 'it adds events',
    'personalize:PutActionInteractions': 'it adds events',
    'dynamodb:PutItem': 'writing items is what a table is for',
    'dynamodb:UpdateItem': 'writing items is what a table is for',
    'dynamodb:BatchWriteItem': 'writing items is what a table is for',
    'dynamodb:PartiQLInsert': 'writing items is what a table is for',
    'dynamodb:PartiQLUpdate': 'writing items is what a table is for',
    'dax:PutItem': 'writing items is what a table is for',
    'dax:UpdateItem': 'writing items is what a table is for',
    'dax:BatchWriteItem': 'writing items is what a table is for',
    'sdb:PutAttributes': 'writing items is what a domain is for',
    'sdb:BatchPutAttributes': 'writing items is what a domain is for',
    'timestream:WriteRecords': 'writing records is what a table is for',
    'secretsmanager:ValidateResourcePolicy': 'it looks a policy over and writes nothing',
    'ecs:SubmitAttachmentStateChanges': 'it reports what became of a task',
    'ecs:SubmitContainerStateChange': 'it reports what became of a task',
    'ecs:SubmitTaskStateChange': 'it reports what became of a task',
    'ecs:StartTelemetrySession': 'it reports figures',
    'states:InvokeHTTPEndpoint': 'it calls an address on the internet, as the role itself',
  }).map(([action, reason]) => [action.toLowerCase(), reason]),
);

/** Single actions in words of their own: what a rule would word badly, or no rule can know from the name. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'ecr:BatchDeleteImage': 'deletes images of the repository',
    'ecr-public:BatchDeleteImage': 'deletes images of the public repository',
    'ecr:PutLifecyclePolicy': 'deletes images of the repository by a rule, now and later',
    'ecr:CreatePullThroughCacheRule': 'changes where the whole registry fetches images from',
    'ecr:UpdatePullThroughCacheRule': 'changes where the whole registry fetches images from',
    'ecr:CreateRepositoryCreationTemplate': 'changes how repositories of the whole registry are made',
    'ecr:UpdateRepositoryCreationTemplate': 'changes how repositories of the whole registry are made',
    'ecr:PutReplicationConfiguration': 'changes where the whole registry copies its images to',
    'ecr:PutSigningConfiguration': 'changes how images of the whole registry are signed',
    'ecr:PutAccountSetting': 'changes a setting of the whole account',
    'ecr:RegisterPullTimeUpdateExclusion': 'changes what the whole registry records of pulls',
    's3:DeleteObject': 'deletes objects of the bucket',
    's3:DeleteObjectVersion': 'deletes versions of objects for good',
    's3:PutLifecycleConfiguration': 'deletes objects of the bucket by a rule, now and later',
    's3:PutReplicationConfiguration': 'copies what is written to the bucket to another one',
    's3:PutEncryptionConfiguration': 'changes the key that the bucket encrypts with',
    's3:BypassGovernanceRetention': 'deletes objects that are locked against it',
    'fsx:BypassSnaplockEnterpriseRetention': 'deletes files that are locked against it',
    'logs:PutRetentionPolicy': 'deletes log events by their age, now and later',
    'kms:ScheduleKeyDeletion': 'deletes a key, and with it what only that key can decrypt',
    'kms:DisableKey': 'makes unreadable what only that key can decrypt',
    'dynamodb:UpdateTimeToLive': 'deletes items of the table by their age, now and later',
    'ssm:GetParametersByPath': 'reads every parameter below a path',
    'secretsmanager:BatchGetSecretValue': 'reads many secrets at once',
    'codepipeline:PutApprovalResult': 'approves what a pipeline waits for a person to approve',
    'ecs:CreateService': 'starts tasks with the role of their task definition',
    'ecs:UpdateService': 'starts tasks with the role of their task definition',
    'ecs:CreateTaskSet': 'starts tasks with the role of their task definition',
    'elasticbeanstalk:CreateEnvironment': 'starts instances with a role of their own',
    'elasticbeanstalk:UpdateEnvironment': 'starts instances with a role of their own',
    'autoscaling:StartInstanceRefresh': 'starts instances with a role of their own',
    'elasticmapreduce:AddJobFlowSteps': 'runs steps with the role of the cluster',
    'codepipeline:EnableStageTransition': 'lets a pipeline run on',
    'codepipeline:OverrideStageCondition': 'lets a pipeline run on against its own conditions',
    'codepipeline:RollbackStage': 'runs an earlier execution of a pipeline again',
    'codebuild:CreateWebhook': "decides whose commits start builds with the project's role",
    'codebuild:UpdateWebhook': "decides whose commits start builds with the project's role",
    'codebuild:UpdateProjectVisibility': 'shows builds and their logs to everybody',
    'lambda:CreateEventSourceMapping': 'has a function run with its own role',
    'lambda:UpdateEventSourceMapping': 'has a function run with its own role',
    'ssm:CreateAssociation': 'runs commands on instances with their own role',
    'ssm:CreateAssociationBatch': 'runs commands on instances with their own role',
    'ssm:UpdateAssociation': 'runs commands on instances with their own role',
    'ssm:UpdateDocument': 'changes commands that others run on instances',
    'ssm:UpdateDocumentDefaultVersion': 'changes commands that others run on instances',
    'ec2:AuthorizeSecurityGroupIngress': 'lets others reach what is in the security group',
    'ec2:ModifyVpcEndpoint': 'changes what a VPC endpoint lets through',
    'glue:PutDataCatalogEncryptionSettings': 'changes a setting of the whole account',
    'ec2:CreateNetworkInterfacePermission': 'lets another account or service use a network interface',
    'rds-db:connect': 'signs in to a database',
    'redshift:GetClusterCredentials': 'signs in to a database',
    'redshift:GetClusterCredentialsWithIAM': 'signs in to a database',
    'redshift-serverless:GetCredentials': 'signs in to a database',
    'dsql:DbConnect': 'signs in to a database',
    'dsql:DbConnectAdmin': 'signs in to a database as its administrator',
  }).map(([action, words]) => [action.toLowerCase(), words]),
);

const DELETES =
  /^delete|delete(?!protection)|deletion(?!protection)|deregister|unregister|terminate(?!protection)|purge|remove|destroy|wipe|^(?:batch|admin|partiql)*(?:drop|truncate|empty|erase|expire|forget|dispose|discard|redact|release|revoke)/i;

/** `BatchDeleteImage`, taken apart: whether many at once, the verb, what it is done to. */
const VERB_FIRST =
  /^(Batch|Admin)*(Delete|Deregister|Unregister|Terminate|Purge|Remove|Destroy|Drop|Truncate|Empty|Erase|Expire|Forget|Dispose|Discard|Redact|Release|Revoke)([A-Z0-9].*)$/;

const deletion: Kind = ({ service, operation }) => {
  if (!DELETES.test(operation)) return null;
  const [, many, verb, object] = VERB_FIRST.exec(operation) ?? [];
  if (verb === undefined || object === undefined) return `deletes something of ${service}`;
  return `${asWords(verb)}s ${many === 'Batch' ? counted(object) : withArticle(object)} of ${service}`;
};

/** Services whose objects are databases. */
const DATABASES: ReadonlySet<string> = new Set(
  `aoss cassandra dax docdb-elastic dsql dynamodb elasticache es memorydb neptune-db neptune-graph odb qldb rds rds-data
   redshift redshift-data redshift-serverless sdb timestream timestream-influxdb`.split(/\s+/),
);

/** A new database, copy or snapshot takes nothing away. */
const ADDS = /^(create|copy|purchase|export|import|addtag|cancel)/i;

const database: Kind = ({ service, operation }) =>
  DATABASES.has(service) && !ADDS.test(operation) ? `changes databases (${operation} of ${service})` : null;

const secret: Kind = ({ service, operation }) => {
  if (service === 'secretsmanager') return 'writes secrets';
  return service === 'ssm' && /parameter/i.test(operation) ? 'writes parameters' : null;
};

const SETS =
  /^(put|update|modify|set|enable|disable|associate|disassociate|reset|configure|change|toggle|replace|registerdefault)/i;
const OF_THE_WHOLE =
  /account|organization|bydefault|default(?!version|branch)|registry(?!record|catalog)|global(?!cluster|table|replicationgroup)|blockpublicaccess|serialconsole|servicesetting/i;

/** A setting that IAM cannot confine to one object, or that its name says is of the account, registry or organization. */
const wholeAccount: Kind = ({ service, operation, confinable }) => {
  if (!SETS.test(operation) || (confinable && !OF_THE_WHOLE.test(operation))) return null;
  return `changes a setting of the whole account (${operation} of ${service})`;
};

const OPENS =
  /^(put|set|update|create|attach|add).*(resourcepolicy|accesspolicy|destinationpolicy|permissions?|visibility)$/i;

const opensToOthers: Kind = ({ service, operation }) =>
  OPENS.test(operation) ? `lets others use a resource (${operation} of ${service})` : null;

/** Services that run what was set up before as a role of its own, not as whoever starts it. */
const RUN_AS_ANOTHER: ReadonlySet<string> = new Set(
  `airflow airflow-serverless amplify apprunner batch bedrock-agentcore codebuild codedeploy codepipeline databrew
   datapipeline ecs elasticbeanstalk elasticmapreduce emr-containers emr-serverless glue imagebuilder iot
   kinesisanalytics lambda m2 omics sagemaker ssm states synthetics`.split(/\s+/),
);
const STARTS =
  /^(start|run|submit|retry|redrive|restart|resume|rerun|invoke|execute|activate|rebuild|continue)/i;

const runsAsAnother: Kind = ({ service, operation }) =>
  RUN_AS_ANOTHER.has(service) && STARTS.test(operation)
    ? `runs code with the permissions of another role (${operation} of ${service})`
    : null;

/** The first that covers an action words it. */
const KINDS: readonly Kind[] = [deletion, secret, opensToOthers, wholeAccount, runsAsAnother, database];

/** In words that follow "it", what an action can destroy or change that is not granted unasked; null: nothing of the kind. */
export function neverByDefault(action: string): string | null {
  const name = action.toLowerCase();
  if (HARMLESS.has(name)) return null;
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const candidate = candidateOf(action);
  if (candidate.level !== 'write' && candidate.level !== 'permissions') return null;
  for (const kind of KINDS) {
    const words = kind(candidate);
    if (words !== null) return words;
  }
  return null;
}

const READS = /^(batch)?(get|list|describe|search|query|scan|head|view|lookup|check|select)|^(un)?tag/i;

function candidateOf(action: string): Candidate {
  const found = findAction(action);
  const [service = '', operation = ''] = (found?.name ?? action).split(':');
  return {
    service: service.toLowerCase(),
    operation,
    level: found?.level ?? (READS.test(operation) ? 'read' : 'write'),
    confinable: found === null || found.resourceTypes.length > 0,
  };
}
