/** The files that commands read and write: those of the source, and over them what earlier commands wrote. */
import type { Source } from '../evidence.ts';
import { pathFrom } from './directory.ts';
import type { Frame } from './frame.ts';
import type { SourceFile } from './invocation.ts';
import type { Listener } from './shell.ts';
import { editedText } from './unknown-edits.ts';
import { concat, EMPTY, knownText, literal, type ShellText } from './text.ts';

interface Place {
  readonly frame: Frame;
  readonly listener: Pick<Listener, 'script'>;
}

/** What a file holds; null: there is no such file, or it cannot be read. */
export function contentsOf({ frame, listener }: Place, target: ShellText): ShellText | null {
  const path = pathFrom(frame, target);
  if (path === null) return null;
  const written = frame.files.get(path);
  if (written !== undefined) return written;
  const text = path.startsWith('/') ? null : listener.script(path);
  if (text === null) return null;
  const edited = editedText(frame, path);
  return edited ?? literal(text, [fileSource(path)]);
}

/** Where a text of a file comes from. */
export const fileSource = (path: string): Source => ({
  kind: 'buildspec',
  where: `file \`${path}\``,
  text: '',
});

/** A file whose whole text is known. */
export function fileOf(place: Place, target: ShellText): SourceFile | null {
  const path = pathFrom(place.frame, target);
  const contents = contentsOf(place, target);
  const text = contents === null ? null : knownText(contents);
  return path === null || text === null ? null : { path, text };
}

export function writeFile(
  place: Place,
  target: ShellText,
  { text, isAppended }: { readonly text: ShellText; readonly isAppended: boolean },
): void {
  const path = pathFrom(place.frame, target);
  if (path === null || path.startsWith('/dev/')) return;
  const before = isAppended ? (contentsOf(place, target) ?? EMPTY) : EMPTY;
  place.frame.files.set(path, concat([before, text]));
}
