/**
 * Whether a project's next build would be allowed what it asks for, were it of this source. Comes in: a project's name, the files of a
 * checkout, and a reader of the account. Goes out: the verdict, and the diagnosis it comes of. Never: writes anything, or looks at
 * what a build of another source did.
 */
import type { AccountReader, SnapshotProblem } from '#account/ports.ts';
import { absent, type Snapshot } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { type CheckedSource, sourceVerdict } from '#diagnosis/source-verdict.ts';
import type { SourceFiles } from '#evidence/collect-evidence.ts';
import { buildspecFile } from '#evidence/file-place.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import { diagnoseSnapshot } from './diagnose.ts';

export interface SourceCheck {
  readonly project: string;
  readonly source: SourceFiles;
}

/** The source has no file where the project's buildspec has to be. */
export interface NoBuildspec {
  readonly kind: 'no-buildspec';
  readonly path: string;
}

export async function checkSource(
  { project, source }: SourceCheck,
  reader: AccountReader,
): Promise<Result<CheckedSource, SnapshotProblem | NoBuildspec>> {
  const read = await reader.snapshot({
    project,
    build: null,
    wasOverridden: () => false,
    lookFor: (found) => wantedBy({ ...found, build: null, log: null }, source),
    trailPages: 0,
    spare: 'every',
  });
  if (!read.ok) return read;
  const snapshot = withoutPast(read.value);
  const buildspec = buildspecFile(snapshot.project.source.buildspec);
  if (buildspec !== null && source.read(buildspec) === null)
    return err({ kind: 'no-buildspec', path: buildspec });
  const diagnosis = diagnoseSnapshot(snapshot, { source });
  return ok({ verdict: sourceVerdict(diagnosis), diagnosis, buildspec });
}

/** What the newest build was and did says nothing of the next one, but for the pipeline that starts it. */
function withoutPast(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    build: absent,
    batch: absent,
    passedOver: null,
    lastGreen: null,
    lastFailedBuild: null,
    log: absent,
    trail: absent,
    decodedMessages: {},
    authorizationDetails: {},
  };
}
