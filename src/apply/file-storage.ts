/** Journal entries as files of one directory, readable by their owner alone. */
import { chmod, lstat, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOwnFolder } from '#basics/own-folder.ts';
import { ownerOf, takeLock } from './file-lock.ts';
import type { JournalStorage, StoredEntry } from './journal-storage.ts';
import { isLiving } from './process-start.ts';

/** Of which the rows of a listing are taken where the entries did not change. */
const INDEX = '.index.json';
/** Far above any change: what is larger is not read. */
const LARGEST = 8 * 1024 * 1024;

export function fileStorage(directory: string): JournalStorage {
  const lockOf = (name: string): string => join(directory, `.${name}.lock`);
  return {
    place: directory,
    entries: () => entriesIn(directory),
    read: (name) => readEntry(join(directory, name)),
    replace: (name, text) => replaceFile(directory, name, text),
    scratch: {
      read: () => readFile(join(directory, INDEX), 'utf8').catch(() => null),
      write: (text) => writeScratch(directory, text),
    },
    lock: async (name) => {
      makeOwnFolder(directory);
      return takeLock(lockOf(name));
    },
    ownerOf: (name) => ownerOf(lockOf(name)),
  };
}

/** Opening what is no regular file may never end. */
async function entriesIn(directory: string): Promise<readonly StoredEntry[]> {
  const names = await namesIn(directory);
  await Promise.all(names.map((name) => removeLeftover(directory, name)));
  const entries = await Promise.all(names.map((name) => entryOf(directory, name)));
  return entries.filter((entry) => entry !== null);
}

async function entryOf(directory: string, name: string): Promise<StoredEntry | null> {
  try {
    const stats = await lstat(join(directory, name));
    if (!stats.isFile()) return null;
    return {
      name,
      mark: `${stats.mtimeMs} ${stats.size} ${stats.ino}`,
      writtenAt: stats.mtimeMs,
    };
  } catch {
    return null;
  }
}

async function readEntry(path: string): Promise<string> {
  if ((await lstat(path)).size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
  return readFile(path, 'utf8');
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** What a process that was killed was about to rename. */
async function removeLeftover(directory: string, name: string): Promise<void> {
  const pid = /^\..*\.(\d+)(?:\.stale)?\.tmp$/.exec(name)?.[1];
  if (pid === undefined || (await isLiving(Number(pid), null))) return;
  await rm(join(directory, name), { force: true }).catch(() => null);
}

/** An index that cannot be written is no loss: it is made again. */
async function writeScratch(directory: string, text: string): Promise<void> {
  const temporary = join(directory, `.index.${process.pid}.tmp`);
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, join(directory, INDEX));
  } catch {
    await rm(temporary, { force: true }).catch(() => null);
  }
}

/** Written beside, forced to the disk, then renamed over: a crash leaves the old entry or the new one, whole. */
async function replaceFile(directory: string, name: string, text: string): Promise<void> {
  makeOwnFolder(directory);
  const temporary = join(directory, `.${name}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(directory, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** The rename itself is on the disk only once the directory is. Not every system lets a directory be opened. */
async function syncDirectory(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
