/** Stacks and environments. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { call, type CatalogCall, type CatalogService, passRole, regional, when } from './call.ts';

/** CloudFormation makes a stack's resources with the caller's permissions, or with those of the role it is given. */
const template = { why: 'what its template makes is not read', unless: ['--role-arn'] } as const;

/** A stack's ARN ends in an ID that AWS makes. */
const stack = regional('cloudformation', 'stack/{--stack-name|--stack-id|@resource-arn}/*');

const stackSet = regional('cloudformation', 'stackset/{--stack-set-name}:*');

/** Named by their hash. */
const uploads = [
  'arn:{partition}:s3:::{--s3-bucket}/{--s3-prefix}/*',
  'arn:{partition}:s3:::{--s3-bucket}/*',
];

/** What CloudFormation is pointed to it reads with the caller's permissions. Source: CloudFormation User Guide, control-access-with-iam. */
const readsTemplate = (option: string): CatalogCall =>
  when(option, 's3:GetObject', `arn:{partition}:s3:::{${option}|…}`);

const onStack = (action: string, ...more: readonly CatalogCall[]): readonly CatalogCall[] => [
  call(`cloudformation:${action}`, stack),
  passRole('--role-arn'),
  readsTemplate('--template-url'),
  ...more,
];

/** Its own calls are those of the AWS CLI, awscli/customizations/cloudformation/deployer.py. */
export const CLOUDFORMATION: CatalogService = {
  resources: { stack: [stack], stackset: [stackSet] },
  everywhere: ['list-stacks', 'list-exports', 'list-imports'],
  operations: {
    deploy: [
      call('cloudformation:CreateChangeSet', stack),
      call('cloudformation:DescribeChangeSet', stack),
      call('cloudformation:ExecuteChangeSet', stack),
      call('cloudformation:DescribeStacks', stack),
      call('cloudformation:GetTemplateSummary', stack),
      when('--s3-bucket', 's3:PutObject', ...uploads),
      // CloudFormation reads the template that it is pointed to with the caller's permissions.
      when('--s3-bucket', 's3:GetObject', ...uploads),
      passRole('--role-arn'),
    ],
    package: [call('s3:PutObject', ...uploads)],
    'create-stack': onStack('CreateStack', readsTemplate('--stack-policy-url')),
    'update-stack': onStack('UpdateStack', readsTemplate('--stack-policy-url')),
    'create-change-set': onStack('CreateChangeSet'),
    'create-stack-set': [
      call('cloudformation:CreateStackSet', '*'),
      passRole('--administration-role-arn'),
      readsTemplate('--template-url'),
    ],
    'update-stack-set': [
      call('cloudformation:UpdateStackSet', stackSet),
      passRole('--administration-role-arn'),
      readsTemplate('--template-url'),
    ],
    'validate-template': [call('cloudformation:ValidateTemplate', '*'), readsTemplate('--template-url')],
    'estimate-template-cost': [
      call('cloudformation:EstimateTemplateCost', '*'),
      readsTemplate('--template-url'),
    ],
    'get-template-summary': [
      call('cloudformation:GetTemplateSummary', stack, '*'),
      readsTemplate('--template-url'),
    ],
  },
  beyond: {
    deploy: template,
    'create-stack': template,
    'update-stack': template,
    'delete-stack': template,
    'execute-change-set': template,
  },
};

/** Source: Elastic Beanstalk Developer Guide, AWSHowTo.iam.managed-policies: what its caller's own permissions are used for. */
const ownResources = {
  why: "Elastic Beanstalk changes the environment's own resources (its stack, instances, load balancer, bucket) with the caller's permissions, and which these are is in its configuration",
} as const;

export const ELASTICBEANSTALK: CatalogService = {
  operations: {
    'create-application-version': [
      call(
        'elasticbeanstalk:CreateApplicationVersion',
        regional('elasticbeanstalk', 'application/{--application-name}'),
      ),
      call(
        'elasticbeanstalk:CreateApplicationVersion',
        regional('elasticbeanstalk', 'applicationversion/{--application-name}/{--version-label|…}'),
      ),
      when(
        '--source-bundle.S3Bucket',
        's3:GetObject',
        'arn:{partition}:s3:::{--source-bundle.S3Bucket}/{--source-bundle.S3Key|…}',
      ),
    ],
  },
  beyond: {
    'create-environment': ownResources,
    'update-environment': ownResources,
    'terminate-environment': ownResources,
    'rebuild-environment': ownResources,
    'swap-environment-cnames': ownResources,
  },
  resources: {
    environment: [
      regional(
        'elasticbeanstalk',
        'environment/{--application-name}/{--environment-name|--environment-names|@resource-arn}',
      ),
      // No two environments of an account and region have one name. Source: Elastic Beanstalk API reference, CreateEnvironment.
      regional('elasticbeanstalk', 'environment/*/{--environment-name|--environment-names}'),
    ],
  },
};
