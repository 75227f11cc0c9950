/**
 * The files of `--source DIR`. Comes in: a directory. Goes out: its files by their path relative to it.
 * Never: a file outside the directory, whatever links or `..` a buildspec uses; a pipe, a device, a file too large to be text.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { err, ok, type Result } from '#basics/result.ts';
import type { SourceFiles } from '#evidence/collect-evidence.ts';
import { pathInside } from './path-inside.ts';

/** Scripts and buildspecs are small; what is larger is no text that a person wrote. */
const SIZE_BOUND = 1024 * 1024;

/** `only`: the paths that count; null: all that are there. */
export function sourceFiles(
  directory: string,
  only: ReadonlySet<string> | null = null,
): Result<SourceFiles, string> {
  let root: string;
  try {
    root = realpathSync(directory);
    if (!statSync(root).isDirectory()) return err(`\`${directory}\` is not a directory`);
  } catch {
    return err(`there is no directory \`${directory}\``);
  }
  const folders = only === null ? null : namesByFolder(only);
  return ok({
    read: (path) => readWithin(root, path, only),
    list: (path) => listWithin(root, path, folders),
  });
}

function readWithin(root: string, path: string, only: ReadonlySet<string> | null): string | null {
  try {
    const file = realpathSync(resolve(root, path));
    const inside = pathInside(root, file);
    if (inside === null || only?.has(inside) === false) return null;
    return readWhole(file);
  } catch {
    return null;
  }
}

/** More names in one folder are those of what was installed or generated there. */
const NAMES_BOUND = 1000;

/** Names of links are left out: what they lead to may lie elsewhere. */
function listWithin(root: string, path: string, folders: Folders | null): readonly string[] | null {
  try {
    const folder = realpathSync(resolve(root, path));
    const inside = pathInside(root, folder);
    if (inside === null) return null;
    const counted = folders === null ? null : (folders.get(inside) ?? NONE);
    if (counted === NONE && inside !== '') return null;
    const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const name = entry.isDirectory() ? `${entry.name}/` : entry.name;
      const isOne = (entry.isDirectory() || entry.isFile()) && name !== '.git/';
      return isOne && counted?.has(name) !== false ? [name] : [];
    });
    return names.length > NAMES_BOUND ? null : names.sort();
  } catch {
    return null;
  }
}

/** Of each folder the names right below it, those of folders with `/` behind; the root is `''`. */
type Folders = ReadonlyMap<string, ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();

/** Told once of all the paths that count: a walk through a source asks for each of its folders. */
function namesByFolder(paths: ReadonlySet<string>): Folders {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      const folder = parts.slice(0, depth).join('/');
      const name = `${parts[depth]}${depth === parts.length - 1 ? '' : '/'}`;
      const names = folders.get(folder) ?? new Set<string>();
      // Those above were told with whatever lies beside it.
      if (names.has(name)) break;
      folders.set(folder, names.add(name));
    }
  }
  return folders;
}

/** A pipe or a device could keep one waiting for ever: it is opened without waiting, and is no file. */
function readWhole(file: string): string | null {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    return stat.isFile() && stat.size <= SIZE_BOUND ? readFileSync(descriptor, 'utf8') : null;
  } finally {
    closeSync(descriptor);
  }
}
