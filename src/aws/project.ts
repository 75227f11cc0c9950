/** CodeBuild's project as the snapshot holds it. */
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import type {
  EnvironmentVariable,
  Project,
  ProjectArtifacts,
  ProjectSource,
  SourceVersion,
  Webhook,
} from '#account/project.ts';
import type { Tags } from '#account/resources.ts';

export function projectOf(project: CodeBuild.Project): Project {
  const { environment, webhook } = project;
  return {
    name: project.name ?? '',
    arn: project.arn ?? '',
    serviceRole: project.serviceRole ?? '',
    description: orNull(project.description),
    source: sourceOf(project.source),
    secondarySources: (project.secondarySources ?? []).map(sourceOf),
    artifacts: artifactsOf(project.artifacts),
    secondaryArtifacts: (project.secondaryArtifacts ?? []).map(artifactsOf),
    cache: cacheOf(project.cache),
    environment: environmentOf(environment),
    encryptionKey: orNull(project.encryptionKey),
    vpc: vpcOf(project.vpcConfig),
    logs: logsOf(project.logsConfig, project.name ?? ''),
    sourceVersion: orNull(project.sourceVersion),
    secondarySourceVersions: (project.secondarySourceVersions ?? []).map(sourceVersionOf),
    webhook: webhook === undefined ? null : webhookOf(webhook),
    created: project.created?.toISOString() ?? null,
    lastModified: project.lastModified?.toISOString() ?? null,
    ...(project.resourceAccessRole ? { resourceAccessRole: project.resourceAccessRole } : {}),
    batchServiceRole: orNull(project.buildBatchConfig?.serviceRole),
    ...(project.buildBatchConfig?.combineArtifacts === true ? { combinesArtifacts: true } : {}),
    fileSystems: fileSystemsOf(project.fileSystemLocations),
    ...(project.tags?.length ? { tags: tagsOf(project.tags) } : {}),
  };
}

const tagsOf = (tags: readonly CodeBuild.Tag[]): Tags =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));

export const cacheOf = (cache: CodeBuild.ProjectCache | undefined): Project['cache'] => ({
  type: cache?.type ?? 'NO_CACHE',
  location: orNull(cache?.location),
});

export function environmentOf(environment: CodeBuild.ProjectEnvironment | undefined): Project['environment'] {
  return {
    type: environment?.type ?? '',
    image: environment?.image ?? '',
    computeType: environment?.computeType ?? '',
    privilegedMode: environment?.privilegedMode ?? false,
    ...(environment?.dockerServer && { dockerServer: true }),
    imagePullCredentialsType: orNull(environment?.imagePullCredentialsType),
    registryCredential: orNull(environment?.registryCredential?.credential),
    certificate: orNull(environment?.certificate),
    fleetArn: orNull(environment?.fleet?.fleetArn),
    variables: variablesOf(environment),
  };
}

export const vpcOf = (vpc: CodeBuild.VpcConfig | undefined): Project['vpc'] =>
  vpc?.vpcId ? { vpcId: vpc.vpcId, subnets: vpc.subnets ?? [] } : null;

export const fileSystemsOf = (
  systems: readonly CodeBuild.ProjectFileSystemLocation[] | undefined,
): readonly string[] => (systems ?? []).flatMap(({ location }) => location ?? []);

export const sourceVersionOf = ({
  sourceIdentifier,
  sourceVersion,
}: CodeBuild.ProjectSourceVersion): SourceVersion => ({
  identifier: sourceIdentifier ?? '',
  version: sourceVersion ?? '',
});

function webhookOf({ filterGroups, branchFilter, ...webhook }: CodeBuild.Webhook): Webhook {
  const policy = webhook.pullRequestBuildPolicy;
  return {
    filterGroups: (filterGroups ?? []).map((group) =>
      group.map(({ type, pattern, excludeMatchedPattern }) => ({
        type: type ?? '',
        pattern: pattern ?? '',
        excludeMatchedPattern: excludeMatchedPattern ?? false,
      })),
    ),
    branchFilter: orNull(branchFilter),
    buildType: orNull(webhook.buildType),
    pullRequestBuildPolicy:
      policy?.requiresCommentApproval === undefined
        ? null
        : {
            requiresCommentApproval: policy.requiresCommentApproval,
            approverRoles: policy.approverRoles ?? [],
          },
  };
}

/** Without a setting the log goes to `/aws/codebuild/PROJECT`. Source: CodeBuild API reference, LogsConfig. */
export function logsOf(config: CodeBuild.LogsConfig | undefined, project: string): Project['logs'] {
  const { cloudWatchLogs, s3Logs } = config ?? {};
  return {
    cloudWatch: {
      enabled: cloudWatchLogs?.status !== 'DISABLED',
      groupName: cloudWatchLogs?.groupName ?? `/aws/codebuild/${project}`,
    },
    s3: { enabled: s3Logs?.status === 'ENABLED', location: orNull(s3Logs?.location) },
  };
}

function variablesOf(environment: CodeBuild.ProjectEnvironment | undefined): readonly EnvironmentVariable[] {
  return (environment?.environmentVariables ?? []).map(({ name, value, type }) => ({
    name: name ?? '',
    value: value ?? '',
    type: type ?? 'PLAINTEXT',
  }));
}

export function sourceOf(source: CodeBuild.ProjectSource | undefined): ProjectSource {
  const auth = source?.auth;
  return {
    type: source?.type ?? 'NO_SOURCE',
    location: orNull(source?.location),
    buildspec: orNull(source?.buildspec),
    auth: auth?.type ? { type: auth.type, resource: orNull(auth.resource) } : null,
    identifier: orNull(source?.sourceIdentifier),
  };
}

function artifactsOf(artifacts: CodeBuild.ProjectArtifacts | undefined): ProjectArtifacts {
  return {
    type: artifacts?.type ?? 'NO_ARTIFACTS',
    location: orNull(artifacts?.location),
    path: orNull(artifacts?.path),
    bucketOwnerAccess: orNull(artifacts?.bucketOwnerAccess),
    encryptionDisabled: artifacts?.encryptionDisabled ?? false,
    identifier: orNull(artifacts?.artifactIdentifier),
  };
}

/** What AWS leaves out or leaves empty was not set. */
export function orNull(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
