/** Deployment, configuration, messages and data. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { call, type CatalogService, passRole, regional, when } from './call.ts';

/** CloudFormation makes a stack's resources with the caller's permissions, or with those of the role it is given. */
const template = { why: 'what its template makes is not read', unless: '--role-arn' } as const;

/** A stack's ARN ends in an ID that AWS makes. */
const stack = regional('cloudformation', 'stack/{--stack-name}/*');

export const CLOUDFORMATION: CatalogService = {
  on: [stack],
  everywhere: ['validate-template', 'list-stacks', 'list-exports', 'list-imports', 'estimate-template-cost'],
  operations: {
    deploy: [
      call('cloudformation:CreateChangeSet', stack),
      call('cloudformation:DescribeChangeSet', stack),
      call('cloudformation:ExecuteChangeSet', stack),
      call('cloudformation:DescribeStacks', stack),
      call('cloudformation:GetTemplateSummary', '*'),
      when('--s3-bucket', 's3:PutObject', 'arn:{partition}:s3:::{--s3-bucket}/*'),
      passRole('--role-arn'),
    ],
    package: [call('s3:PutObject', 'arn:{partition}:s3:::{--s3-bucket}/*')],
    'create-stack': [call('cloudformation:CreateStack', stack), passRole('--role-arn')],
    'update-stack': [call('cloudformation:UpdateStack', stack), passRole('--role-arn')],
    'get-template-summary': [call('cloudformation:GetTemplateSummary', stack, '*')],
  },
  beyond: {
    deploy: template,
    'create-stack': template,
    'update-stack': template,
    'delete-stack': template,
    'execute-change-set': template,
  },
  waits: {
    'stack-create-complete': 'describe-stacks',
    'stack-update-complete': 'describe-stacks',
    'stack-delete-complete': 'describe-stacks',
    'stack-exists': 'describe-stacks',
    'change-set-create-complete': 'describe-change-set',
  },
};

const domain = 'arn:{partition}:codeartifact:{region}:{account}:domain/{--domain}';
const artifactRepository =
  'arn:{partition}:codeartifact:{region}:{account}:repository/{--domain}/{--repository}';
const bearer = call('sts:GetServiceBearerToken', '*');

export const CODEARTIFACT: CatalogService = {
  on: [artifactRepository, domain],
  operations: {
    login: [
      call('codeartifact:GetAuthorizationToken', domain),
      bearer,
      call('codeartifact:GetRepositoryEndpoint', artifactRepository),
      call('codeartifact:ReadFromRepository', artifactRepository),
    ],
    'get-authorization-token': [call('codeartifact:GetAuthorizationToken', domain), bearer],
  },
};

export const CODEBUILD: CatalogService = {
  on: [regional('codebuild', 'project/{--project-name}'), regional('codebuild', 'project/{--name}')],
  everywhere: [
    'list-projects',
    'list-builds',
    'list-build-batches',
    'list-source-credentials',
    'import-source-credentials',
  ],
  operations: {
    'batch-get-projects': [call('codebuild:BatchGetProjects', regional('codebuild', 'project/{--names}'))],
  },
};

export const CODEPIPELINE: CatalogService = {
  on: [regional('codepipeline', '{--pipeline-name}'), regional('codepipeline', '{--name}')],
  everywhere: ['list-pipelines'],
};

export const CODEDEPLOY: CatalogService = {
  prefix: 'codedeploy',
  on: [
    regional('codedeploy', 'deploymentgroup:{--application-name}/{--deployment-group-name}'),
    regional('codedeploy', 'application:{--application-name}'),
  ],
};

export const ELASTICBEANSTALK: CatalogService = {
  on: [
    regional('elasticbeanstalk', 'environment/{--application-name}/{--environment-name}'),
    regional('elasticbeanstalk', 'application/{--application-name}'),
  ],
};

const parameter = regional('ssm', 'parameter/{--name}');

export const SSM: CatalogService = {
  on: [parameter, regional('ssm', 'parameter/{--names}')],
  everywhere: ['describe-parameters', 'describe-instance-information', 'list-documents'],
  operations: {
    'get-parameters-by-path': [call('ssm:GetParametersByPath', regional('ssm', 'parameter/{--path}'))],
    'send-command': [call('ssm:SendCommand', regional('ssm', 'document/{--document-name}'))],
  },
};

/** A secret's ARN ends in six characters that its name does not tell. */
const secret = regional('secretsmanager', 'secret:{--secret-id}-??????');

export const SECRETSMANAGER: CatalogService = {
  on: [secret],
  everywhere: ['list-secrets', 'get-random-password', 'batch-get-secret-value'],
  operations: {
    'create-secret': [
      call('secretsmanager:CreateSecret', regional('secretsmanager', 'secret:{--name}-??????')),
      when('--tags', 'secretsmanager:TagResource', regional('secretsmanager', 'secret:{--name}-??????')),
    ],
  },
};

export const KMS: CatalogService = {
  on: [regional('kms', 'key/{--key-id}')],
  everywhere: ['list-keys', 'list-aliases', 'create-key', 'generate-random'],
};

export const LOGS: CatalogService = {
  on: [regional('logs', 'log-group:{--log-group-name}:*')],
  everywhere: ['describe-log-groups'],
  operations: {
    'create-log-group': [call('logs:CreateLogGroup', regional('logs', 'log-group:{--log-group-name}'))],
  },
};

/** A batch is authorised as its single call. Source: SQS Developer Guide, sqs-api-permissions-reference. */
export const SQS: CatalogService = {
  on: ['{--queue-url}'],
  everywhere: ['list-queues'],
  operations: {
    'create-queue': [call('sqs:CreateQueue', regional('sqs', '{--queue-name}'))],
    'get-queue-url': [call('sqs:GetQueueUrl', regional('sqs', '{--queue-name}'))],
    'send-message-batch': [call('sqs:SendMessage', '{--queue-url}')],
    'delete-message-batch': [call('sqs:DeleteMessage', '{--queue-url}')],
    'change-message-visibility-batch': [call('sqs:ChangeMessageVisibility', '{--queue-url}')],
  },
};

export const SNS: CatalogService = {
  on: ['{--topic-arn}', '{--target-arn}'],
  everywhere: ['list-topics', 'list-subscriptions'],
  operations: { 'create-topic': [call('sns:CreateTopic', regional('sns', '{--name}'))] },
};

export const DYNAMODB: CatalogService = {
  on: [regional('dynamodb', 'table/{--table-name}')],
  everywhere: ['list-tables', 'describe-limits'],
};

export const CLOUDFRONT: CatalogService = {
  on: [
    'arn:{partition}:cloudfront::{account}:distribution/{--distribution-id}',
    'arn:{partition}:cloudfront::{account}:distribution/{--id}',
  ],
  everywhere: ['list-distributions'],
  operations: {},
  waits: { 'invalidation-completed': 'get-invalidation', 'distribution-deployed': 'get-distribution' },
};

export const STEPFUNCTIONS: CatalogService = {
  prefix: 'states',
  on: ['{--state-machine-arn}'],
  everywhere: ['list-state-machines'],
  operations: {
    'update-state-machine': [
      call('states:UpdateStateMachine', '{--state-machine-arn}'),
      passRole('--role-arn'),
    ],
    'describe-execution': [call('states:DescribeExecution', '{--execution-arn}')],
  },
};

export const EVENTS: CatalogService = {
  on: [regional('events', 'rule/{--rule}'), regional('events', 'rule/{--name}')],
  everywhere: ['list-rules'],
  operations: {
    'put-rule': [call('events:PutRule', regional('events', 'rule/{--name}')), passRole('--role-arn')],
    'put-events': [call('events:PutEvents', regional('events', 'event-bus/default'))],
  },
};

export const STS: CatalogService = {
  on: ['{--role-arn}'],
  operations: {
    // Every principal may ask who it is.
    'get-caller-identity': [],
    'assume-role': [call('sts:AssumeRole', '{--role-arn}')],
    'get-session-token': [],
    'decode-authorization-message': [call('sts:DecodeAuthorizationMessage', '*')],
    // Called without credentials of the role: the token decides.
    'assume-role-with-web-identity': [],
    'assume-role-with-saml': [],
  },
};

export const IAM: CatalogService = {
  on: [
    'arn:{partition}:iam::{account}:role/{--role-name}',
    'arn:{partition}:iam::{account}:user/{--user-name}',
    '{--policy-arn}',
    'arn:{partition}:iam::{account}:policy/{--policy-name}',
  ],
  everywhere: ['list-roles', 'list-users', 'list-policies', 'get-account-*', 'list-account-aliases'],
};
