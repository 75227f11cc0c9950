/** The `batch` section: which builds a batch starts, and what each overrides. */
import type { BuildspecVariable } from './env.ts';
import type { YamlMap } from './yaml-reader.ts';

const BATCH_KINDS = ['build-list', 'build-graph', 'build-matrix', 'build-fanout'] as const;
type BatchKind = (typeof BATCH_KINDS)[number];

export interface BatchBuild {
  readonly identifier: string | null;
  readonly line: number;
  readonly dependsOn: readonly string[];
  /** A path of its own; null: the batch's buildspec. */
  readonly buildspec: string | null;
  readonly image: string | null;
  /** The kind of environment, such as `WINDOWS_SERVER_2022_CONTAINER`; null: the project's. */
  readonly type: string | null;
  readonly computeType: string | null;
  readonly privilegedMode: boolean | null;
  readonly debugSession: boolean;
  readonly ignoreFailure: boolean;
  readonly variables: readonly BuildspecVariable[];
}

export interface BuildspecBatch {
  readonly line: number;
  readonly kind: BatchKind | null;
  readonly fastFail: boolean;
  /** The builds of a list or graph, or those a matrix's values make. Those of a fan-out differ in the shard of the tests alone. */
  readonly builds: readonly BatchBuild[];
}

export function sectionBatch(batch: YamlMap | null): BuildspecBatch | null {
  if (batch === null) return null;
  batch.warnUnknownKeys(['fast-fail', ...BATCH_KINDS]);
  const kinds = BATCH_KINDS.filter((kind) => batch.get(kind) !== null);
  if (kinds.length !== 1) {
    batch.problem('error', `${kinds.length} kinds of batch: expected one of ${BATCH_KINDS.join(', ')}`);
  }
  const kind = kinds[0] ?? null;
  return {
    line: batch.position.line,
    kind,
    fastFail: batch.flag('fast-fail'),
    builds: kind === null ? [] : buildsOf(batch, kind),
  };
}

function buildsOf(batch: YamlMap, kind: BatchKind): readonly BatchBuild[] {
  if (kind === 'build-matrix') return matrixBuildsOf(batch.map(kind));
  if (kind === 'build-fanout') return shardsOf(batch.map(kind));
  const builds = batch.get(kind)?.asList() ?? [];
  return builds.flatMap((item) => {
    const build = item.asMap();
    if (build !== null) return [batchBuildOf(build)];
    item.problem('error', `expected \`${item.name}\` to be a map`);
    return [];
  });
}

/** Each shard runs the whole buildspec; `codebuild-tests-run` picks its tests. Source: CodeBuild User Guide, batch-build-buildspec. */
function shardsOf(fanout: YamlMap | null): readonly BatchBuild[] {
  if (fanout === null) return [];
  const parallelism = Number(fanout.text('parallelism') ?? '1');
  const shard = { ...batchBuildOf(fanout), identifier: null };
  const count = Number.isInteger(parallelism) && parallelism > 0 ? Math.min(parallelism, MAX_BUILDS) : 1;
  return Array.from({ length: count }, () => shard);
}

/** Far above real matrices; CodeBuild itself starts at most 100 builds of a batch. */
const MAX_BUILDS = 100;

/** One build for each combination of the dynamic values: buildspecs, images and variables. Source: CodeBuild User Guide, batch-build-buildspec. */
function matrixBuildsOf(matrix: YamlMap | null): readonly BatchBuild[] {
  const fixed = matrix?.map('static') ?? null;
  const dynamic = matrix?.map('dynamic') ?? null;
  if (matrix === null || dynamic === null) return [];
  const env = dynamic.map('env');
  const variables = env?.map('variables') ?? null;
  const fixedEnv = fixed?.map('env') ?? null;
  const line = dynamic.position.line;
  const base: BatchBuild = {
    identifier: null,
    line,
    dependsOn: [],
    buildspec: null,
    image: fixedEnv?.text('image') ?? null,
    type: fixedEnv?.text('type') ?? null,
    computeType: fixedEnv?.text('compute-type') ?? null,
    privilegedMode:
      (fixedEnv?.get('privileged-mode') ?? null) === null
        ? null
        : (fixedEnv?.flag('privileged-mode') ?? null),
    debugSession: fixed?.flag('debug-session') ?? false,
    ignoreFailure: fixed?.flag('ignore-failure') ?? false,
    variables: [],
  };
  const buildspecs = dynamic.texts('buildspec').map((buildspec) => ({ buildspec }));
  const images = (env?.texts('image') ?? []).map((image) => ({ image }));
  const axes: readonly ((build: BatchBuild) => readonly BatchBuild[])[] = [
    (build) => (buildspecs.length === 0 ? [build] : buildspecs.map((one) => ({ ...build, ...one }))),
    (build) => (images.length === 0 ? [build] : images.map((one) => ({ ...build, ...one }))),
    ...(variables?.keys() ?? []).map((name) => (build: BatchBuild) => {
      const at = (variables?.get(name) ?? dynamic).position.line;
      const values = variables?.texts(name) ?? [];
      return values.map((value) => ({
        ...build,
        variables: [...build.variables, { name, value, line: at }],
      }));
    }),
  ];
  return axes.reduce<readonly BatchBuild[]>(
    (builds, axis) => builds.flatMap(axis).slice(0, MAX_BUILDS),
    [base],
  );
}

function batchBuildOf(build: YamlMap): BatchBuild {
  const env = build.map('env');
  const variables = env?.map('variables') ?? null;
  const privileged = env?.get('privileged-mode') ?? null;
  return {
    identifier: build.text('identifier'),
    line: build.position.line,
    dependsOn: build.texts('depend-on'),
    buildspec: build.text('buildspec'),
    image: env?.text('image') ?? null,
    type: env?.text('type') ?? null,
    computeType: env?.text('compute-type') ?? null,
    privilegedMode: privileged === null ? null : (env?.flag('privileged-mode') ?? null),
    debugSession: build.flag('debug-session'),
    ignoreFailure: build.flag('ignore-failure'),
    variables: (variables?.keys() ?? []).map((name) => ({
      name,
      value: variables?.text(name) ?? '',
      line: (variables?.get(name) ?? build).position.line,
    })),
  };
}
