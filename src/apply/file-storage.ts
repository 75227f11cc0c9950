/** Journal entries as files of one directory, readable by their owner alone. */
import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalStorage } from './journal.ts';

export function fileStorage(directory: string): JournalStorage {
  return {
    place: directory,
    names: () => namesIn(directory),
    read: (name) => readFile(join(directory, name), 'utf8'),
    replace: (name, text) => replaceFile(directory, name, text),
  };
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Written beside, forced to the disk, then renamed over: a crash leaves the old entry or the new one, whole. */
async function replaceFile(directory: string, name: string, text: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
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
