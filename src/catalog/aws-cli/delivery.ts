/** Deployment, configuration, messages and data. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { call, type CatalogService, passRole, regional, when } from './call.ts';

const domain = 'arn:{partition}:codeartifact:{region}:{account}:domain/{--domain}';
const artifactRepository =
  'arn:{partition}:codeartifact:{region}:{account}:repository/{--domain}/{--repository}';
const packages = 'package/{--domain}/{--repository|--destination-repository}';
const bearer = call('sts:GetServiceBearerToken', '*');

export const CODEARTIFACT: CatalogService = {
  owner: '--domain-owner',
  resources: {
    domain: [domain],
    repository: [
      regional('codeartifact', 'repository/{--domain}/{--repository|--source-repository|@resource-arn}'),
    ],
    package: [
      regional('codeartifact', `${packages}/{--format}/{--namespace}/{--package}`),
      // A package without a namespace has an empty one.
      regional('codeartifact', `${packages}/{--format}//{--package}`),
      regional('codeartifact', `${packages}/*`),
    ],
    'package-group': [regional('codeartifact', 'package-group/{--domain}{--package-group|@resource-arn}')],
  },
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
  // A build's ID begins with its project's name.
  resources: {
    project: [
      regional(
        'codebuild',
        'project/{--project-name|--project-names|--name|--names|--id|--ids|@project-arn|@resource-arn}',
      ),
    ],
  },
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

const ofPipeline = (verb: string) => [
  call(`codepipeline:${verb}Pipeline`, regional('codepipeline', '{--pipeline.name}')),
  passRole('--pipeline.roleArn'),
  passRole('--pipeline.stages.actions.roleArn'),
];

export const CODEPIPELINE: CatalogService = {
  operations: { 'create-pipeline': ofPipeline('Create'), 'update-pipeline': ofPipeline('Update') },
  resources: { pipeline: [regional('codepipeline', '{--pipeline-name|--name|@resource-arn}')] },
  everywhere: ['list-pipelines'],
};

const application = regional('codedeploy', 'application:{--application-name}');
const deploymentGroup = regional(
  'codedeploy',
  'deploymentgroup:{--application-name}/{--deployment-group-name}',
);

/** Source: CodeDeploy User Guide, auth-and-access-control-permissions-reference, CreateDeployment. */
export const CODEDEPLOY: CatalogService = {
  prefix: 'codedeploy',
  operations: {
    push: [
      call('s3:PutObject', 'arn:{partition}:s3:::{--s3-location|…}'),
      call('codedeploy:RegisterApplicationRevision', application),
    ],
    'create-deployment': [
      call('codedeploy:CreateDeployment', deploymentGroup),
      call(
        'codedeploy:GetDeploymentConfig',
        regional('codedeploy', 'deploymentconfig:{--deployment-config-name}'),
      ),
      call('codedeploy:GetApplicationRevision', application),
      call('codedeploy:RegisterApplicationRevision', application),
    ],
  },
};

export const SSM: CatalogService = {
  resources: {
    parameter: [regional('ssm', 'parameter/{--name|--names|--path|@resource-arn}')],
    document: [regional('ssm', 'document/{--document-name|--name}')],
    maintenancewindow: [regional('ssm', 'maintenancewindow/{--window-id}')],
    patchbaseline: [regional('ssm', 'patchbaseline/{--baseline-id}')],
    servicesetting: [regional('ssm', 'servicesetting/{--setting-id}')],
  },
  everywhere: ['describe-parameters', 'describe-instance-information', 'list-documents'],
  beyond: {
    'send-command': {
      when: '--targets',
      why: 'the instances that its `--targets` choose, which it is on as well, are not named in the command',
    },
  },
  operations: {
    // Source: Systems Manager User Guide, secure-string-parameter-kms-encryption.
    'put-parameter': [
      call('ssm:PutParameter', regional('ssm', 'parameter/{--name}')),
      when('--key-id', 'kms:Encrypt', regional('kms', 'key/{--key-id}')),
    ],
    'get-parameters-by-path': [call('ssm:GetParametersByPath', regional('ssm', 'parameter/{--path}'))],
    'send-command': [
      call('ssm:SendCommand', regional('ssm', 'document/{--document-name}')),
      when('--instance-ids', 'ssm:SendCommand', regional('ec2', 'instance/{--instance-ids}')),
      when('--output-s3-bucket-name', 'ssm:SendCommand', 'arn:{partition}:s3:::{--output-s3-bucket-name}'),
    ],
    'start-session': [
      when('--target.Instance', 'ssm:StartSession', regional('ec2', 'instance/{--target.Instance}')),
      when('--target.Managed', 'ssm:StartSession', regional('ssm', 'managed-instance/{--target.Managed}')),
      when('--document-name', 'ssm:StartSession', regional('ssm', 'document/{--document-name}')),
    ],
    'start-automation-execution': [
      call('ssm:StartAutomationExecution', regional('ssm', 'document/{--document-name}')),
      call('ssm:StartAutomationExecution', regional('ssm', 'automation-execution/*')),
    ],
  },
};

/** Under a key of its own a secret is written as the caller. Source: Secrets Manager User Guide, security-encryption. */
const underKey = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) =>
  when('--kms-key-id', action, regional('kms', 'key/{--kms-key-id}')),
);

/** A secret's ARN ends in six characters that its name does not tell. */
const secret = regional('secretsmanager', 'secret:{--secret-id|--name}-??????');

export const SECRETSMANAGER: CatalogService = {
  resources: { Secret: [secret] },
  everywhere: ['list-secrets', 'get-random-password'],
  beyond: {
    'batch-get-secret-value': {
      when: '--filters',
      why: 'the secrets that its `--filters` choose, which it reads (`secretsmanager:GetSecretValue`), are not named in the command',
    },
  },
  operations: {
    'batch-get-secret-value': [
      call('secretsmanager:BatchGetSecretValue', '*'),
      when(
        '--secret-id-list',
        'secretsmanager:GetSecretValue',
        regional('secretsmanager', 'secret:{--secret-id-list}-??????'),
      ),
      when('--filters', 'secretsmanager:ListSecrets', '*'),
    ],
    'create-secret': [
      call('secretsmanager:CreateSecret', regional('secretsmanager', 'secret:{--name}-??????')),
      ...underKey,
    ],
    'update-secret': [call('secretsmanager:UpdateSecret', secret), ...underKey],
  },
};

export const KMS: CatalogService = {
  resources: {
    key: [regional('kms', 'key/{--key-id|--target-key-id|--destination-key-id|--source-key-id}')],
    alias: [regional('kms', 'alias/{--alias-name}')],
  },
  everywhere: ['list-keys', 'list-aliases', 'create-key', 'generate-random'],
  operations: {
    're-encrypt': [
      call('kms:ReEncryptFrom', regional('kms', 'key/{--source-key-id}')),
      call('kms:ReEncryptTo', regional('kms', 'key/{--destination-key-id}')),
    ],
  },
};

const logGroup = regional(
  'logs',
  'log-group:{--log-group-name|--log-group-names|--log-group-identifier|--log-group-identifiers|@resource-arn}:*',
);

export const LOGS: CatalogService = {
  resources: { 'log-group': [logGroup] },
  everywhere: ['describe-log-groups'],
  operands: { tail: '--log-group-name' },
  operations: {
    // Source: AWS CLI reference, logs tail: it follows a group by FilterLogEvents.
    tail: [call('logs:FilterLogEvents', logGroup)],
    'create-log-group': [call('logs:CreateLogGroup', regional('logs', 'log-group:{--log-group-name}'))],
  },
};

/** A batch is authorised as its single call. Source: SQS Developer Guide, sqs-api-permissions-reference. */
export const SQS: CatalogService = {
  owner: '--queue-owner-aws-account-id',
  resources: { queue: ['{--queue-url|--source-arn}'] },
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
  resources: {
    topic: [regional('sns', '{--name|@topic-arn|@target-arn|@subscription-arn|@resource-arn}')],
  },
  everywhere: ['list-topics', 'list-subscriptions'],
};

export const STEPFUNCTIONS: CatalogService = {
  prefix: 'states',
  everywhere: ['list-state-machines'],
  operations: {
    // An execution is of one kind or the other, as its ARN tells.
    'describe-execution': [
      call(
        'states:DescribeExecution',
        regional('states', 'execution:{@execution-arn}'),
        regional('states', 'express:{@execution-arn}'),
      ),
    ],
  },
};

export const EVENTS: CatalogService = {
  resources: {
    'rule-on-default-event-bus': [regional('events', 'rule/{--rule|--name|@resource-arn}')],
    'rule-on-custom-event-bus': [regional('events', 'rule/{--event-bus-name}/{--rule|--name}')],
  },
  defaults: { '--event-bus-name': 'default' },
  everywhere: ['list-rules'],
  operations: {
    'put-targets': [
      call(
        'events:PutTargets',
        regional('events', 'rule/{--event-bus-name}/{--rule}'),
        regional('events', 'rule/{--rule}'),
      ),
      passRole('--targets.RoleArn'),
    ],
    'put-events': [
      {
        ...call('events:PutEvents', regional('events', 'event-bus/{--entries.EventBusName}')),
        otherwise: { '--entries.EventBusName': 'default' },
      },
    ],
  },
};

export const STS: CatalogService = {
  operations: {
    // Every principal may ask who it is.
    'get-caller-identity': [],
    'assume-role': [
      call('sts:AssumeRole', '{--role-arn}'),
      when('--tags', 'sts:TagSession', '{--role-arn}'),
      when('--source-identity', 'sts:SetSourceIdentity', '{--role-arn}'),
    ],
    'get-session-token': [],
    'decode-authorization-message': [call('sts:DecodeAuthorizationMessage', '*')],
    // Called without credentials of the role: the token decides.
    'assume-role-with-web-identity': [],
    'assume-role-with-saml': [],
  },
};

const iam = (resource: string) => `arn:{partition}:iam::{account}:${resource}`;

export const IAM: CatalogService = {
  resources: {
    role: [iam('role/{--role-name}')],
    user: [iam('user/{--user-name}')],
    group: [iam('group/{--group-name}')],
    policy: ['{--policy-arn}', iam('policy/{--policy-name}')],
    'instance-profile': [iam('instance-profile/{--instance-profile-name}')],
  },
  operations: {
    'create-service-linked-role': [
      call('iam:CreateServiceLinkedRole', iam('role/aws-service-role/{--aws-service-name}/*')),
    ],
  },
  everywhere: ['list-roles', 'list-users', 'list-policies', 'get-account-*', 'list-account-aliases'],
};
