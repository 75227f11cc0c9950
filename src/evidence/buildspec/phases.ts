/** The `phases` section: the commands CodeBuild runs, each with its place. */
import type { YamlMap, YamlValue } from './yaml-reader.ts';

const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type PhaseName = (typeof PHASES)[number];

export interface BuildspecCommand {
  readonly text: string;
  /** One-based line of the file on which the command's text begins. */
  readonly line: number;
}

/** What CodeBuild does when a phase fails. RETRY without a count retries up to three times. */
interface OnFailure {
  readonly action: 'ABORT' | 'CONTINUE' | 'RETRY';
  readonly retries: number | null;
  /** Only failures whose message matches are retried. */
  readonly pattern: string | null;
}

export interface BuildspecPhase {
  readonly name: PhaseName;
  readonly line: number;
  readonly runAs: string | null;
  readonly onFailure: OnFailure | null;
  readonly runtimeVersions: Readonly<Record<string, string>>;
  readonly commands: readonly BuildspecCommand[];
  readonly finally: readonly BuildspecCommand[];
}

const KEYS = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally', 'steps'];

/** A buildspec that only starts a batch needs no phases of its own. */
export function sectionPhases(root: YamlMap, isBatch: boolean): readonly BuildspecPhase[] {
  const phases = root.map('phases');
  if (phases === null) {
    if (!isBatch && (root.get('phases')?.node ?? null) === null)
      root.problem('error', 'missing `phases`: expected at least one of its phases');
    return [];
  }
  for (const name of phases.keys()) {
    if ((PHASES as readonly string[]).includes(name)) continue;
    const expected = [...PHASES].sort().join(',');
    phases.problemAt(name, 'error', `Invalid buildspec phase name: ${name}. Expecting: ${expected}`);
  }
  return PHASES.flatMap((name) => {
    const phase = phases.map(name);
    return phase === null ? [] : [phaseOf(name, phase)];
  });
}

function phaseOf(name: PhaseName, phase: YamlMap): BuildspecPhase {
  phase.warnUnknownKeys(KEYS);
  return {
    name,
    line: phase.position.line,
    runAs: phase.text('run-as'),
    onFailure: onFailureOf(phase),
    runtimeVersions: runtimeVersionsOf(phase),
    commands: commandsOf(phase, 'commands'),
    finally: commandsOf(phase, 'finally'),
  };
}

function commandsOf(phase: YamlMap, key: 'commands' | 'finally'): readonly BuildspecCommand[] {
  const value = phase.get(key);
  if (value === null || value.node === null) return [];
  const list = value.asList();
  // A block string in place of the list is one command of many lines.
  if (list === null) {
    const text = value.asText();
    if (text !== null) return [commandOf(value, text)];
    value.problem('error', `expected \`${key}\` to be a list of strings`);
    return [];
  }
  return list.flatMap((item, index) => {
    const text = item.asText();
    if (text !== null) return [commandOf(item, text)];
    if (item.node !== null) item.problem('error', subkeysMessage(key, index, item));
    return [];
  });
}

function commandOf(value: YamlValue, text: string): BuildspecCommand {
  return { text, line: value.textLine };
}

/** CodeBuild's own words: an unquoted `echo a: b` becomes a map. */
function subkeysMessage(key: string, index: number, item: YamlValue): string {
  const { line } = item.position;
  const name = key === 'commands' ? 'Commands' : 'Finally';
  return `Expected ${name}[${index}] to be of string type: found subkeys instead at line ${line}, value of the key tag on line ${Math.max(line - 1, 1)} might be empty`;
}

function runtimeVersionsOf(phase: YamlMap): Readonly<Record<string, string>> {
  const versions = phase.map('runtime-versions');
  if (versions === null) return {};
  return Object.fromEntries(versions.keys().map((key) => [key, versions.text(key) ?? '']));
}

const RETRY = /^RETRY(?:-(\d{1,3}))?(?:-(.+))?$/;

function onFailureOf(phase: YamlMap): OnFailure | null {
  const text = phase.text('on-failure');
  if (text === null) return null;
  if (text === 'ABORT' || text === 'CONTINUE') return { action: text, retries: null, pattern: null };
  const retry = RETRY.exec(text);
  if (retry === null) {
    phase.problemAt(
      'on-failure',
      'error',
      `invalid on-failure \`${text}\`: expected ABORT, CONTINUE or RETRY`,
    );
    return null;
  }
  return { action: 'RETRY', retries: Number(retry[1] ?? 3), pattern: retry[2] ?? null };
}
