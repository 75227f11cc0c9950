/** The directory a shell is in: kept as variables, so that branches and subshells have their own. */
import type { Frame } from './frame.ts';
import { knownText, literal, type ShellText, sourcePath, unknown } from './text.ts';

/** No shell can name variables like these. */
const [DIRECTORY, BEFORE, STACK] = ['\0directory', '\0directory before', '\0directories'];

const ELSEWHERE = unknown('the directory is not known');
const ROOT = literal('.');
const HOME = literal('/root');

/** The directory of a shell, as a text for `enterDirectory`. */
export const directoryIn = (frame: Frame): ShellText => frame.get(DIRECTORY) ?? ROOT;

/** Puts a shell where another was. */
export function enterDirectory(frame: Frame, directory: ShellText): void {
  frame.set(DIRECTORY, directory);
}

/** `cd` without an operand leads home, `cd -` back. */
export function changeDirectory(frame: Frame, target: ShellText | undefined): void {
  const here = directoryIn(frame);
  frame.set(DIRECTORY, targetOf(frame, target));
  frame.set(BEFORE, here);
}

function targetOf(frame: Frame, target: ShellText | undefined): ShellText {
  const word = target === undefined ? '' : knownText(target);
  if (word === '-') return frame.get(BEFORE) ?? ELSEWHERE;
  if (target === undefined || word === '~') return HOME;
  const path = pathFrom(frame, target);
  return path === null ? ELSEWHERE : literal(path);
}

/** `pushd` without an operand changes the two topmost directories. */
export function pushDirectory(frame: Frame, target: ShellText | undefined): void {
  const here = directoryIn(frame);
  const stack = [...(frame.arrays.get(STACK)?.values() ?? [])];
  const next = target === undefined ? (stack.pop() ?? ELSEWHERE) : targetOf(frame, target);
  frame.arrays.set(STACK, new Map([...stack, here].map((one, index) => [`${index}`, one])));
  frame.set(BEFORE, here);
  frame.set(DIRECTORY, next);
}

export function popDirectory(frame: Frame): void {
  const stack = [...(frame.arrays.get(STACK)?.values() ?? [])];
  frame.set(BEFORE, directoryIn(frame));
  frame.set(DIRECTORY, stack.pop() ?? ELSEWHERE);
  frame.arrays.set(STACK, new Map(stack.map((one, index) => [`${index}`, one])));
}

/** What `pwd` prints. */
export const directoryOf = (frame: Frame, root: ShellText): readonly ShellText[] =>
  printed(directoryIn(frame), root);

/** `$OLDPWD`; null: no other directory was entered. */
export function directoryBefore(frame: Frame, root: ShellText): readonly ShellText[] | null {
  const before = frame.get(BEFORE);
  return before === null ? null : printed(before, root);
}

function printed(directory: ShellText, root: ShellText): readonly ShellText[] {
  const path = knownText(directory);
  if (path === null) return [ELSEWHERE];
  if (path.startsWith('/')) return [literal(path)];
  return path === '.' ? [root] : [root, literal(`/${path}`)];
}

/** The path from the source's root, or an absolute one outside of it; null: it is not known. */
export function pathFrom(frame: Frame, target: ShellText): string | null {
  const path = sourcePath(target);
  const isFromRoot = path !== null && path !== knownText(target);
  const directory = isFromRoot ? '.' : knownText(directoryIn(frame));
  if (path === null) return null;
  if (path.startsWith('/')) return joined('/', path);
  if (path === '~' || path.startsWith('~/')) return joined('/root', path.slice(1));
  if (directory === null || path.startsWith('~') || path === '-') return null;
  return joined(directory, path);
}

function joined(directory: string, path: string): string | null {
  const parts: string[] = [];
  const isAbsolute = directory.startsWith('/');
  for (const part of `${directory}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.pop() === undefined && !isAbsolute) return null;
    if (part !== '..') parts.push(part);
  }
  return isAbsolute ? `/${parts.join('/')}` : parts.join('/') || '.';
}
