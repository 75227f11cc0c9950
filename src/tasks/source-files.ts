/**
 * The files of `--source DIR`. Comes in: a directory. Goes out: its files by their path relative to it.
 * Never: a file outside the directory, whatever links or `..` a buildspec uses; a pipe, a device, a file too large to be text.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
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
  return ok({ read: (path) => readWithin(root, path, only) });
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
