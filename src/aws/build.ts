/** CodeBuild's build as the snapshot holds it, and which of several builds is meant. */
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import type { Build } from '#account/snapshot.ts';
import { orNull, variablesOf } from './project.ts';

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
    sourceVersion: orNull(build.resolvedSourceVersion ?? build.sourceVersion),
    initiator: orNull(build.initiator),
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
    variables: variablesOf(build.environment),
  };
}

/** The newest finished build; where none has finished, there is nothing yet to explain. */
export function newestFinished(builds: readonly Build[]): Build | null {
  return newestFirst(builds).find(({ complete }) => complete) ?? null;
}

export function newestFailed(builds: readonly Build[]): Build | null {
  return newestFirst(builds).find(isFailure) ?? null;
}

export function isFailure({ status }: Build): boolean {
  return status === 'FAILED' || status === 'FAULT' || status === 'TIMED_OUT';
}

/** BatchGetBuilds does not promise the order asked for. */
function newestFirst(builds: readonly Build[]): readonly Build[] {
  return [...builds].sort(
    (left, right) =>
      (right.number ?? 0) - (left.number ?? 0) || (right.startedAt ?? '').localeCompare(left.startedAt ?? ''),
  );
}
