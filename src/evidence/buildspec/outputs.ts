/** The sections about what a build leaves behind: reports, artifacts, cache; and the proxy section. */
import type { YamlMap } from './yaml-reader.ts';

export interface BuildspecReport {
  /** A report group's name or ARN. */
  readonly group: string;
  readonly line: number;
  readonly files: readonly string[];
  readonly baseDirectory: string | null;
  readonly fileFormat: string | null;
}

export interface BuildspecArtifacts {
  readonly line: number;
  readonly files: readonly string[];
  readonly name: string | null;
  readonly baseDirectory: string | null;
  readonly discardPaths: boolean;
  readonly s3Prefix: string | null;
  /** By artifact identifier. */
  readonly secondary: Readonly<Record<string, BuildspecArtifacts>>;
}

export interface BuildspecCache {
  readonly line: number;
  readonly key: string | null;
  readonly fallbackKeys: readonly string[];
  readonly action: string | null;
  readonly paths: readonly string[];
}

export interface BuildspecProxy {
  readonly uploadArtifacts: boolean;
  readonly logs: boolean;
}

/** Source: CodeBuild User Guide, build-spec-ref: at most five report groups, at most five fallback keys. */
const MAXIMUM = { reports: 5, fallbackKeys: 5 };

const ARTIFACT_KEYS = [
  'files',
  'name',
  'discard-paths',
  'base-directory',
  'exclude-paths',
  'enable-symlinks',
  's3-prefix',
  'type',
  'secondary-artifacts',
];

export function sectionReports(reports: YamlMap | null): readonly BuildspecReport[] {
  if (reports === null) return [];
  const groups = reports.keys();
  if (groups.length > MAXIMUM.reports) {
    reports.problem('error', `${groups.length} report groups: expected at most ${MAXIMUM.reports}`);
  }
  return groups.flatMap((group) => {
    const report = reports.map(group);
    if (report === null) return [];
    return [
      {
        group,
        line: report.position.line,
        files: report.texts('files'),
        baseDirectory: report.text('base-directory'),
        fileFormat: report.text('file-format'),
      },
    ];
  });
}

export function sectionArtifacts(artifacts: YamlMap | null): BuildspecArtifacts | null {
  if (artifacts === null) return null;
  artifacts.warnUnknownKeys(ARTIFACT_KEYS);
  const secondary = artifacts.map('secondary-artifacts');
  const entries = (secondary?.keys() ?? []).flatMap((identifier) => {
    const entry = sectionArtifacts(secondary?.map(identifier) ?? null);
    return entry === null ? [] : [[identifier, entry] as const];
  });
  return {
    line: artifacts.position.line,
    files: artifacts.texts('files'),
    name: artifacts.text('name'),
    baseDirectory: artifacts.text('base-directory'),
    discardPaths: artifacts.flag('discard-paths'),
    s3Prefix: artifacts.text('s3-prefix'),
    secondary: Object.fromEntries(entries),
  };
}

export function sectionCache(cache: YamlMap | null): BuildspecCache | null {
  if (cache === null) return null;
  cache.warnUnknownKeys(['key', 'fallback-keys', 'action', 'paths']);
  const fallbackKeys = cache.texts('fallback-keys');
  if (fallbackKeys.length > MAXIMUM.fallbackKeys) {
    cache.problem('error', `${fallbackKeys.length} fallback keys: expected at most ${MAXIMUM.fallbackKeys}`);
  }
  return {
    line: cache.position.line,
    key: cache.text('key'),
    fallbackKeys,
    action: cache.text('action'),
    paths: cache.texts('paths'),
  };
}

export function sectionProxy(proxy: YamlMap | null): BuildspecProxy {
  proxy?.warnUnknownKeys(['upload-artifacts', 'logs']);
  return { uploadArtifacts: proxy?.flag('upload-artifacts') ?? false, logs: proxy?.flag('logs') ?? false };
}
