/**
 * A buildspec as evidence. Comes in: a project, its build, and the buildspec's text where it could be had. Goes out: the uses of its
 * sections and of its commands (grade `declared`), its errors as symptoms, and what could not be read. Never: reads a file by itself,
 * throws on any text.
 */
import type { Project } from '#account/project.ts';
import type { Build } from '#account/snapshot.ts';
import { stableJson } from '#basics/stable-json.ts';
import { type Buildspec, type BuildspecProblem, readBuildspec } from './buildspec.ts';
import type { BatchBuild } from './buildspec/batch.ts';
import { MAY_ASK_FOR, type Named, whyNoName } from './buildspec/references.ts';
import { locateBuildspec } from './buildspec/location.ts';
import type { Evidence, Source, Use } from './evidence.ts';
import { readProjectSettings, secretIdOf } from './project-settings.ts';
import { readCommands } from './shell/commands.ts';
import { knownText, unknown } from './shell/text.ts';
import { startingFrame } from './shell/variables.ts';

export interface BuildspecInput {
  readonly project: Project;
  readonly build: Build | null;
  /** The text of a buildspec that is no setting of the project: from the source or from S3. Null: it was not read. */
  readonly text: string | null;
  /** The text of another file of the source by its path; null: it cannot be read. */
  readonly script?: (path: string) => string | null;
  /** The names in a folder of the source, those of folders with `/` behind; null: they cannot be read. */
  readonly folder?: (path: string) => readonly string[] | null;
  /** Leaves out what the source may choose a part of. */
  readonly settingsAlone?: boolean;
}

/** An inline buildspec is read off the project (or the build that overrides it); `text` is for the others. */
export function readBuildspecEvidence(input: BuildspecInput): readonly Evidence[] {
  const { project, build } = input;
  const place = locateBuildspec({ buildspec: build?.buildspec ?? project.source.buildspec });
  const text = place.kind === 'inline' ? place.text : input.text;
  if (text === null) {
    const name = place.kind === 's3' ? place.arn : place.kind === 'inline' ? '' : place.path;
    const source: Source = { kind: 'buildspec', where: `buildspec \`${name}\``, text: '' };
    return [
      {
        kind: 'unresolved',
        grade: 'configured',
        source,
        why: 'the buildspec lies outside the settings of the project and was not read',
      },
    ];
  }
  const { buildspec, problems } = readBuildspec(text);
  const errors = problems.filter(({ severity }) => severity === 'error').map(invalid);
  if (buildspec === null) return errors;
  return distinct([
    ...errors,
    ...sections(buildspec, input),
    ...sharedCommands(buildspec, input),
    ...batchBuilds(buildspec, input),
  ]);
}

const distinct = (found: readonly Evidence[]): readonly Evidence[] => [
  ...new Map(found.map((one) => [stableJson(one), one])).values(),
];

/**
 * Where the commands run in tasks of a batch, what of them cannot be followed hangs on the variables of each task; and what tasks alone
 * set is set in none but theirs.
 */
function sharedCommands(buildspec: Buildspec, input: BuildspecInput): readonly Evidence[] {
  if (!isRunInTasks(buildspec, input)) return readCommands({ ...input, buildspec });
  const { project, build } = input;
  const frame = startingFrame({ project, build, buildspec });
  const tasks = buildspec.batch?.builds.filter(({ buildspec: path }) => path === null) ?? [];
  if (tasks.some(({ variables }) => variables.some(({ name }) => frame.get(name) === null))) return [];
  return readCommands({ ...input, buildspec }).filter(({ kind }) => kind !== 'unresolved');
}

function isRunInTasks({ batch }: Buildspec, { project }: BuildspecInput): boolean {
  return (
    project.batchServiceRole !== null && batch?.builds.some(({ buildspec }) => buildspec === null) === true
  );
}

/** The builds of a batch run the same commands under variables of their own, or another buildspec; and perhaps in another image. */
function batchBuilds(buildspec: Buildspec, input: BuildspecInput): readonly Evidence[] {
  const { batch } = buildspec;
  if (batch === null) return [];
  if (batch.kind === 'build-matrix' && batch.builds.length === 0) {
    const why = `the builds of a \`${batch.kind}\` are made from its values, which are not followed`;
    return [{ kind: 'unresolved', grade: 'declared', source: placeOf(batch.line), why }];
  }
  return batch.builds.flatMap((build) => [
    ...ownSettings(build, input),
    ...ownCommands(build, buildspec, input),
  ]);
}

function placeOf(line: number, text = ''): Source {
  return { kind: 'buildspec', where: `buildspec line ${line}`, text };
}

function ownSettings(
  { image, debugSession, line }: BatchBuild,
  { project }: BuildspecInput,
): readonly Evidence[] {
  const credentials = project.environment.imagePullCredentialsType ?? 'CODEBUILD';
  return [
    ...(image === null ? [] : [declared(line, image, { kind: 'pull-build-image', image, credentials })]),
    ...(debugSession ? [declared(line, 'debug-session', { kind: 'debug-session' })] : []),
  ];
}

function ownCommands(
  { buildspec: path, variables, line, type }: BatchBuild,
  shared: Buildspec,
  whole: BuildspecInput,
): readonly Evidence[] {
  const input = type === null ? whole : { ...whole, project: ofType(whole.project, type) };
  if (path === null) {
    return variables.length === 0 && type === null && !isRunInTasks(shared, whole)
      ? []
      : readCommands({ ...input, buildspec: shared, overrides: variables });
  }
  const text = input.script?.(path) ?? null;
  if (text === null) {
    const why = `a build of the batch runs \`${path}\`, which was not read`;
    return [{ kind: 'unresolved', grade: 'declared', source: placeOf(line), why }];
  }
  const { buildspec, problems } = readBuildspec(text);
  const errors = problems.filter(({ severity }) => severity === 'error').map(invalid);
  const found =
    buildspec === null
      ? errors
      : [
          ...errors,
          ...sections(buildspec, input),
          ...readCommands({ ...input, buildspec, overrides: variables }),
        ];
  return found.map((one) => inFile(one, path));
}

/** A build of a batch may run on another kind of machine, whose shell is another. */
function ofType(project: Project, type: string): Project {
  return { ...project, environment: { ...project.environment, type } };
}

/** Places of another buildspec are told by its path. */
function inFile(one: Evidence, path: string): Evidence {
  const where = one.source.where.replace(/^buildspec (?=line )/, `${path} `);
  return { ...one, source: { ...one.source, where } };
}

function invalid({ message, line, column }: BuildspecProblem): Evidence {
  const source = placeOf(line, message);
  const detail = { message, line: `${line}`, column: `${column}` };
  return {
    kind: 'symptom',
    grade: 'declared',
    source,
    symptom: 'buildspec-invalid',
    detail,
    followsFrom: null,
  };
}

function sections(buildspec: Buildspec, { project, build }: BuildspecInput): readonly Evidence[] {
  const { env, reports } = buildspec;
  const start = startingFrame({ project, build, buildspec });
  /** The use of something by its name, or why the text is none. */
  const named = (kind: Named, text: string, use: Evidence): Evidence => {
    const why = whyNoName(kind, text, (variable) => knownText(start.get(variable) ?? unknown('')));
    const mayAskFor = MAY_ASK_FOR[kind];
    return why === null ? use : { kind: 'unresolved', grade: 'declared', source: use.source, why, mayAskFor };
  };
  return [
    ...env.parameterStore.map(({ name, value, line }) =>
      named('parameter', value, declared(line, `${name}: ${value}`, { kind: 'read-parameter', name: value })),
    ),
    ...env.secretsManager.map(({ name, value, line }) => {
      const id = secretIdOf(value);
      return named('secret', id, declared(line, `${name}: ${value}`, { kind: 'read-secret', id }));
    }),
    ...reports.flatMap(({ group, line }) => {
      const written = named('report group', group, declared(line, group, { kind: 'write-reports', group }));
      return written.kind === 'use' ? [written, exportOf(group, line)] : [written];
    }),
    ...(env.gitCredentialHelper ? gitPulls(project, build) : []),
  ];
}

/** Source: CodeBuild User Guide, test-report-group-create: the group, not the project, says whether results go to S3. */
function exportOf(group: string, line: number): Evidence {
  const why = `whether report group \`${group}\` exports to S3, which asks for \`s3:PutObject\`, is a setting of the group`;
  const mayAskFor = ['s3:PutObject*', 'kms:*'];
  return { kind: 'unresolved', grade: 'declared', source: placeOf(line, group), why, mayAskFor };
}

function declared(line: number, text: string, use: Use): Evidence {
  return {
    kind: 'use',
    grade: 'declared',
    source: placeOf(line, text),
    origin: 'source',
    use,
  };
}

/** The credential helper lets commands fetch from the project's own CodeCommit sources. */
function gitPulls(project: Project, build: Build | null): readonly Evidence[] {
  const source: Source = { kind: 'buildspec', where: 'buildspec env.git-credential-helper', text: 'yes' };
  return readProjectSettings(project, build).flatMap((item) =>
    item.kind === 'use' && item.use.kind === 'git-pull'
      ? [{ ...item, grade: 'declared' as const, origin: 'source' as const, source }]
      : [],
  );
}
