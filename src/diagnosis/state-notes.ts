/**
 * How far the build that is explained can be told at all: one that runs, that somebody stopped, or that left no log. Comes in: a
 * snapshot. Goes out: notes with the command that tells more. Never: why the log is gone, which nothing shows.
 */
import { type Build, isBatch, type Snapshot } from '#account/snapshot.ts';

/** In the order in which they matter to a reader. */
export function stateNotes(snapshot: Snapshot): readonly string[] {
  return [...neverBuilt(snapshot), ...running(snapshot), ...stopped(snapshot), ...withoutLog(snapshot)];
}

function neverBuilt({ build, running: other, project, region }: Snapshot): readonly string[] {
  if (build.kind !== 'absent' || other !== null) return [];
  return [
    `the project has no build: \`aws codebuild start-build --project-name ${project.name} --region ${region}\` starts one`,
  ];
}

function running({ running: other, build, project }: Snapshot): readonly string[] {
  const own = build.kind === 'known' && !build.value.complete ? build.value : null;
  if (own !== null)
    return [
      `the build is still running, in phase ${own.currentPhase}: what it has not done yet is not among this`,
    ];
  if (other === null) return [];
  const told = `\`rolemend diagnose ${project.name} --build ${other.number ?? other.id}\` explains it once it has ended`;
  return [`a newer build, \`${other.id}\`, is still running, in phase ${other.currentPhase}; ${told}`];
}

function stopped({ build, project }: Snapshot): readonly string[] {
  if (build.kind !== 'known' || build.value.status !== 'STOPPED') return [];
  const phase = build.value.phases.find(({ status }) => status === 'STOPPED')?.type;
  const where = phase === undefined ? '' : ` in phase ${phase}`;
  return [
    `somebody stopped the build${where}: it did not fail, and what it was denied until then is all it shows; what follows from the settings and the buildspec holds for the next one; \`rolemend verify ${project.name} --retry\` runs it again`,
  ];
}

/** Phases in which there is a log already. */
const PAST_LOG = /^(?:DOWNLOAD_SOURCE|INSTALL|PRE_BUILD|BUILD|POST_BUILD|UPLOAD_ARTIFACTS|FINALIZING)$/;

function withoutLog(snapshot: Snapshot): readonly string[] {
  const { build, log, project } = snapshot;
  if (build.kind !== 'known' || log.kind !== 'absent' || isBatch(build.value)) return [];
  const { logs = project.logs } = build.value.ranWith;
  const inS3 = logs.s3.enabled ? copyInS3(build.value, logs.s3.location) : null;
  if (inS3 !== null) return [inS3];
  if (!logs.cloudWatch.enabled)
    return [
      'the build wrote no log, because its project has logs switched off: its phases, CloudTrail and the settings are all that tells of it; with `logsConfig.cloudWatchLogs` enabled the next build says more',
    ];
  if (!build.value.phases.some(({ type }) => PAST_LOG.test(type))) return [];
  const { groupName, streamName } = build.value.logs;
  return [
    `the log of the build is not there any more: log group \`${groupName}\` or its stream \`${streamName}\` was deleted, or is past its retention; a build that is run again leaves one`,
  ];
}

/** Source: CodeBuild User Guide, view-build-details: the log's object is named by the build's UUID. */
function copyInS3({ id }: Build, location: string | null): string | null {
  if (location === null) return null;
  const place = location.replace(/^arn:[\w-]+:s3:::/, '').replace(/\/+$/, '');
  const uuid = id.slice(id.lastIndexOf(':') + 1);
  const object = `s3://${place}/${uuid}.gz`;
  const isPlain = /^[\w./:-]+$/.test(object);
  const how = isPlain ? `aws s3 cp ${object} - | gunzip | rolemend explain -` : object;
  return `the log of the build is in S3, which is not read from here: \`${how}\``;
}
