/** Services of the AWS CLI by their command's name. Source: AWS CLI reference (2026-11). */
import type { CatalogService } from './call.ts';
import * as containers from './containers.ts';
import * as delivery from './delivery.ts';
import { S3API } from './storage.ts';

const SERVICES: ReadonlyMap<string, CatalogService> = new Map(
  Object.entries<CatalogService>({
    ecr: containers.ECR,
    'ecr-public': containers.ECR_PUBLIC,
    ecs: containers.ECS,
    eks: containers.EKS,
    lambda: containers.LAMBDA,
    apprunner: containers.APPRUNNER,
    batch: containers.BATCH,
    s3api: S3API,
    cloudformation: delivery.CLOUDFORMATION,
    codeartifact: delivery.CODEARTIFACT,
    codebuild: delivery.CODEBUILD,
    codepipeline: delivery.CODEPIPELINE,
    deploy: delivery.CODEDEPLOY,
    elasticbeanstalk: delivery.ELASTICBEANSTALK,
    ssm: delivery.SSM,
    secretsmanager: delivery.SECRETSMANAGER,
    kms: delivery.KMS,
    logs: delivery.LOGS,
    sns: delivery.SNS,
    sqs: delivery.SQS,
    dynamodb: delivery.DYNAMODB,
    cloudfront: delivery.CLOUDFRONT,
    stepfunctions: delivery.STEPFUNCTIONS,
    events: delivery.EVENTS,
    sts: delivery.STS,
    iam: delivery.IAM,
    ec2: { everywhere: ['describe-*'] },
    elbv2: { prefix: 'elasticloadbalancing', everywhere: ['describe-*'] },
    elb: { prefix: 'elasticloadbalancing', everywhere: ['describe-*'] },
    autoscaling: { everywhere: ['describe-*'] },
    cloudwatch: {
      everywhere: ['put-metric-data', 'list-metrics', 'get-metric-data', 'get-metric-statistics'],
    },
    route53: { everywhere: ['list-hosted-zones', 'list-hosted-zones-by-name'] },
    acm: { everywhere: ['list-certificates'] },
    organizations: { everywhere: ['describe-organization', 'list-accounts', 'list-roots'] },
  }),
);

/** Names of commands whose IAM prefix is another, for services the catalog knows no more of. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    amp: 'aps',
    apigatewayv2: 'apigateway',
    'application-autoscaling': 'application-autoscaling',
    configservice: 'config',
    dynamodbstreams: 'dynamodb',
    docdb: 'rds',
    efs: 'elasticfilesystem',
    emr: 'elasticmapreduce',
    kinesisanalyticsv2: 'kinesisanalytics',
    lexv2: 'lex',
    mwaa: 'airflow',
    neptune: 'rds',
    opensearch: 'es',
    pinpoint: 'mobiletargeting',
    resourcegroupstaggingapi: 'tag',
    sesv2: 'ses',
    'service-quotas': 'servicequotas',
    'sso-admin': 'sso',
  }),
);

export function catalogService(name: string): CatalogService | null {
  return SERVICES.get(name) ?? null;
}

export function actionPrefix(service: string): string {
  return SERVICES.get(service)?.prefix ?? PREFIXES.get(service) ?? service;
}

/** `get-login-password` → `GetLoginPassword`. IAM does not mind the letter case of what this gets wrong (`Db`, `Api`). */
export function operationName(command: string): string {
  return command
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Whether a command matches a name with `*` at one of its ends. */
export function isListed(names: readonly string[], command: string): boolean {
  return names.some((name) => {
    const plain = name.replaceAll('*', '');
    if (name.startsWith('*') && name.endsWith('*')) return command.includes(plain);
    if (name.startsWith('*')) return command.endsWith(plain);
    return name.endsWith('*') ? command.startsWith(plain) : command === name;
  });
}
