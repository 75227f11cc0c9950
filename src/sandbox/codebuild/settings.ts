/**
 * A project's settings as CreateProject takes them. Values AWS lists are checked; members not listed here are
 * kept as they came. Source: facts 5.6, 5.7 [BOTO codebuild].
 */
import { z } from 'zod';

const SOURCE_TYPES = [
  'CODECOMMIT',
  'CODEPIPELINE',
  'GITHUB',
  'GITLAB',
  'GITLAB_SELF_MANAGED',
  'S3',
  'BITBUCKET',
  'GITHUB_ENTERPRISE',
  'NO_SOURCE',
] as const;

const ENVIRONMENT_TYPES = [
  'WINDOWS_CONTAINER',
  'LINUX_CONTAINER',
  'LINUX_GPU_CONTAINER',
  'ARM_CONTAINER',
  'WINDOWS_SERVER_2019_CONTAINER',
  'WINDOWS_SERVER_2022_CONTAINER',
  'LINUX_LAMBDA_CONTAINER',
  'ARM_LAMBDA_CONTAINER',
  'LINUX_EC2',
  'ARM_EC2',
  'WINDOWS_EC2',
  'MAC_ARM',
] as const;

const COMPUTE_TYPES = [
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_GENERAL1_2XLARGE',
  'BUILD_LAMBDA_1GB',
  'BUILD_LAMBDA_2GB',
  'BUILD_LAMBDA_4GB',
  'BUILD_LAMBDA_8GB',
  'BUILD_LAMBDA_10GB',
  'ATTRIBUTE_BASED_COMPUTE',
  'CUSTOM_INSTANCE_TYPE',
] as const;

export const projectName = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w-]{1,149}$/,
    'Member must satisfy regular expression pattern: [A-Za-z0-9][A-Za-z0-9\\-_]{1,149}',
  );

export const variablesSchema = z.array(
  z.object({
    name: z.string().min(1),
    value: z.string(),
    type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']).default('PLAINTEXT'),
  }),
);

export const pullCredentials = z.enum(['CODEBUILD', 'SERVICE_ROLE']);
export const sourceType = z.enum(SOURCE_TYPES);
export const computeType = z.enum(COMPUTE_TYPES);
export const environmentType = z.enum(ENVIRONMENT_TYPES);
export const minutes = (least: number, most: number) => z.int().min(least).max(most);

export const registryCredential = z.object({
  credential: z.string().min(1),
  credentialProvider: z.enum(['SECRETS_MANAGER']),
});

export const sourceAuth = z.looseObject({
  type: z.enum(['OAUTH', 'CODECONNECTIONS', 'SECRETS_MANAGER']),
  resource: z.string().optional(),
});

export const source = z.looseObject({
  type: sourceType,
  location: z.string().optional(),
  buildspec: z.string().optional(),
  auth: sourceAuth.optional(),
  sourceIdentifier: z.string().optional(),
  gitCloneDepth: z.int().min(0).optional(),
  gitSubmodulesConfig: z.object({ fetchSubmodules: z.boolean() }).optional(),
  insecureSsl: z.boolean().optional(),
  reportBuildStatus: z.boolean().optional(),
  buildStatusConfig: z.looseObject({}).optional(),
});

export const artifacts = z.looseObject({
  type: z.enum(['CODEPIPELINE', 'S3', 'NO_ARTIFACTS']),
  location: z.string().optional(),
  path: z.string().optional(),
  namespaceType: z.enum(['NONE', 'BUILD_ID']).optional(),
  name: z.string().optional(),
  packaging: z.enum(['NONE', 'ZIP']).optional(),
  encryptionDisabled: z.boolean().optional(),
  artifactIdentifier: z.string().optional(),
  bucketOwnerAccess: z.enum(['NONE', 'READ_ONLY', 'FULL']).optional(),
});

export const cache = z.looseObject({
  type: z.enum(['NO_CACHE', 'S3', 'LOCAL']),
  location: z.string().optional(),
  modes: z.array(z.enum(['LOCAL_DOCKER_LAYER_CACHE', 'LOCAL_SOURCE_CACHE', 'LOCAL_CUSTOM_CACHE'])).optional(),
});

const enabled = z.enum(['ENABLED', 'DISABLED']);

export const logsConfig = z.looseObject({
  cloudWatchLogs: z
    .looseObject({ status: enabled, groupName: z.string().optional(), streamName: z.string().optional() })
    .optional(),
  s3Logs: z.looseObject({ status: enabled, location: z.string().optional() }).optional(),
});

export const fleet = z.looseObject({ fleetArn: z.string().optional() });

export const sourceVersions = z
  .array(z.object({ sourceIdentifier: z.string(), sourceVersion: z.string() }))
  .max(12);

const environment = z.looseObject({
  type: environmentType,
  image: z.string().min(1),
  computeType,
  environmentVariables: variablesSchema.default([]),
  privilegedMode: z.boolean().default(false),
  imagePullCredentialsType: pullCredentials.optional(),
  registryCredential: registryCredential.optional(),
  certificate: z.string().optional(),
  fleet: fleet.optional(),
  hostKernel: z.looseObject({}).optional(),
});

const vpcConfig = z.looseObject({
  vpcId: z.string().optional(),
  subnets: z.array(z.string()).max(16).optional(),
  securityGroupIds: z.array(z.string()).max(5).optional(),
});

export const batchConfig = z.looseObject({
  serviceRole: z.string().min(1).optional(),
  combineArtifacts: z.boolean().optional(),
  restrictions: z
    .looseObject({
      maximumBuildsAllowed: z.int().min(1).max(100).optional(),
      computeTypesAllowed: z.array(z.string().min(1)).optional(),
      fleetsAllowed: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  timeoutInMins: minutes(5, 2160).optional(),
  batchReportMode: z.enum(['REPORT_INDIVIDUAL_BUILDS', 'REPORT_AGGREGATED_BATCH']).optional(),
});

const tag = z.object({ key: z.string().min(1).max(127), value: z.string().max(255) });

/** What CreateProject requires, and what it allows besides. */
export const settingsSchema = z.object({
  description: z.string().max(255).optional(),
  source,
  secondarySources: z.array(source).max(12).optional(),
  sourceVersion: z.string().optional(),
  secondarySourceVersions: sourceVersions.optional(),
  artifacts,
  secondaryArtifacts: z.array(artifacts).max(12).optional(),
  cache: cache.optional(),
  environment,
  serviceRole: z.string().min(1),
  timeoutInMinutes: minutes(5, 2160).default(60),
  queuedTimeoutInMinutes: minutes(5, 480).default(480),
  encryptionKey: z.string().min(1).optional(),
  tags: z.array(tag).max(50).optional(),
  vpcConfig: vpcConfig.optional(),
  badgeEnabled: z.boolean().optional(),
  logsConfig: logsConfig.optional(),
  fileSystemLocations: z.array(z.looseObject({})).optional(),
  buildBatchConfig: batchConfig.optional(),
  concurrentBuildLimit: z.int().optional(),
  autoRetryLimit: z.int().min(0).max(10).optional(),
});

export type ProjectSettings = z.output<typeof settingsSchema>;
export type ArtifactSettings = z.output<typeof artifacts>;

const WEBHOOK_FILTERS = [
  'EVENT',
  'BASE_REF',
  'HEAD_REF',
  'ACTOR_ACCOUNT_ID',
  'FILE_PATH',
  'COMMIT_MESSAGE',
  'WORKFLOW_NAME',
  'TAG_NAME',
  'RELEASE_NAME',
  'REPOSITORY_NAME',
  'ORGANIZATION_NAME',
] as const;

const webhookFilter = z.object({
  type: z.enum(WEBHOOK_FILTERS),
  pattern: z.string(),
  excludeMatchedPattern: z.boolean().default(false),
});

export const webhookSchema = z.object({
  branchFilter: z.string().optional(),
  filterGroups: z.array(z.array(webhookFilter)).optional(),
  buildType: z.enum(['BUILD', 'BUILD_BATCH', 'RUNNER_BUILDKITE_BUILD']).default('BUILD'),
  pullRequestBuildPolicy: z
    .object({
      requiresCommentApproval: z.enum(['DISABLED', 'ALL_PULL_REQUESTS', 'FORK_PULL_REQUESTS']),
      approverRoles: z.array(z.string()).optional(),
    })
    .optional(),
});

export type WebhookSettings = z.output<typeof webhookSchema>;
