/** A target of a project of Nx, as far as it is one of commands. Source: Nx reference, nx:run-commands, nx:run-script. */
import { recordOf } from '../tools/compose.ts';

export interface NxTarget {
  readonly executor: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The script of the project's `package.json` that it runs; null: it runs commands. */
  readonly script: string | null;
  /** Below the workspace; null: the workspace. */
  readonly cwd: string | null;
  readonly variables: readonly (readonly [string, string])[];
  /** Targets of the same project; those of the projects it depends on begin with `^`. */
  readonly dependsOn: readonly string[];
}

/** The options of a configuration lie over those of the target. */
export function withConfiguration(
  target: Readonly<Record<string, unknown>>,
  configuration: string | null,
): NxTarget {
  const own = configuration ?? textOf(target['defaultConfiguration']);
  const chosen = recordOf(own === null ? undefined : recordOf(target['configurations'])[own]);
  const options = { ...recordOf(target['options']), ...chosen };
  const short = textOf(target['command']);
  const isShort = short !== null && textOf(target['executor']) === null;
  const executor = isShort ? 'nx:run-commands' : (textOf(target['executor']) ?? '');
  return {
    executor,
    options: isShort ? { command: short, ...options } : options,
    script: executor === 'nx:run-script' ? textOf(options['script']) : null,
    cwd: textOf(options['cwd']),
    variables: Object.entries(recordOf(options['env'])).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
    dependsOn: listOf(target['dependsOn']).map((one) => textOf(one) ?? dependencyOf(recordOf(one))),
  };
}

function dependencyOf({ target, dependencies, projects }: Readonly<Record<string, unknown>>): string {
  const name = textOf(target) ?? '';
  return dependencies === true || (projects !== undefined && projects !== 'self') ? `^${name}` : name;
}

interface Command {
  readonly text: string;
  /** What the call gives stands behind it. */
  readonly isForwarded: boolean;
}

/** Null: another executor does its work. */
export function commandsOf({ executor, options, script }: NxTarget): readonly Command[] | null {
  if (script !== null) return [{ text: `npm run ${script} --`, isForwarded: true }];
  if (!/^(?:nx|@nrwl\/workspace|@nx\/workspace):run-commands$/.test(executor)) return null;
  const { command, commands } = options;
  const isForwarded = options['forwardAllArgs'] !== false;
  const single = Array.isArray(command) ? command.filter(isText).join(' ') : textOf(command);
  if (single !== null) return [{ text: single, isForwarded }];
  return listOf(commands).map((one) => {
    const own = recordOf(one);
    const text = textOf(one) ?? textOf(own['command']) ?? '';
    return { text, isForwarded: isForwarded && own['forwardAllArgs'] !== false };
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';
const textOf = (value: unknown): string | null => (isText(value) ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
