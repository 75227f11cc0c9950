/** What the batch section of a buildspec makes a batch of. Source: CodeBuild User Guide, batch-build-buildspec. */
import type { Buildspec } from '#evidence/buildspec.ts';
import type { BatchBuild } from '#evidence/buildspec/batch.ts';
import { environmentType, computeType, type ProjectSettings } from '../settings.ts';
import type { BatchGroup, PhaseContext } from '../state.ts';

/** The task that fetches the source and reads the batch section. Observed in answers of BatchGetBuildBatches. */
export const DOWNLOAD_SOURCE = 'DOWNLOAD_SOURCE';

const fault = (message: string): PhaseContext => ({ statusCode: 'CLIENT_ERROR', message });

export type Grouped = { readonly groups: readonly BatchGroup[] } | { readonly refused: PhaseContext };

/** The first task, before anything is known of the others. */
export const downloadGroup = (settings: ProjectSettings): BatchGroup => ({
  identifier: DOWNLOAD_SOURCE,
  dependsOn: [],
  ignoreFailure: false,
  debugSession: false,
  settings,
  builds: [],
});

export function groupsOf({ batch }: Buildspec, settings: ProjectSettings): Grouped {
  if (batch === null) return { refused: fault('the buildspec has no batch section') };
  const groups = batch.builds.map((build, index) => groupOf(build, index, settings));
  const names = new Set(groups.map(({ identifier }) => identifier));
  const unknown = groups.flatMap(({ dependsOn }) => dependsOn).find((name) => !names.has(name));
  if (names.size < groups.length) return { refused: fault('two tasks of the batch have one identifier') };
  if (unknown !== undefined) return { refused: fault(`a task depends on ${unknown}, which is not there`) };
  if (isCircular(groups)) return { refused: fault('tasks of the batch depend on each other') };
  const refused = restricted(groups, settings);
  return refused === null ? { groups } : { refused };
}

function groupOf(build: BatchBuild, index: number, settings: ProjectSettings): BatchGroup {
  return {
    identifier: build.identifier ?? `build${index + 1}`,
    dependsOn: build.dependsOn,
    ignoreFailure: build.ignoreFailure,
    debugSession: build.debugSession,
    settings: withTask(settings, build),
    builds: [],
  };
}

function withTask(settings: ProjectSettings, build: BatchBuild): ProjectSettings {
  const { environment, source } = settings;
  const own = new Set(build.variables.map(({ name }) => name));
  const variables = [
    ...environment.environmentVariables.filter(({ name }) => !own.has(name)),
    ...build.variables.map(({ name, value }) => ({ name, value, type: 'PLAINTEXT' as const })),
  ];
  return {
    ...settings,
    source: build.buildspec === null ? source : { ...source, buildspec: build.buildspec },
    environment: {
      ...environment,
      environmentVariables: variables,
      image: build.image ?? environment.image,
      type: environmentType.safeParse(build.type).data ?? environment.type,
      computeType: computeType.safeParse(build.computeType).data ?? environment.computeType,
      privilegedMode: build.privilegedMode ?? environment.privilegedMode,
    },
  };
}

function isCircular(groups: readonly BatchGroup[]): boolean {
  const done = new Set<string>();
  for (let left = groups; left.length > 0; ) {
    const ready = left.filter(({ dependsOn }) => dependsOn.every((name) => done.has(name)));
    if (ready.length === 0) return true;
    for (const { identifier } of ready) done.add(identifier);
    left = left.filter(({ identifier }) => !done.has(identifier));
  }
  return false;
}

/** The words are the sandbox's own: AWS documents none. */
function restricted(
  groups: readonly BatchGroup[],
  { buildBatchConfig }: ProjectSettings,
): PhaseContext | null {
  const { maximumBuildsAllowed: most, computeTypesAllowed: types } = buildBatchConfig?.restrictions ?? {};
  if (most !== undefined && groups.length > most)
    return fault(`the batch has ${groups.length} builds, and its project allows ${most}`);
  const used = groups.map(({ settings }) => settings.environment.computeType);
  const other = types === undefined ? undefined : used.find((type) => !types.includes(type));
  return other === undefined ? null : fault(`compute type ${other} is not allowed in batches of the project`);
}
