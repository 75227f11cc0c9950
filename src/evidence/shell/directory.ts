/** The directory a shell is in, as far as it lies in the source: kept as a variable, so that branches and subshells have their own. */
import type { Frame } from './frame.ts';
import { knownText, literal, type ShellText, sourcePath, unknown } from './text.ts';

/** No shell can name a variable like this. */
const DIRECTORY = '\0directory';

const ELSEWHERE = unknown('the directory is not known');

/** `cd` without an operand, or to a place outside of the source, leads to where no file can be read. */
export function changeDirectory(frame: Frame, target: ShellText | undefined): void {
  const path = target === undefined ? null : pathFrom(frame, target);
  frame.set(DIRECTORY, path === null ? ELSEWHERE : literal(path));
}

/** The path from the source's root; null: it is not known, or lies outside. */
export function pathFrom(frame: Frame, target: ShellText): string | null {
  const path = sourcePath(target);
  const isFromRoot = path !== null && path !== knownText(target);
  const directory = isFromRoot ? '.' : knownText(frame.get(DIRECTORY) ?? literal('.'));
  if (path === null || directory === null || path.startsWith('/') || path.startsWith('~') || path === '-') {
    return null;
  }
  return joined(directory, path);
}

function joined(directory: string, path: string): string | null {
  const parts: string[] = [];
  for (const part of `${directory}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '..') parts.push(part);
  }
  return parts.join('/') || '.';
}
