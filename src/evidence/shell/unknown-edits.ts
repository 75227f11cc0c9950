/**
 * Files that a command wrote or edited of which not the whole path is known: of each that it may have been, what it holds is not known.
 * Comes in: the path as far as it is known. Goes out: for a path of the source, why it is not known. Never: a path outside of the source.
 */
import { directoryIn } from './directory.ts';
import type { Frame } from './frame.ts';
import { isKnown, knownText, type ShellText, sourcePath, unknown } from './text.ts';

/** No path is like these. They lie with the files, since what a subshell does to files is there for its parent. */
const EDITED = '/\0edited\0';

/** `why`: what is to be said of a file that it may be. */
export function noteEdit(frame: Frame, target: ShellText, why: string): void {
  const [start = '', ...rest] = withoutRoot(target).map((piece) => (isKnown(piece) ? piece.text : '\0'));
  const directory =
    sourcePath(target) === null && isKnown(target.pieces[0]) ? knownText(directoryIn(frame)) : '.';
  if (start.startsWith('/') || start.startsWith('~') || directory?.startsWith('/') === true) return;
  const base = directory === null ? '\0' : directory === '.' ? '' : `${directory}/`;
  const path = `${base}${start.replace(/^(?:[.]\/)+/, '')}${rest.join('')}`;
  const ends = [path.slice(0, path.indexOf('\0')), path.slice(path.lastIndexOf('\0') + 1)];
  const one = `${EDITED}${ends.join('\0')}`;
  frame.files.set(one, unknown(why));
  frame.files.set(EDITED, unknown(why));
  for (const [file] of frame.files.entries())
    if (!file.startsWith('/') && isLike(file, one)) frame.files.set(file, unknown(why));
}

/** The directory of the source at its start is where the path begins. */
function withoutRoot({ pieces }: ShellText): ShellText['pieces'] {
  const [first, second, ...others] = pieces;
  if (first === undefined || isKnown(first) || first.isSourceRoot !== true) return pieces;
  return isKnown(second) ? [{ text: second.text.replace(/^\/+/, '') }, ...others] : pieces;
}

/** What stands for the text of a file of the source that was edited, if that may be one; null: it is as it was. */
export function editedText({ files }: Frame, path: string): ShellText | null {
  if (files.get(EDITED) === undefined) return null;
  for (const [edited, text] of files.entries())
    if (edited.length > EDITED.length && edited.startsWith(EDITED) && isLike(path, edited)) return text;
  return null;
}

function isLike(path: string, edited: string): boolean {
  const [start = '', end = ''] = edited.slice(EDITED.length).split('\0');
  return path.length >= start.length + end.length && path.startsWith(start) && path.endsWith(end);
}
