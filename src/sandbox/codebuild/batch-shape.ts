/** A batch as BatchGetBuildBatches answers. Source: facts 5.6 [BOTO codebuild]. */
import { artifactsShape, defaultKey, EMPTY_CACHE, phaseShape } from './shapes.ts';
import type { BatchGroup, BatchState, BuildState } from './state.ts';

export function batchShape(batch: BatchState): object {
  const { settings } = batch;
  return {
    id: batch.id,
    arn: batch.arn,
    buildBatchNumber: batch.number,
    startTime: batch.startTime,
    endTime: batch.endTime,
    currentPhase: batch.currentPhase,
    buildBatchStatus: batch.status,
    complete: batch.endTime !== null,
    sourceVersion: settings.sourceVersion,
    projectName: batch.projectName,
    phases: batch.phases.map(phaseShape),
    source: settings.source,
    secondarySources: settings.secondarySources ?? [],
    secondarySourceVersions: settings.secondarySourceVersions ?? [],
    artifacts: artifactsShape(batch, settings.artifacts),
    secondaryArtifacts: (settings.secondaryArtifacts ?? []).map((one) => artifactsShape(batch, one)),
    cache: settings.cache ?? EMPTY_CACHE,
    environment: settings.environment,
    serviceRole: settings.serviceRole,
    logConfig: settings.logsConfig,
    buildTimeoutInMinutes: settings.timeoutInMinutes,
    queuedTimeoutInMinutes: settings.queuedTimeoutInMinutes,
    initiator: batch.initiator,
    vpcConfig: settings.vpcConfig,
    encryptionKey: settings.encryptionKey ?? defaultKey(batch.arn),
    fileSystemLocations: settings.fileSystemLocations,
    buildBatchConfig: settings.buildBatchConfig,
    buildGroups: batch.groups.map(groupShape),
    debugSessionEnabled: batch.debugSession,
  };
}

function groupShape({ identifier, dependsOn, ignoreFailure, builds }: BatchGroup): object {
  const latest = builds.at(-1);
  return {
    identifier,
    dependsOn,
    ignoreFailure,
    ...(latest === undefined ? {} : { currentBuildSummary: summary(latest) }),
    priorBuildSummaryList: builds.slice(0, -1).map(summary),
  };
}

const summary = ({ arn, startTime, status }: BuildState): object => ({
  arn,
  requestedOn: startTime,
  buildStatus: status,
});
