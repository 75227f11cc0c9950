/** Where configuration files are looked for; a command without any loads nothing to read them with. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OWN = ['config.yaml', 'config.json'];
const OF_REPOSITORY = '.rolemend.yaml';

/** The person's, the first there is. */
export const ownConfigFile = (folder: string): string | null =>
  OWN.map((name) => join(folder, name)).find(isFile) ?? null;

/** Of the checkout that a directory is in: in it or above, up to where its repository begins. */
export function repositoryConfigFile(directory: string): string | null {
  const file = join(directory, OF_REPOSITORY);
  if (isFile(file)) return file;
  const above = dirname(directory);
  return above === directory || existsSync(join(directory, '.git')) ? null : repositoryConfigFile(above);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
