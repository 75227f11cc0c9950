/** CodeBuild's project as the snapshot holds it. */
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import type { EnvironmentVariable, Project, ProjectArtifacts, ProjectSource } from '#account/snapshot.ts';

export function projectOf(project: CodeBuild.Project): Project {
  const { environment, vpcConfig, cache } = project;
  return {
    name: project.name ?? '',
    arn: project.arn ?? '',
    serviceRole: project.serviceRole ?? '',
    description: orNull(project.description),
    source: sourceOf(project.source),
    secondarySources: (project.secondarySources ?? []).map(sourceOf),
    artifacts: artifactsOf(project.artifacts),
    secondaryArtifacts: (project.secondaryArtifacts ?? []).map(artifactsOf),
    cache: { type: cache?.type ?? 'NO_CACHE', location: orNull(cache?.location) },
    environment: {
      type: environment?.type ?? '',
      image: environment?.image ?? '',
      computeType: environment?.computeType ?? '',
      privilegedMode: environment?.privilegedMode ?? false,
      imagePullCredentialsType: orNull(environment?.imagePullCredentialsType),
      registryCredential: orNull(environment?.registryCredential?.credential),
      certificate: orNull(environment?.certificate),
      fleetArn: orNull(environment?.fleet?.fleetArn),
      variables: variablesOf(environment),
    },
    encryptionKey: orNull(project.encryptionKey),
    vpc: vpcConfig?.vpcId ? { vpcId: vpcConfig.vpcId, subnets: vpcConfig.subnets ?? [] } : null,
    logs: logsOf(project),
    ...(project.resourceAccessRole ? { resourceAccessRole: project.resourceAccessRole } : {}),
    batchServiceRole: orNull(project.buildBatchConfig?.serviceRole),
    fileSystems: (project.fileSystemLocations ?? []).flatMap(({ location }) => location ?? []),
  };
}

/** Without a setting the log goes to `/aws/codebuild/PROJECT`. Source: CodeBuild API reference, LogsConfig. */
function logsOf({ name, logsConfig }: CodeBuild.Project): Project['logs'] {
  const { cloudWatchLogs, s3Logs } = logsConfig ?? {};
  return {
    cloudWatch: {
      enabled: cloudWatchLogs?.status !== 'DISABLED',
      groupName: cloudWatchLogs?.groupName ?? `/aws/codebuild/${name ?? ''}`,
    },
    s3: { enabled: s3Logs?.status === 'ENABLED', location: orNull(s3Logs?.location) },
  };
}

export function variablesOf(
  environment: CodeBuild.ProjectEnvironment | undefined,
): readonly EnvironmentVariable[] {
  return (environment?.environmentVariables ?? []).map(({ name, value, type }) => ({
    name: name ?? '',
    value: value ?? '',
    type: type ?? 'PLAINTEXT',
  }));
}

function sourceOf(source: CodeBuild.ProjectSource | undefined): ProjectSource {
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
