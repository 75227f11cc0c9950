/** Where configuration files are looked for; a command without any loads nothing to read them with. */
import { existsSync, statSync } from 'node:fs';
import * as native from 'node:path';

const OWN = ['config.yaml', 'config.json'];
const OF_REPOSITORY = '.rolemend.yaml';

/** The person's, the first there is. */
export const ownConfigFile = (folder: string): string | null =>
  OWN.map((name) => native.join(folder, name)).find(isFile) ?? null;

/** Of the checkout that a directory is in: in it or above, up to where its repository begins. */
export const repositoryConfigFile = (directory: string): string | null =>
  foldersOfCheckout(directory, existsSync)
    .map((folder) => native.join(folder, OF_REPOSITORY))
    .find(isFile) ?? null;

/** Outside of any checkout the directory alone: what lies above it, such as `/tmp`, others may write to. */
export function foldersOfCheckout(
  directory: string,
  exists: (path: string) => boolean,
  path: native.PlatformPath = native,
): readonly string[] {
  const folders = [directory];
  for (let at = directory; !exists(path.join(at, '.git')); at = path.dirname(at)) {
    if (path.dirname(at) === at) return [directory];
    folders.push(path.dirname(at));
  }
  return folders;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
