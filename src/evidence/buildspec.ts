/**
 * A buildspec, read with the place of everything that matters later. Comes in: the text of a buildspec
 * (YAML or JSON), version 0.1 or 0.2. Goes out: what could be read of it, and every problem found, each with
 * its line and column. Never: runs or expands a command, reads a file, throws on any text.
 * Source: CodeBuild User Guide, build-spec-ref.
 */
import { sectionEnv, type BuildspecEnv } from './buildspec/env.ts';
import { sectionBatch, type BuildspecBatch } from './buildspec/batch.ts';
import {
  sectionArtifacts,
  sectionCache,
  sectionProxy,
  sectionReports,
  type BuildspecArtifacts,
  type BuildspecCache,
  type BuildspecProxy,
  type BuildspecReport,
} from './buildspec/outputs.ts';
import { sectionPhases, type BuildspecPhase } from './buildspec/phases.ts';
import { openYaml, type BuildspecProblem, type YamlMap } from './buildspec/yaml-reader.ts';

export type { BuildspecProblem } from './buildspec/yaml-reader.ts';
export type { BuildspecCommand, BuildspecPhase, PhaseName } from './buildspec/phases.ts';
export type { BuildspecVariable } from './buildspec/env.ts';

export interface Buildspec {
  readonly version: '0.1' | '0.2';
  readonly runAs: string | null;
  readonly env: BuildspecEnv;
  /** The phases that are there, in the order CodeBuild runs them. */
  readonly phases: readonly BuildspecPhase[];
  readonly reports: readonly BuildspecReport[];
  readonly artifacts: BuildspecArtifacts | null;
  readonly cache: BuildspecCache | null;
  readonly batch: BuildspecBatch | null;
  readonly proxy: BuildspecProxy;
}

export interface BuildspecReading {
  /** What could be read; null when the text is not a YAML map at all. */
  readonly buildspec: Buildspec | null;
  /** In the order of their lines. A problem of severity `error` is one CodeBuild refuses the buildspec for. */
  readonly problems: readonly BuildspecProblem[];
}

/** Reads a buildspec. Text over 1 MiB, over 100 aliases or over 64 levels is refused as a problem, not read in part. */
export function readBuildspec(text: string): BuildspecReading {
  const { root, problems } = openYaml(text);
  const buildspec = root === null ? null : buildspecOf(root);
  return { buildspec, problems: problems.all() };
}

const SECTIONS = ['version', 'run-as', 'env', 'proxy', 'batch', 'phases', 'reports', 'artifacts', 'cache'];

function buildspecOf(root: YamlMap): Buildspec {
  root.warnUnknownKeys(SECTIONS);
  const batch = root.map('batch');
  return {
    version: versionOf(root),
    runAs: root.text('run-as'),
    env: sectionEnv(root.map('env')),
    phases: sectionPhases(root, batch !== null),
    reports: sectionReports(root.map('reports')),
    artifacts: sectionArtifacts(root.map('artifacts')),
    cache: sectionCache(root.map('cache')),
    batch: sectionBatch(batch),
    proxy: sectionProxy(root.map('proxy')),
  };
}

/** Without a usable version the rest is read as 0.2, the one nearly every buildspec has. */
function versionOf(root: YamlMap): '0.1' | '0.2' {
  const version = root.text('version');
  if (version === '0.1' || version === '0.2') return version;
  if (version === null) root.problem('error', 'missing `version`: expected 0.2 or 0.1');
  else root.problemAt('version', 'error', `invalid version \`${version}\`: expected 0.2 or 0.1`);
  return '0.2';
}
