/**
 * Whose code runs next. Comes in: a snapshot. Goes out: the failed build where trying it again runs what the project's own
 * settings say, or why it would run something else. Never: a build that was not looked at.
 */
import type { NextBuild } from '#account/ports.ts';
import { parseArn } from '#iam/arn.ts';
import { type Build, known, type Snapshot } from '#account/snapshot.ts';
import { differencesOf, ownSettings } from '#evidence/differences.ts';
import { changeNotes, howItCame } from './change-notes.ts';

type Seen = Pick<Snapshot, 'project' | 'pipelineAction' | 'build' | 'batch'>;

/** A batch is what somebody started: what its builds differ in is the buildspec's word. */
function asStarted<Some extends Seen>(snapshot: Some): Some {
  const { batch } = snapshot;
  return batch.kind === 'known' ? { ...snapshot, build: known(batch.value.run) } : snapshot;
}

/** The build or batch to retry; null: one of the project's settings is to be started. */
export function failedBuild({ snapshot: seen }: { readonly snapshot: Seen }): string | null {
  const snapshot = asStarted(seen);
  const { build } = snapshot;
  if (build.kind !== 'known' || build.value.status === 'SUCCEEDED') return null;
  // What is not its project's a retry would run again, with whatever the role was given meanwhile.
  return isBuildOf(snapshot, { kind: 'start', commit: null }, build.value) ? build.value.id : null;
}

/** Whether a build is one of its project's settings, of the commit that was to be built, and of nothing else. */
export function isBuildOf(snapshot: Seen, next: NextBuild, build: Build): boolean {
  const isVersion =
    next.kind === 'start' && next.commit !== null
      ? build.sourceVersion === next.commit
      : whyVersion(snapshot, build) === null;
  return isVersion && ownSettings(snapshot, build).length === 0;
}

/**
 * The build that is begun after a change; a build of a batch is tried again with its batch. A commit that a person vouches for is built by its ID: neither a retry nor a start
 * says which commit of a branch it takes. Source: CodeBuild API reference, StartBuild (`sourceVersion`), RetryBuild.
 */
export function nextBuild(snapshot: Seen, vouchedCommit: string | null): NextBuild {
  // A pipeline hands over an object that holds the very source it took; a project of its own has no commits to start from.
  const isPipelines = snapshot.project.source.type === 'CODEPIPELINE';
  const batch = snapshot.batch.kind === 'known' ? ({ batch: true } as const) : {};
  if (vouchedCommit !== null && !isPipelines) return { kind: 'start', commit: vouchedCommit, ...batch };
  const id = failedBuild({ snapshot });
  return id === null ? { kind: 'start', commit: null, ...batch } : { kind: 'retry', id, ...batch };
}

function whyVersion({ project }: Seen, { sourceVersion }: Build): string | null {
  if (sourceVersion === null || sourceVersion === project.sourceVersion) return null;
  // A pipeline hands over an object of its bucket.
  if (project.source.type === 'CODEPIPELINE' && parseArn(sourceVersion)?.service === 's3') return null;
  return PULL_REQUEST.test(sourceVersion)
    ? `it built a pull request, \`${sourceVersion}\``
    : `it built \`${sourceVersion}\`, which is not the version that the project is set to`;
}

/** Source: CodeBuild API reference, StartBuild (`sourceVersion`), and what a webhook sets. */
const PULL_REQUEST = /^(?:pr|mr)\/|^refs\/(?:pull|merge-requests)\//;

/** What is to be known of the build before anybody reads why it failed. */
export function buildNotes(seen: Snapshot): readonly string[] {
  const snapshot = asStarted(seen);
  return [...notRetried(snapshot), ...passedOver(snapshot), ...changeNotes(snapshot)];
}

const NAMED = 6;

function notRetried(snapshot: Snapshot): readonly string[] {
  const { build, project } = snapshot;
  if (build.kind !== 'known') return [];
  const version = whyVersion(snapshot, build.value);
  const why = [...howItCame(snapshot), ...(version === null ? [] : [version])];
  if (why.length === 0) return [];
  const more = why.length > NAMED ? [`and ${why.length - NAMED} more`] : [];
  return [
    `the build is explained as it ran, which is not what the project says (${[...why.slice(0, NAMED), ...more].join('; ')}): it is not retried, a ${snapshot.batch.kind === 'known' ? 'batch' : 'build'} of \`${project.name}\` as it is set now is started instead`,
  ];
}

function passedOver({ passedOver: newer, project }: Snapshot): readonly string[] {
  if (newer === null) return [];
  const own = differencesOf(project, newer).slice(0, NAMED);
  const by = newer.initiator === null ? '' : ` by \`${newer.initiator}\``;
  return [
    `a newer build, \`${newer.id}\` (${newer.status}), was started${by} with settings of its own (${own.map((name) => `\`${name}\``).join(', ')}) and is not looked at; \`--build ${newer.number ?? newer.id}\` explains it`,
  ];
}
