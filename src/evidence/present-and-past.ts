/**
 * What the project asks for as it is set now, and beside it what only the build that is looked at did. Comes in: what was left behind,
 * and the files of the source. Goes out: the uses of settings, buildspec and commands, each with its origin. Never: takes for the
 * project's what one build was started with, or for the settings' what a file of the source has a say in.
 */
import { rememberLast } from '#basics/remember.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Project } from '#account/project.ts';
import type { Build, BuildspecFile, Snapshot } from '#account/snapshot.ts';
import { asTheBuildRan } from './as-the-build-ran.ts';
import { type BuildspecInput, readBuildspecEvidence } from './buildspec-evidence.ts';
import { locateBuildspec } from './buildspec/location.ts';
import type { Evidence } from './evidence.ts';
import { readProjectSettings } from './project-settings.ts';
import { settingsOf } from './settings-of.ts';

/** While a snapshot is taken its readers look several times at the same project; each view of it is kept apart. */
const ofSettings = rememberLast(readBuildspecEvidence);
const ofProject = rememberLast(readBuildspecEvidence);
const ofBuild = rememberLast(readBuildspecEvidence);

export function readPresentAndPast(
  snapshot: Pick<Snapshot, 'project' | 'pipelineAction' | 'build' | 'buildspecFiles'>,
  source: Source,
): readonly Evidence[] {
  const { build, buildspecFiles: files } = snapshot;
  const project = settingsOf(snapshot);
  const now = seenAs({ project, build: null, files, source }, ofProject);
  const alone = readWithoutSource(project);
  const present = now.map((one) => (alone.has(keyOf(one)) ? ofTheSettings(one) : one));
  if (build.kind !== 'known') return present;
  const then = asTheBuildRan(snapshot.project, build.value);
  const ran = seenAs({ project: then, build: build.value, files, source }, ofBuild);
  const known = new Set(present.map(keyOf));
  return [...present, ...ran.filter((one) => !known.has(keyOf(one))).map(ofThatBuildAlone)];
}

interface View {
  readonly project: Project;
  /** Null: the project as it is set now. */
  readonly build: Build | null;
  /** Buildspecs in S3 by the ARN of their object. */
  readonly files: Snapshot['buildspecFiles'];
  readonly source: Source;
}

/** How the source is read; nothing of it where it is not at hand. */
type Source = Pick<BuildspecInput, 'script' | 'folder'>;

function seenAs(
  { project, build, files, source }: View,
  read: typeof readBuildspecEvidence,
): readonly Evidence[] {
  const place = locateBuildspec({ buildspec: build?.buildspec ?? project.source.buildspec });
  const isInSource = place.kind === 'path' || place.kind === 'default';
  const fromSource = isInSource ? (source.script?.(place.path) ?? null) : null;
  const object = place.kind === 's3' ? files[place.arn] : undefined;
  const file = object?.kind === 'known' ? object.value : null;
  const asked = read({ project, build, text: file?.text ?? fromSource, ...source });
  const found = [...readProjectSettings(project, build), ...asked.map((one) => inObject(one, file))];
  return found.map(withoutPattern);
}

/** Who may write the object changes what it asks for, so its version is told where its bucket keeps any. */
function inObject(one: Evidence, file: BuildspecFile | null): Evidence {
  if (file === null) return one;
  const version = file.version === null ? '' : ` (version ${file.version})`;
  const where = one.source.where.replace(/^buildspec (?=line )/, `buildspec in S3${version} `);
  return { ...one, source: { ...one.source, where } };
}

/**
 * A setting with `*` or `?` in a name is that of no object AWS knows, and a policy would take it for a pattern: a secret called `*` would
 * be every secret. Commands answer for their own names; what else stands in a call of theirs is made up by AWS.
 */
function withoutPattern(one: Evidence): Evidence {
  const isNamed = one.kind === 'use' && (one.use.kind !== 'aws-call' || one.grade === 'configured');
  if (!isNamed || !/[*?]/.test(stableJson(one.use))) return one;
  const why = 'it names something with a wildcard, which no name has and a policy would take for a pattern';
  return { kind: 'unresolved', grade: one.grade, source: one.source, why };
}

/** What is asked for though no file of the source is read at all is the settings' own word. */
function readWithoutSource(project: Project): ReadonlySet<string> {
  const commands = ofSettings({ project, build: null, text: null, settingsAlone: true });
  return new Set([...readProjectSettings(project, null), ...commands].map(keyOf));
}

function keyOf(one: Evidence): string {
  return one.kind === 'use' ? stableJson(one.use) : stableJson(one);
}

function ofTheSettings(one: Evidence): Evidence {
  return one.kind === 'use' ? { ...one, origin: 'settings' } : one;
}

/** That a build was made to do something shows no more than that it was. */
function ofThatBuildAlone(one: Evidence): Evidence {
  if (one.kind === 'session') return { ...one, grade: 'recorded' };
  return one.kind === 'use' ? { ...one, grade: 'recorded', origin: 'override' } : one;
}
