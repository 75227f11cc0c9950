/**
 * A lock as a file. Comes in: its path. Goes out: the lock, or the living process that has it. Never: waits, or takes
 * a lock from a process that may live: one of another machine counts as living, as nobody here can tell.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { err, ok, type Result } from '#basics/result.ts';
import type { Claim, LockOwner } from './journal-storage.ts';
import { isLiving, startOf } from './process-start.ts';

/** Tries against stale locks that others clear away at the same time. */
const TRIES = 5;

export async function takeLock(path: string): Promise<Result<Claim, LockOwner>> {
  const own = JSON.stringify({
    pid: process.pid,
    start: await startOf(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
    nonce: randomUUID(),
  });
  for (let attempt = 0; ; attempt++) {
    if (await create(path, own)) return ok({ release: () => release(path, own) });
    const owner = await ownerOf(path);
    if (owner !== null) return err(owner);
    if (attempt === TRIES) throw new Error(`lock \`${path}\` could not be taken: delete that file`);
    await clearStale(path);
  }
}

/** The living process that has the lock; null: nobody. */
export async function ownerOf(path: string): Promise<LockOwner | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : livingOwner(text);
}

async function livingOwner(text: string): Promise<LockOwner | null> {
  const held = parse(text);
  if (held === null) return null;
  const { pid, host, since, start } = held;
  const lives = host !== hostname() || (await isLiving(pid, start));
  return lives ? { pid, host, since } : null;
}

interface Held extends LockOwner {
  readonly start: string | null;
}

/** Null for what no process of ours wrote whole. */
function parse(text: string): Held | null {
  try {
    const held = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    const { pid, host, since, start } = held ?? {};
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return null;
    return { pid, host, since, start: typeof start === 'string' ? start : null };
  } catch {
    return null;
  }
}

/** Written beside and linked into place, so that nobody ever reads half of it. */
async function create(path: string, own: string): Promise<boolean> {
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, own, { mode: 0o600 });
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

/** Only one process gets the file by renaming it; who finds that it took a living one's puts it back. */
async function clearStale(path: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale.tmp`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await ownerOf(aside)) !== null) await link(aside, path).catch(() => null);
  await rm(aside, { force: true });
}

/** A lock that somebody else has by now is left to them. */
async function release(path: string, own: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => null)) === own) await rm(path, { force: true });
}
