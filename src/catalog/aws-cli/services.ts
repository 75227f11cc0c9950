/** Services of the AWS CLI by their command's name. Source: AWS CLI reference (2026-11). */
import waiters from '../data/waiters.json' with { type: 'json' };
import { APIGATEWAY, APIGATEWAYV2 } from './apigateway.ts';
import { call, type CatalogService } from './call.ts';
import * as customized from './customized.ts';
import * as databases from './databases.ts';
import * as compute from './compute.ts';
import * as containers from './containers.ts';
import * as delivery from './delivery.ts';
import * as objects from './objects.ts';
import * as secrets from './secrets.ts';
import * as stacks from './stacks.ts';
import { S3API, S3CONTROL } from './storage.ts';

/** The resource that gets the list, besides the list. */
const WAFV2: CatalogService = {
  operations: {
    'associate-web-acl': [
      call('wafv2:AssociateWebACL', '{--web-acl-arn}'),
      call('wafv2:AssociateWebACL', '{--resource-arn}'),
    ],
  },
};

const SERVICES: ReadonlyMap<string, CatalogService> = new Map(
  Object.entries<CatalogService>({
    ecr: containers.ECR,
    'ecr-public': containers.ECR_PUBLIC,
    ecs: containers.ECS,
    eks: containers.EKS,
    lambda: containers.LAMBDA,
    apigateway: APIGATEWAY,
    apigatewayv2: APIGATEWAYV2,
    apprunner: containers.APPRUNNER,
    batch: containers.BATCH,
    s3api: S3API,
    cloudformation: stacks.CLOUDFORMATION,
    codeartifact: delivery.CODEARTIFACT,
    codebuild: delivery.CODEBUILD,
    codepipeline: delivery.CODEPIPELINE,
    deploy: delivery.CODEDEPLOY,
    elasticbeanstalk: stacks.ELASTICBEANSTALK,
    ssm: secrets.SSM,
    secretsmanager: secrets.SECRETSMANAGER,
    kms: secrets.KMS,
    logs: delivery.LOGS,
    sns: delivery.SNS,
    sqs: delivery.SQS,
    cloudfront: customized.CLOUDFRONT,
    cloudtrail: customized.CLOUDTRAIL,
    codecommit: customized.CODECOMMIT,
    emr: customized.EMR,
    'emr-containers': customized.EMR_CONTAINERS,
    gamelift: customized.GAMELIFT,
    sso: customized.SSO,
    'bedrock-runtime': containers.BEDROCK_RUNTIME,
    s3control: S3CONTROL,
    wafv2: WAFV2,
    stepfunctions: delivery.STEPFUNCTIONS,
    events: delivery.EVENTS,
    sts: delivery.STS,
    iam: delivery.IAM,
    ec2: compute.EC2,
    rds: compute.RDS,
    dynamodb: databases.DYNAMODB,
    'rds-data': databases.RDS_DATA,
    'redshift-data': databases.REDSHIFT_DATA,
    dms: databases.DMS,
    elasticache: databases.ELASTICACHE,
    docdb: compute.RDS,
    neptune: compute.RDS,
    elbv2: { prefix: 'elasticloadbalancing', everywhere: ['describe-*'] },
    elb: { prefix: 'elasticloadbalancing', everywhere: ['describe-*'] },
    autoscaling: compute.AUTOSCALING,
    appconfig: compute.APPCONFIG,
    athena: compute.ATHENA,
    glue: compute.GLUE,
    scheduler: compute.SCHEDULER,
    appsync: objects.APPSYNC,
    imagebuilder: objects.IMAGEBUILDER,
    iot: objects.IOT,
    sagemaker: objects.SAGEMAKER,
    synthetics: objects.SYNTHETICS,
    cloudwatch: {
      everywhere: ['put-metric-data', 'list-metrics', 'get-metric-data', 'get-metric-statistics'],
    },
    route53: objects.ROUTE53,
    fsx: objects.FSX,
    guardduty: objects.GUARDDUTY,
    memorydb: databases.MEMORYDB,
    polly: objects.POLLY,
    redshift: databases.REDSHIFT,
    rekognition: objects.REKOGNITION,
    servicediscovery: objects.SERVICEDISCOVERY,
    sesv2: objects.SESV2,
    'timestream-write': objects.TIMESTREAM_WRITE,
    translate: objects.TRANSLATE,
    xray: objects.XRAY,
    acm: { everywhere: ['list-certificates'] },
    mwaa: {
      prefix: 'airflow',
      resources: {
        environment: ['arn:{partition}:airflow:{region}:{account}:environment/{--name|@resource-arn}'],
      },
      everywhere: ['list-environments'],
    },
    organizations: { everywhere: ['describe-organization', 'list-accounts', 'list-roots'] },
  }),
);

/** Names of commands whose IAM prefix is another, for services the catalog knows no more of. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    accessanalyzer: 'access-analyzer',
    amp: 'aps',
    apigatewaymanagementapi: 'execute-api',
    appconfigdata: 'appconfig',
    appintegrations: 'app-integrations',
    'application-insights': 'applicationinsights',
    backupsearch: 'backup-search',
    'bedrock-agent': 'bedrock',
    'bedrock-agent-runtime': 'bedrock',
    'bedrock-agentcore-control': 'bedrock-agentcore',
    'bedrock-data-automation': 'bedrock',
    'bedrock-data-automation-runtime': 'bedrock',
    'chime-sdk-identity': 'chime',
    'chime-sdk-media-pipelines': 'chime',
    'chime-sdk-meetings': 'chime',
    'chime-sdk-messaging': 'chime',
    'chime-sdk-voice': 'chime',
    cleanroomsml: 'cleanrooms-ml',
    cloudcontrol: 'cloudformation',
    cloudhsmv2: 'cloudhsm',
    cloudsearchdomain: 'cloudsearch',
    codeguruprofiler: 'codeguru-profiler',
    'compute-optimizer-automation': 'aco-automation',
    configservice: 'config',
    'connect-contact-lens': 'connect',
    connectcampaigns: 'connect-campaigns',
    connectcampaignsv2: 'connect-campaigns',
    connectcases: 'cases',
    connecthealth: 'health-agent',
    'customer-profiles': 'profile',
    'devops-agent': 'aidevops',
    dynamodbstreams: 'dynamodb',
    efs: 'elasticfilesystem',
    elementalinference: 'elemental-inference',
    'finspace-data': 'finspace-api',
    forecastquery: 'forecast',
    greengrassv2: 'greengrass',
    'iot-data': 'iot',
    'iot-jobs-data': 'iotjobsdata',
    'iot-managed-integrations': 'iotmanagedintegrations',
    'iotevents-data': 'iotevents',
    iotsecuretunneling: 'iot',
    'ivs-realtime': 'ivs',
    keyspaces: 'cassandra',
    keyspacesstreams: 'cassandra',
    'kinesis-video-archived-media': 'kinesisvideo',
    'kinesis-video-media': 'kinesisvideo',
    'kinesis-video-signaling': 'kinesisvideo',
    'kinesis-video-webrtc-storage': 'kinesisvideo',
    kinesisanalyticsv2: 'kinesisanalytics',
    'launch-wizard': 'launchwizard',
    'lex-models': 'lex',
    'lex-runtime': 'lex',
    'lexv2-models': 'lex',
    'lexv2-runtime': 'lex',
    location: 'geo',
    mailmanager: 'ses',
    'marketplace-agreement': 'aws-marketplace',
    'marketplace-catalog': 'aws-marketplace',
    'marketplace-deployment': 'aws-marketplace',
    'marketplace-discovery': 'aws-marketplace',
    'marketplace-entitlement': 'aws-marketplace',
    'marketplace-reporting': 'aws-marketplace',
    'mediastore-data': 'mediastore',
    meteringmarketplace: 'aws-marketplace',
    'migration-hub-refactor-spaces': 'refactor-spaces',
    'migrationhub-config': 'mgh',
    migrationhuborchestrator: 'migrationhub-orchestrator',
    migrationhubstrategy: 'migrationhub-strategy',
    mturk: 'mechanicalturk',
    'mwaa-serverless': 'airflow-serverless',
    neptunedata: 'neptune-db',
    notificationscontacts: 'notifications-contacts',
    opensearch: 'es',
    opensearchserverless: 'aoss',
    'partnercentral-selling': 'partnercentral',
    'payment-cryptography-data': 'payment-cryptography',
    'personalize-events': 'personalize',
    'personalize-runtime': 'personalize',
    pinpoint: 'mobiletargeting',
    'pinpoint-email': 'ses',
    'pinpoint-sms-voice': 'sms-voice',
    'pinpoint-sms-voice-v2': 'sms-voice',
    qconnect: 'wisdom',
    resourcegroupstaggingapi: 'tag',
    'runtime.sagemaker': 'sagemaker',
    s3outposts: 's3-outposts',
    'sagemaker-a2i-runtime': 'sagemaker',
    'sagemaker-edge': 'sagemaker',
    'sagemaker-featurestore-runtime': 'sagemaker',
    'sagemaker-metrics': 'sagemaker',
    'sagemaker-runtime': 'sagemaker',
    'service-quotas': 'servicequotas',
    'servicecatalog-appregistry': 'servicecatalog',
    'signer-data': 'signer',
    simpledbv2: 'sdb',
    socialmessaging: 'social-messaging',
    'sso-admin': 'sso',
    'sso-oidc': 'sso-oauth',
    supplychain: 'scn',
    'support-app': 'supportapp',
    taxsettings: 'tax',
    'timestream-query': 'timestream',
    'voice-id': 'voiceid',
    'workspaces-thin-client': 'thinclient',
  }),
);

export function catalogService(name: string): CatalogService | null {
  return SERVICES.get(name) ?? null;
}

export function actionPrefix(service: string): string {
  return SERVICES.get(service)?.prefix ?? PREFIXES.get(service) ?? service;
}

/** The operation that `wait NAME` repeats; null: the service has no such waiter. */
export function waitedOperation(service: string, name: string): string | null {
  const table: Readonly<Record<string, Readonly<Record<string, string>> | string>> = waiters;
  const names = Object.hasOwn(table, service) ? table[service] : undefined;
  return typeof names === 'object' && Object.hasOwn(names, name) ? (names[name] ?? null) : null;
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
