/**
 * A buildspec as evidence. Comes in: a project, its build, and the buildspec's text where it could be had. Goes out: the uses of its
 * sections and of its commands (grade `declared`), its errors as symptoms, and what could not be read. Never: reads a file by itself,
 * throws on any text.
 */
import type { Build, Project } from '#account/snapshot.ts';
import { type Buildspec, type BuildspecProblem, readBuildspec } from './buildspec.ts';
import { locateBuildspec } from './buildspec/location.ts';
import type { Evidence, Source, Use } from './evidence.ts';
import { readProjectSettings, secretIdOf } from './project-settings.ts';
import { readCommands } from './shell/commands.ts';

export interface BuildspecInput {
  readonly project: Project;
  readonly build: Build | null;
  /** The text of a buildspec that is no setting of the project: from the source or from S3. Null: it was not read. */
  readonly text: string | null;
  /** The text of another file of the source by its path; null: it cannot be read. */
  readonly script?: (path: string) => string | null;
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
  return [
    ...errors,
    ...sections(buildspec, input),
    ...readCommands({ ...input, buildspec }),
    ...batchBuilds(buildspec, input),
  ];
}

/** The builds of a batch run the same commands under variables of their own, or another buildspec. */
function batchBuilds(buildspec: Buildspec, input: BuildspecInput): readonly Evidence[] {
  const { batch } = buildspec;
  if (batch === null) return [];
  const where = (line: number): Source => ({ kind: 'buildspec', where: `buildspec line ${line}`, text: '' });
  if (batch.kind === 'build-matrix' || batch.kind === 'build-fanout') {
    const why = `the builds of a \`${batch.kind}\` are made from its values, which are not followed`;
    return [{ kind: 'unresolved', grade: 'declared', source: where(batch.line), why }];
  }
  return batch.builds.flatMap((build): readonly Evidence[] => {
    if (build.buildspec !== null) {
      const why = `a build of the batch runs \`${build.buildspec}\`, which was not read`;
      return [{ kind: 'unresolved', grade: 'declared', source: where(build.line), why }];
    }
    return build.variables.length === 0
      ? []
      : readCommands({ ...input, buildspec, overrides: build.variables });
  });
}

function invalid({ message, line, column }: BuildspecProblem): Evidence {
  const source: Source = { kind: 'buildspec', where: `buildspec line ${line}`, text: message };
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
  return [
    ...env.parameterStore.map(({ name, value, line }) =>
      declared(line, `${name}: ${value}`, { kind: 'read-parameter', name: value }),
    ),
    ...env.secretsManager.map(({ name, value, line }) =>
      declared(line, `${name}: ${value}`, { kind: 'read-secret', id: secretIdOf(value) }),
    ),
    ...reports.map(({ group, line }) => declared(line, group, { kind: 'write-reports', group })),
    ...(env.gitCredentialHelper ? gitPulls(project, build) : []),
  ];
}

function declared(line: number, text: string, use: Use): Evidence {
  return {
    kind: 'use',
    grade: 'declared',
    source: { kind: 'buildspec', where: `buildspec line ${line}`, text },
    use,
  };
}

/** The credential helper lets commands fetch from the project's own CodeCommit sources. */
function gitPulls(project: Project, build: Build | null): readonly Evidence[] {
  const source: Source = { kind: 'buildspec', where: 'buildspec env.git-credential-helper', text: 'yes' };
  return readProjectSettings(project, build).flatMap((item) =>
    item.kind === 'use' && item.use.kind === 'git-pull'
      ? [{ ...item, grade: 'declared' as const, source }]
      : [],
  );
}
