/** Registries, container services and functions. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { call, type CatalogCall, type CatalogService, passRole, regional, when } from './call.ts';
import { EKS_OBJECTS } from './objects.ts';

const repository = regional('ecr', 'repository/{--repository-name}');
const repositories = regional('ecr', 'repository/{--repository-names}');

export const ECR: CatalogService = {
  owner: '--registry-id',
  everywhere: [
    'describe-registry',
    '*registry-policy',
    '*registry-scanning-configuration',
    'put-replication-configuration',
    '*signing-configuration',
    '*pull-through-cache-rule*',
    '*repository-creation-template*',
    '*account-setting',
  ],
  operations: {
    'describe-repositories': [
      call('ecr:DescribeRepositories', repositories, regional('ecr', 'repository/*')),
    ],
    'create-repository': [call('ecr:CreateRepository', repository)],
    'list-image-referrers': [call('ecr:BatchGetImage', repository)],
  },
};

const publicRepository = 'arn:{partition}:ecr-public::{account}:repository/{--repository-name}';
const publicRepositories = 'arn:{partition}:ecr-public::{account}:repository/{--repository-names}';

export const ECR_PUBLIC: CatalogService = {
  owner: '--registry-id',
  operations: {
    'describe-repositories': [
      call(
        'ecr-public:DescribeRepositories',
        publicRepositories,
        'arn:{partition}:ecr-public::{account}:repository/*',
      ),
    ],
    'create-repository': [call('ecr-public:CreateRepository', publicRepository)],
  },
};

const service = regional('ecs', 'service/{--cluster}/{--service}');
/** A family without a revision runs its newest one, whose number the command does not tell. */
const taskDefinition = regional('ecs', 'task-definition/{--task-definition|--family|--task-definitions}');
/** A run may have other roles than its task definition. Source: ECS API reference, TaskOverride. */
const runs = (action: string) => [
  call(action, taskDefinition),
  passRole('--overrides.taskRoleArn'),
  passRole('--overrides.executionRoleArn'),
];
/** `aws ecs deploy` goes by the names that the console gives. Source: AWS CLI reference, ecs deploy. */
const ofService = '{--cluster}-{--service}';
const deployApplications = ['{--codedeploy-application}', `AppECS-${ofService}`];
const deployApplication = deployApplications.map((name) => regional('codedeploy', `application:${name}`));
const deployGroups = deployApplications.flatMap((name) =>
  ['{--codedeploy-deployment-group}', `DgpECS-${ofService}`].map((group) =>
    regional('codedeploy', `deploymentgroup:${name}/${group}`),
  ),
);
const rolesOfTask = {
  why: 'the roles of its task definition, which it passes (`iam:PassRole`), are not read',
} as const;

const execTask = regional('ecs', 'task/{--cluster}/{--task}');

export const ECS: CatalogService = {
  resources: { 'task-definition': [taskDefinition] },
  everywhere: [
    'list-clusters',
    'describe-task-definition',
    'list-task-definitions',
    'list-task-definition-families',
  ],
  operations: {
    'register-task-definition': [
      call('ecs:RegisterTaskDefinition', regional('ecs', 'task-definition/{--family}')),
      passRole('--task-role-arn'),
      passRole('--execution-role-arn'),
    ],
    'describe-clusters': [call('ecs:DescribeClusters', regional('ecs', 'cluster/{--clusters|--cluster}'))],
    // The CLI looks the task up for its container first. Source: AWS CLI, awscli/customizations/ecs/executecommand.py.
    'execute-command': [
      call('ecs:ExecuteCommand', regional('ecs', 'cluster/{--cluster}')),
      call('ecs:ExecuteCommand', execTask),
      call('ecs:DescribeTasks', execTask),
    ],
    'run-task': runs('ecs:RunTask'),
    'start-task': runs('ecs:StartTask'),
    'create-service': [
      call('ecs:CreateService', regional('ecs', 'service/{--cluster}/{--service-name}')),
      passRole('--role'),
    ],
    // The reference lists a container instance as required; a listing by service or family is on all of the cluster's.
    'list-tasks': [
      call('ecs:ListTasks', regional('ecs', 'container-instance/{--cluster}/{--container-instance|*}')),
    ],
    // Source: AWS CLI, awscli/customizations/ecs/deploy.py; what CodeDeploy asks for besides: its permissions reference, CreateDeployment.
    deploy: [
      call('ecs:DescribeServices', service),
      call('codedeploy:GetApplication', ...deployApplication),
      call('codedeploy:GetDeploymentGroup', ...deployGroups),
      call('ecs:RegisterTaskDefinition', regional('ecs', 'task-definition/{--family}')),
      passRole('--task-role-arn'),
      passRole('--execution-role-arn'),
      call('codedeploy:CreateDeployment', ...deployGroups),
      call('codedeploy:GetApplicationRevision', ...deployApplication),
      call('codedeploy:RegisterApplicationRevision', ...deployApplication),
      call('codedeploy:GetDeployment', ...deployGroups),
    ],
  },
  beyond: {
    'create-service': rolesOfTask,
    'run-task': rolesOfTask,
    'start-task': rolesOfTask,
    deploy: {
      why: 'the deployment configuration of its group (`codedeploy:GetDeploymentConfig`) is not named in the command',
    },
    'register-task-definition': {
      why: 'the roles it passes may be named in its definition, which is not read',
      unless: ['--execution-role-arn'],
    },
  },
};

export const EKS: CatalogService = {
  resources: { cluster: [regional('eks', 'cluster/{--cluster-name|--name|@resource-arn}')], ...EKS_OBJECTS },
  everywhere: ['list-clusters', 'describe-addon-versions'],
  operations: {
    'create-nodegroup': [
      call('eks:CreateNodegroup', regional('eks', 'cluster/{--cluster-name}')),
      passRole('--node-role'),
    ],
    'create-fargate-profile': [
      call('eks:CreateFargateProfile', regional('eks', 'cluster/{--cluster-name}')),
      passRole('--pod-execution-role-arn'),
    ],
    'update-kubeconfig': [call('eks:DescribeCluster', regional('eks', 'cluster/{--name}'))],
    // Signs a request to STS by itself; the cluster decides what the token may do.
    'get-token': [when('--role-arn', 'sts:AssumeRole', '{--role-arn}')],
  },
};

/** A version or an alias is a resource of its own. Source: Lambda Developer Guide, lambda-api-permissions-ref. */
const qualified = regional('lambda', 'function:{--function-name}:{--qualifier}');
const lambdaFunction = regional('lambda', 'function:{--function-name|@resource|@target-function-arn}');
/** Lambda lets itself into the image's repository. Source: Lambda Developer Guide, images-create, Amazon ECR permissions. */
const imageAccess = (option: string) => [
  when(option, 'ecr:GetRepositoryPolicy', regional('ecr', `repository/{@${option}}`)),
  when(option, 'ecr:SetRepositoryPolicy', regional('ecr', `repository/{@${option}}`)),
];

/**
 * Lambda fetches code from S3 as its caller: `Your access has been denied by S3, please make sure your request credentials have permission
 * to GetObject for BUCKET/KEY`.
 */
const codeAccess = (option: string) => codeAt(`${option}.S3Bucket`, `${option}.S3Key`);
/** By its version an object is asked for with another action. Source: Service Authorization Reference, Amazon S3, GetObjectVersion. */
const codeAt = (bucket: string, key: string) =>
  when(bucket, 's3:GetObject', `arn:{partition}:s3:::{${bucket}}/{${key}|…}`);

/** Source: Lambda Developer Guide, configuration-vpc (user permissions) and permissions-user-layer. */
const configured = [
  ...['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'].map((action) =>
    when('--vpc-config', `ec2:${action}`, '*'),
  ),
  when('--layers', 'lambda:GetLayerVersion', '{--layers}'),
];

export const LAMBDA: CatalogService = {
  resources: {
    function: [qualified, lambdaFunction],
    'function alias': [qualified],
    'function version': [qualified],
    layerVersion: [regional('lambda', 'layer:{--layer-name}:{--version-number|@arn}')],
    eventSourceMapping: [regional('lambda', 'event-source-mapping:{--uuid|@resource|*}')],
  },
  everywhere: ['list-functions', 'get-account-settings', 'list-event-source-mappings', 'list-layers'],
  operations: {
    invoke: [call('lambda:InvokeFunction', qualified, lambdaFunction)],
    'create-function': [
      call('lambda:CreateFunction', lambdaFunction),
      passRole('--role'),
      ...imageAccess('--code.ImageUri'),
      codeAccess('--code'),
      ...configured,
    ],
    'update-function-code': [
      call('lambda:UpdateFunctionCode', lambdaFunction),
      ...imageAccess('--image-uri'),
      codeAt('--s3-bucket', '--s3-key'),
      when('--s3-object-version', 's3:GetObjectVersion', 'arn:{partition}:s3:::{--s3-bucket}/{--s3-key|…}'),
    ],
    'update-function-configuration': [
      call('lambda:UpdateFunctionConfiguration', lambdaFunction),
      passRole('--role'),
      ...configured,
    ],
    'list-versions-by-function': [call('lambda:ListVersionsByFunction', lambdaFunction)],
    'publish-layer-version': [
      call('lambda:PublishLayerVersion', regional('lambda', 'layer:{--layer-name}')),
      codeAccess('--content'),
    ],
  },
};

const ofAppRunner = [
  passRole('--instance-configuration.InstanceRoleArn'),
  passRole('--source-configuration.AuthenticationConfiguration.AccessRoleArn'),
];

export const APPRUNNER: CatalogService = {
  everywhere: ['list-services'],
  operations: {
    // The ID that ends a service's ARN is AWS's to make.
    'create-service': [
      call('apprunner:CreateService', regional('apprunner', 'service/{--service-name}/*')),
      ...ofAppRunner,
    ],
    'update-service': [call('apprunner:UpdateService', '{--service-arn}'), ...ofAppRunner],
    // A revision's number and ID are AWS's to make, too.
    'create-auto-scaling-configuration': [
      call(
        'apprunner:CreateAutoScalingConfiguration',
        regional('apprunner', 'autoscalingconfiguration/{--auto-scaling-configuration-name}/*/*'),
      ),
    ],
    'create-observability-configuration': [
      call(
        'apprunner:CreateObservabilityConfiguration',
        regional('apprunner', 'observabilityconfiguration/{--observability-configuration-name}/*/*'),
      ),
    ],
    'create-vpc-connector': [
      call('apprunner:CreateVpcConnector', regional('apprunner', 'vpcconnector/{--vpc-connector-name}/*/*')),
    ],
  },
};

const invokesModel: readonly CatalogCall[] = [
  call(
    'bedrock:InvokeModel',
    'arn:{partition}:bedrock:{region}::foundation-model/{--model-id.Foundation}',
    '{--model-id.Arn}',
  ),
];

/** The model by its ID; a profile leads to models of several regions, which its ID does not tell. */
export const BEDROCK_RUNTIME: CatalogService = {
  prefix: 'bedrock',
  operations: {
    'invoke-model': invokesModel,
    converse: invokesModel,
    'count-tokens': [call('bedrock:CountTokens', ...(invokesModel[0]?.on ?? []))],
  },
};

export const BATCH: CatalogService = {
  everywhere: ['describe-*', 'list-jobs'],
  operations: {
    'submit-job': [
      call('batch:SubmitJob', regional('batch', 'job-definition/{--job-definition}')),
      call('batch:SubmitJob', regional('batch', 'job-queue/{--job-queue}')),
      call('batch:SubmitJob', regional('batch', 'job/*')),
    ],
    'register-job-definition': [
      call('batch:RegisterJobDefinition', regional('batch', 'job-definition/{--job-definition-name}')),
      passRole('--container-properties.jobRoleArn'),
      passRole('--container-properties.executionRoleArn'),
    ],
  },
};
