/** Folders of the user's own. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that nobody else may enter, and those it lies in; throws as `mkdir` does. Not by Node's `recursive`, which never
 * comes back where a parent is there and nothing can be made in it, as in `/proc`. Source: nodejs/node, lib/internal/fs and src/node_file.cc, MKDirp.
 */
export function makeOwnFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(folder) !== folder) makeOwnFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
