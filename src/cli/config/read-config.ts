/**
 * The configuration files. Comes in: the files that there are. Goes out: what the person's own says, what the source's may say of what it says, and
 * by name what it may not. Never: takes from a file of the source what could widen anything, or reads what is no small file.
 */
import { readFileSync, statSync } from 'node:fs';
import { readYaml, wrongInYaml } from '#evidence/yaml-document.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { placedMessage, shapeProblem } from '#basics/shape-problem.ts';
import { type Config, configSchema, repositorySchema } from './schema.ts';

/** Nobody writes more. */
const SIZE_BOUND = 64 * 1024;

export interface ReadConfig {
  readonly config: Config;
  readonly file: string;
  /** What a file of the source says and may not, or cannot be read as. */
  readonly refused: readonly string[];
}

/** Null: there is none. */
export function readOwnConfig(file: string | null): Result<ReadConfig | null, string> {
  if (file === null) return ok(null);
  const read = textOf(file);
  if (!read.ok) return read;
  const shaped = configSchema.safeParse(read.value);
  if (shaped.success) return ok({ config: shaped.data, file, refused: [] });
  return err(`\`${file}\`: ${placedMessage(shapeProblem(shaped.error))}`);
}

/** A file of the source stops no command: what is wrong in it is left out. */
export function readRepositoryConfig(file: string | null): ReadConfig | null {
  if (file === null) return null;
  const read = textOf(file);
  if (!read.ok) return { config: {}, file, refused: [read.error] };
  const entries = isObject(read.value) ? Object.entries(read.value) : [];
  const kept = entries.filter(([key, value]) => repositorySchema.safeParse({ [key]: value }).success);
  const refused = entries.flatMap((entry) => (kept.includes(entry) ? [] : [refusal(entry)]));
  return { config: repositorySchema.parse(Object.fromEntries(kept)), file, refused };
}

function refusal([key, value]: readonly [string, unknown]): string {
  if (Object.hasOwn(configSchema.shape, key) && !Object.hasOwn(repositorySchema.shape, key))
    return `\`${key}\` may not be set by a file of the source`;
  const shaped = repositorySchema.safeParse({ [key]: value });
  return shaped.success ? '' : placedMessage(shapeProblem(shaped.error));
}

function textOf(file: string): Result<unknown, string> {
  try {
    const { size } = statSync(file);
    if (size > SIZE_BOUND) return err(`\`${file}\` is larger than ${SIZE_BOUND} bytes`);
    const read = readYaml(readFileSync(file, 'utf8'));
    if (!read.ok) return err(`\`${file}\` cannot be read: it is ${read.error}`);
    const wrong = wrongInYaml(read.value);
    if (wrong !== null) return err(`\`${file}\` cannot be read: ${wrong}`);
    return ok((read.value.document.toJS() as unknown) ?? {});
  } catch (error) {
    const [why = ''] = error instanceof Error ? error.message.split('\n') : [];
    return err(`\`${file}\` cannot be read: ${why}`);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
