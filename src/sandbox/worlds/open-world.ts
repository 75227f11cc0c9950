/**
 * A sandbox with a world in it. Comes in: the name of a world that is built in, or a file's text. Goes out: the
 * sandbox, serving, its world arranged and its first builds over; or why it could not be.
 */
import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { partitionOf } from '#catalog/partitions.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../server.ts';
import { newWorld, type WorldOptions } from '../world.ts';
import { arrangeWorld } from './arrange-world.ts';
import { TRACKER_API } from './tracker-api.ts';
import { readWorld, type WorldDescription, worldSchema } from './world-file.ts';

/** Worlds that are built in; null: nothing is in it. */
const BUILT_IN: Readonly<Record<string, WorldDescription | null>> = {
  'tracker-api': worldSchema.parse(TRACKER_API),
  empty: null,
};

/** A file that is not there needs no more words. */
const UNREAD: Readonly<Record<string, string>> = {
  ENOENT: '',
  EISDIR: ', and this is a folder',
  EACCES: ', which you may not do',
};

/** A built-in world's name, or the path of a world file. Null: an empty world. */
export async function readWorldNamed(name: string): Promise<Result<WorldDescription | null, string>> {
  if (Object.hasOwn(BUILT_IN, name)) return ok(BUILT_IN[name] ?? null);
  try {
    return readWorld(await readFile(name, 'utf8'));
  } catch (error) {
    const known = Object.keys(BUILT_IN).map((each) => `\`${each}\``);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return err(
      `no world \`${name}\`: expected ${known.join(', ')} or a file that can be read${UNREAD[code] ?? ` (${code})`}`,
    );
  }
}

export interface OpenWorldOptions extends WorldOptions, Omit<SandboxOptions, 'world'> {}

/** Serves a world: `tracker-api`, `empty`, the path of a file, or a description. Rejects when the port is taken. */
export async function openWorld(
  world: string | WorldDescription,
  options: OpenWorldOptions = {},
): Promise<Result<Sandbox, string>> {
  const description = typeof world === 'string' ? await readWorldNamed(world) : ok(world);
  if (!description.ok) return description;
  const region = options.region ?? description.value?.region;
  const sandbox = await startSandbox({
    ...options,
    world: newWorld({ ...(region === undefined ? {} : { partition: partitionOf(region) }), ...options }),
    ...(region === undefined ? {} : { region }),
  });
  const arranged =
    description.value === null ? ok(null) : await arrangeWorld(sandbox.world, description.value);
  if (arranged.ok) return ok({ ...sandbox, accounts: [...sandbox.world.accounts.keys()] });
  await sandbox.close();
  return arranged;
}
