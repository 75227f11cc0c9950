/** The `env` section: variables, and where CodeBuild takes their values from. */
import type { YamlMap } from './yaml-reader.ts';

export interface BuildspecVariable {
  readonly name: string;
  /** The value; for a parameter its name, for a secret `ID[:JSON-KEY[:STAGE[:VERSION]]]`. */
  readonly value: string;
  readonly line: number;
}

export interface BuildspecEnv {
  /** As written; null: the image's own (`sh` on Linux). */
  readonly shell: string | null;
  readonly variables: readonly BuildspecVariable[];
  readonly parameterStore: readonly BuildspecVariable[];
  readonly secretsManager: readonly BuildspecVariable[];
  readonly exportedVariables: readonly string[];
  readonly gitCredentialHelper: boolean;
}

const KEYS = [
  'shell',
  'variables',
  'parameter-store',
  'secrets-manager',
  'exported-variables',
  'git-credential-helper',
];
const SHELLS = ['bash', '/bin/bash', 'sh', '/bin/sh', 'powershell.exe', 'cmd.exe', 'pwsh', 'pwsh.exe'];

const NONE: BuildspecEnv = {
  shell: null,
  variables: [],
  parameterStore: [],
  secretsManager: [],
  exportedVariables: [],
  gitCredentialHelper: false,
};

export function sectionEnv(env: YamlMap | null): BuildspecEnv {
  if (env === null) return NONE;
  env.warnUnknownKeys(KEYS);
  const shell = env.text('shell');
  if (shell !== null && !SHELLS.includes(shell)) {
    env.problemAt(
      'shell',
      'warning',
      `unknown shell \`${shell}\`: expected bash, /bin/sh, powershell.exe or cmd.exe`,
    );
  }
  return {
    shell,
    variables: variablesOf(env, 'variables'),
    parameterStore: variablesOf(env, 'parameter-store'),
    secretsManager: variablesOf(env, 'secrets-manager'),
    exportedVariables: env.texts('exported-variables'),
    gitCredentialHelper: env.flag('git-credential-helper'),
  };
}

function variablesOf(env: YamlMap, key: string): readonly BuildspecVariable[] {
  const map = env.map(key);
  if (map === null) return [];
  return map.keys().map((name) => ({
    name,
    value: map.text(name) ?? '',
    line: (map.get(name) ?? map).position.line,
  }));
}
