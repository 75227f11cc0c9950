/** What `basename`, `dirname` and `realpath` make of paths, those below the source's folder among them. */
import { posix } from 'node:path';
import { BREAK } from './filters/filter.ts';
import { basename, dirname } from './filters/words.ts';
import type { Invocation } from './invocation.ts';
import {
  concat,
  EMPTY,
  isKnown,
  knownText,
  literal,
  SOURCE_ROOT,
  sourcePath,
  type ShellText,
} from './text.ts';

/** `basename` of a path of which the last part is known: what stands before it is nobody's business. */
export function nameOfPath(invocation: Invocation): ShellText | null {
  const args = invocation.args.map((arg) => {
    const last = arg.pieces.at(-1);
    return knownText(arg) ?? (isKnown(last) && /\/[^/]/.test(last.text) ? last.text : null);
  });
  return args.every((arg) => arg !== null) ? basename(args, invocation) : null;
}

/** `dirname` of a path under the source's own folder, or of one that is known. */
export function folderOf(invocation: Invocation): ShellText | null {
  const [path = EMPTY, ...others] = invocation.args;
  const args = invocation.args.map(knownText);
  const underRoot = others.length === 0 && args[0] === null ? sourcePath(path) : null;
  if (underRoot !== null && underRoot !== '.')
    return concat([SOURCE_ROOT, literal(posix.dirname(underRoot).slice(1)), BREAK]);
  return args.every((arg) => arg !== null) ? dirname(args, invocation) : null;
}

/** `readlink -f PATH`, `realpath PATH`: no file of a source is taken for a link. */
export function wholePath({ name, args, pathOf }: Invocation): ShellText | null {
  const [path, ...others] = args.filter((arg) => !/^(?:-[fem]|--canonicalize)$/.test(knownText(arg) ?? ''));
  if (path === undefined || others.length > 0) return null;
  if (name === 'readlink' && args.length === 1) return null;
  const whole = pathOf(path);
  if (whole === null) return null;
  const below = literal(whole.startsWith('/') ? whole : posix.join('/', whole), path.origins);
  return concat([...(whole.startsWith('/') ? [] : [SOURCE_ROOT]), below, BREAK]);
}
