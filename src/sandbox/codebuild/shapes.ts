/** CodeBuild's names and shapes. Source: facts 5.1, 5.6 [IAMD, BOTO codebuild]. */
import { consoleHostOf } from '#catalog/partitions.ts';
import { AwsError, type Call } from '../operation.ts';
import { regionOf } from '../world.ts';
import type { ArtifactSettings } from './settings.ts';
import type { BuildState, CodeBuildState, PhaseState, ProjectState } from './state.ts';

export const INVALID = 'InvalidInputException';

export const codebuildOf = ({ world, account, region }: Call): CodeBuildState =>
  regionOf(world, account, region).codebuild;

export const projectArn = ({ partition, region, account }: Call, name: string): string =>
  `arn:${partition}:codebuild:${region}:${account}:project/${name}`;

/** Calls on builds are authorised on their project. Source: facts 5.1. */
export function authorizeProject(call: Call, action: string, name: string): void {
  call.authorize({ action: `codebuild:${action}`, resource: projectArn(call, name) });
}

/** A name, or the ARN of a project of the same account and region. */
export function nameOfProject(call: Call, nameOrArn: string): string {
  const prefix = projectArn(call, '');
  return nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
}

export function projectAt(call: Call, name: string): ProjectState {
  const project = codebuildOf(call).projects.get(name);
  if (project !== undefined) return project;
  throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${projectArn(call, name)}`);
}

/** `PROJECT:UUID`, or the ARN of the build or batch. */
export function buildIdOf(text: string): string {
  const [, id] = /^arn:[\w-]+:codebuild:[\w-]+:\d{12}:build(?:-batch)?\/(.+)$/.exec(text) ?? [];
  return id ?? text;
}

export const projectOfBuild = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf(':')));

export const EMPTY_CACHE = { type: 'NO_CACHE' };

export function projectShape({ name, arn, created, lastModified, settings, webhook }: ProjectState): object {
  return {
    ...settings,
    name,
    arn,
    created,
    lastModified,
    webhook,
    cache: settings.cache ?? EMPTY_CACHE,
    encryptionKey: settings.encryptionKey ?? defaultKey(arn),
    badge: { badgeEnabled: settings.badgeEnabled ?? false },
    badgeEnabled: undefined,
    tags: settings.tags ?? [],
    projectVisibility: 'PRIVATE',
  };
}

/** Where no key is given, CodeBuild names S3's own. */
export function defaultKey(arn: string): string {
  const [, partition = '', , region = '', account = ''] = arn.split(':');
  return `arn:${partition}:kms:${region}:${account}:alias/aws/s3`;
}

export function phaseShape({ phaseType, phaseStatus, startTime, endTime, contexts }: PhaseState): object {
  return {
    phaseType,
    phaseStatus,
    startTime,
    endTime,
    durationInSeconds: endTime === null ? null : Math.floor((endTime.getTime() - startTime.getTime()) / 1000),
    contexts: contexts.length === 0 ? null : contexts,
  };
}

export function buildShape(build: BuildState): object {
  const { settings } = build;
  return {
    id: build.id,
    arn: build.arn,
    buildNumber: build.number,
    startTime: build.startTime,
    endTime: build.endTime,
    currentPhase: build.currentPhase,
    buildStatus: build.status,
    buildComplete: build.endTime !== null,
    sourceVersion: settings.sourceVersion,
    resolvedSourceVersion: build.resolvedSourceVersion,
    projectName: build.projectName,
    phases: build.phases.map(phaseShape),
    source: settings.source,
    secondarySources: settings.secondarySources ?? [],
    secondarySourceVersions: settings.secondarySourceVersions ?? [],
    artifacts: artifactsShape(build, settings.artifacts),
    secondaryArtifacts: (settings.secondaryArtifacts ?? []).map((one) => artifactsShape(build, one)),
    cache: settings.cache ?? EMPTY_CACHE,
    environment: settings.environment,
    serviceRole: settings.serviceRole,
    logs: logsShape(build),
    timeoutInMinutes: settings.timeoutInMinutes,
    queuedTimeoutInMinutes: settings.queuedTimeoutInMinutes,
    initiator: build.initiator,
    buildBatchArn: build.batch?.arn,
    debugSession: { sessionEnabled: build.debugSession },
    autoRetryConfig: { autoRetryLimit: settings.autoRetryLimit ?? 0, autoRetryNumber: 0 },
    vpcConfig: settings.vpcConfig,
    encryptionKey: settings.encryptionKey ?? defaultKey(build.arn),
    exportedEnvironmentVariables: build.exported,
    fileSystemLocations: settings.fileSystemLocations,
  };
}

export const artifactsShape = (build: Ran, artifacts: ArtifactSettings): object => ({
  location: artifactsLocation(build, artifacts),
  encryptionDisabled: artifacts.encryptionDisabled,
  artifactIdentifier: artifacts.artifactIdentifier,
  bucketOwnerAccess: artifacts.bucketOwnerAccess,
});

type Ran = Pick<BuildState, 'projectName' | 'uuid' | 'arn'>;

function artifactsLocation({ projectName, uuid, arn }: Ran, artifacts: ArtifactSettings): string {
  if (artifacts.type !== 'S3') return '';
  const [, partition = ''] = arn.split(':');
  const key = [
    artifacts.path,
    artifacts.namespaceType === 'BUILD_ID' ? uuid : undefined,
    artifacts.name ?? projectName,
  ];
  const path = key.flatMap((part) => (part === undefined || part === '' ? [] : [part])).join('/');
  return `arn:${partition}:s3:::${artifacts.location ?? ''}/${path}`;
}

/** The deep link and ARN name the stream before it exists. Source: facts 5.6. */
function logsShape({ log, settings, arn }: BuildState): object {
  const configured = {
    cloudWatchLogs: settings.logsConfig?.cloudWatchLogs ?? { status: 'ENABLED' },
    s3Logs: settings.logsConfig?.s3Logs ?? { status: 'DISABLED', encryptionDisabled: false },
  };
  if (log === null) return configured;
  const [, partition = '', , region = '', account = ''] = arn.split(':');
  const encoded = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
  return {
    ...configured,
    groupName: log.group,
    streamName: log.stream,
    deepLink: `https://${consoleHostOf(region) ?? 'console'}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encoded(log.group)}/log-events/${encoded(log.stream)}`,
    cloudWatchLogsArn: `arn:${partition}:logs:${region}:${account}:log-group:${log.group}:log-stream:${log.stream}`,
  };
}
