/** The `batch` section: which builds a batch starts, and what each overrides. */
import type { BuildspecVariable } from './env.ts';
import type { YamlMap } from './yaml-reader.ts';

const BATCH_KINDS = ['build-list', 'build-graph', 'build-matrix', 'build-fanout'] as const;
type BatchKind = (typeof BATCH_KINDS)[number];

interface BatchBuild {
  readonly identifier: string | null;
  readonly line: number;
  readonly dependsOn: readonly string[];
  /** A path of its own; null: the batch's buildspec. */
  readonly buildspec: string | null;
  readonly image: string | null;
  readonly privilegedMode: boolean | null;
  readonly debugSession: boolean;
  readonly ignoreFailure: boolean;
  readonly variables: readonly BuildspecVariable[];
}

export interface BuildspecBatch {
  readonly line: number;
  readonly kind: BatchKind | null;
  readonly fastFail: boolean;
  /** The builds of a list or graph. A matrix or fan-out names none: its builds are made from its values. */
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
  const builds = batch.get(kind)?.asList() ?? [];
  return builds.flatMap((item) => {
    const build = item.asMap();
    if (build !== null) return [batchBuildOf(build)];
    item.problem('error', `expected \`${item.name}\` to be a map`);
    return [];
  });
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
