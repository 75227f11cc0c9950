/** CodeBuild's build as the snapshot holds it, and which of several builds is meant. */
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import { isFailure } from '#account/build-status.ts';
import type { BuildArtifacts, RanWith } from '#account/ran-with.ts';
import type { Build } from '#account/snapshot.ts';
import {
  cacheOf,
  environmentOf,
  fileSystemsOf,
  logsOf,
  orNull,
  sourceOf,
  sourceVersionOf,
  vpcOf,
} from './project.ts';

export function buildOf(build: CodeBuild.Build): Build {
  return {
    id: build.id ?? '',
    arn: build.arn ?? '',
    number: build.buildNumber ?? null,
    status: build.buildStatus ?? '',
    currentPhase: build.currentPhase ?? '',
    complete: build.buildComplete ?? false,
    startedAt: build.startTime?.toISOString() ?? null,
    endedAt: build.endTime?.toISOString() ?? null,
    serviceRole: build.serviceRole ?? '',
    sourceVersion: orNull(build.sourceVersion),
    resolvedSourceVersion: orNull(build.resolvedSourceVersion),
    initiator: orNull(build.initiator),
    batchArn: orNull(build.buildBatchArn),
    debugSession: build.debugSession?.sessionEnabled ?? false,
    phases: (build.phases ?? []).map((phase) => ({
      type: phase.phaseType ?? '',
      status: orNull(phase.phaseStatus),
      durationInSeconds: phase.durationInSeconds ?? null,
      contexts: (phase.contexts ?? []).map(({ statusCode, message }) => ({
        statusCode: statusCode ?? '',
        message: message ?? '',
      })),
    })),
    logs: { groupName: orNull(build.logs?.groupName), streamName: orNull(build.logs?.streamName) },
    buildspec: orNull(build.source?.buildspec),
    variables: environmentOf(build.environment).variables,
    ranWith: ranWith(build),
  };
}

/** A build answers with every setting it has; one that CodeBuild leaves out says nothing, rather than that it was unset. */
function ranWith(build: CodeBuild.Build): RanWith {
  const { source, secondarySources, secondarySourceVersions, artifacts, secondaryArtifacts } = build;
  const { cache, environment, encryptionKey, vpcConfig, logs, fileSystemLocations } = build;
  return {
    ...(source && { source: sourceOf(source) }),
    ...(secondarySources && { secondarySources: secondarySources.map(sourceOf) }),
    ...(secondarySourceVersions && {
      secondarySourceVersions: secondarySourceVersions.map(sourceVersionOf),
    }),
    ...(artifacts?.location && { artifacts: artifactsOf(artifacts) }),
    ...(secondaryArtifacts?.every(({ location }) => location) && {
      secondaryArtifacts: secondaryArtifacts.map(artifactsOf),
    }),
    ...(cache && { cache: cacheOf(cache) }),
    ...(environment && { environment: environmentOf(environment) }),
    ...(encryptionKey && { encryptionKey }),
    ...(vpcConfig && { vpc: vpcOf(vpcConfig) }),
    ...((logs?.cloudWatchLogs ?? logs?.s3Logs) && { logs: logsOf(logs, build.projectName ?? '') }),
    ...(fileSystemLocations && { fileSystems: fileSystemsOf(fileSystemLocations) }),
  };
}

const artifactsOf = (artifacts: CodeBuild.BuildArtifacts): BuildArtifacts => ({
  location: artifacts.location ?? '',
  encryptionDisabled: artifacts.encryptionDisabled ?? false,
  bucketOwnerAccess: orNull(artifacts.bucketOwnerAccess),
  identifier: orNull(artifacts.artifactIdentifier),
});

/** The finished builds, newest first; where none has finished, there is nothing yet to explain. */
export function newestFinished(builds: readonly Build[]): readonly Build[] {
  return newestFirst(builds).filter(({ complete }) => complete);
}

/** The newest build that has not ended. */
export function newestRunning(builds: readonly Build[]): Build | null {
  return newestFirst(builds).find(({ complete }) => !complete) ?? null;
}

export function newestFailed(builds: readonly Build[]): Build | null {
  return newestFirst(builds).find(isFailure) ?? null;
}

/** BatchGetBuilds does not promise the order asked for. */
function newestFirst(builds: readonly Build[]): readonly Build[] {
  return [...builds].sort(
    (left, right) =>
      (right.number ?? 0) - (left.number ?? 0) || (right.startedAt ?? '').localeCompare(left.startedAt ?? ''),
  );
}
