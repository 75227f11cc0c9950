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
  operations: {
    'create-pipeline': ofPipeline('Create'),
    'update-pipeline': ofPipeline('Update'),
    'put-webhook': [
      call('codepipeline:PutWebhook', regional('codepipeline', '{--webhook.targetPipeline}')),
      call('codepipeline:PutWebhook', regional('codepipeline', 'webhook:{--webhook.name}')),
    ],
  },
  resources: {
    // Those of an account belong to `Custom`. Source: CodePipeline API reference, ActionTypeId, owner.
    actiontype: [regional('codepipeline', 'actiontype:Custom/{--category}/{--provider}/{--action-version}')],
    pipeline: [regional('codepipeline', '{--pipeline-name|--name|@resource-arn}')],
  },
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
    'create-state-machine-alias': [
      call(
        'states:CreateStateMachineAlias',
        regional('states', 'stateMachine:{--routing-configuration.stateMachineVersionArn}'),
      ),
    ],
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
    'create-open-id-connect-provider': [
      call('iam:CreateOpenIDConnectProvider', iam('oidc-provider/{--url}')),
    ],
    'create-service-linked-role': [
      call('iam:CreateServiceLinkedRole', iam('role/aws-service-role/{--aws-service-name}/*')),
    ],
  },
  everywhere: ['list-roles', 'list-users', 'list-policies', 'get-account-*', 'list-account-aliases'],
};
