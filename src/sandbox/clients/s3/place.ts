/** Where `aws s3` reads and writes: files of the build, and objects. */
import { pathOf, type Shell } from '../../shell/shell.ts';
import type { ObjectAddress } from './call.ts';

export interface LocalPlace {
  readonly kind: 'local';
  /** As it was written. */
  readonly path: string;
}

export interface RemotePlace extends ObjectAddress {
  readonly kind: 's3';
}

export type Place = LocalPlace | RemotePlace;

export function placeOf(text: string): Place {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/?([^]*)$/.exec(text) ?? [];
  return bucket === undefined ? { kind: 'local', path: text } : { kind: 's3', bucket, key: key ?? '' };
}

/** As the CLI prints it: files from the working folder on. */
export function shown(shell: Shell, place: Place): string {
  if (place.kind === 's3') return `s3://${place.bucket}/${place.key}`;
  if (place.path === '-') return '-';
  const [from, to] = [partsOf(shell.cwd), partsOf(pathOf(shell, place.path))];
  const common = from.findIndex((part, index) => part !== to[index]);
  const shared = common === -1 ? from.length : common;
  const up = from.slice(shared).map(() => '..');
  return [...(up.length === 0 ? ['.'] : up), ...to.slice(shared)].join('/');
}

const partsOf = (path: string): readonly string[] => path.split('/').filter(Boolean);

const isFolder = (text: string): boolean => text === '' || text.endsWith('/');

/** A folder or prefix, as something below it begins. */
export function folderOf(place: Place): Place {
  if (place.kind === 'local') return { ...place, path: isFolder(place.path) ? place.path : `${place.path}/` };
  return { ...place, key: isFolder(place.key) ? place.key : `${place.key}/` };
}

/** What lies at a relative path in a folder. */
export const below = (folder: Place, path: string): Place =>
  folder.kind === 'local' ? { ...folder, path: folder.path + path } : { ...folder, key: folder.key + path };

/** Where one file or object goes: into a folder under its own name, or to the place itself. */
export function targetOf(shell: Shell, from: Place, to: Place): Place {
  const source = from.kind === 'local' ? from.path : from.key;
  const name = source.slice(source.lastIndexOf('/') + 1);
  if (to.kind === 's3') return isFolder(to.key) ? below(to, name) : to;
  return to.path === '.' || to.path === '..' || isFolder(to.path) || holdsFiles(shell, to)
    ? below(folderOf(to), name)
    : to;
}

/** Whether a path is a folder, as far as the files in it tell. */
const holdsFiles = (shell: Shell, { path }: LocalPlace): boolean => {
  const folder = rootOf(shell, path);
  return [...shell.machine.files.keys()].some((file) => file.startsWith(folder));
};

/** A folder's absolute path, with a slash at its end. */
export const rootOf = (shell: Shell, path: string): string => `${pathOf(shell, path).replace(/\/$/, '')}/`;
