/**
 * `$CODEBUILD_SRC_DIR` among the words of a program that takes words for plain text. Comes in: an invocation. Goes out: its output, with
 * the folder in it wherever the program put it.
 */
import type { Invocation } from './invocation.ts';
import { concat, isKnown, literal, type ShellText, SOURCE_ROOT } from './text.ts';

/** What stands for the folder meanwhile: a path that no build has. */
const FOLDER = '/\u0001source';

export function belowSource(
  invocation: Invocation,
  run: (invocation: Invocation) => ShellText | null,
): ShellText | null {
  if (!invocation.args.some(namesSource)) return run(invocation);
  const { file, contents, folder, edit, pathOf, write } = invocation;
  const output = run({
    ...invocation,
    args: invocation.args.map(asPlain),
    file: (path) => file(asWritten(path)),
    contents: (path) => contents(asWritten(path)),
    folder: (path) => folder(asWritten(path)),
    edit: (path, why) => edit(asWritten(path), why),
    pathOf: (path) => pathOf(asWritten(path)),
    write: (path, text, isAppended) => write(asWritten(path), asWritten(text), isAppended),
  });
  return output === null ? null : asWritten(output);
}

const namesSource = ({ pieces }: ShellText): boolean =>
  pieces.some((piece) => !isKnown(piece) && piece.isSourceRoot === true);

function asPlain({ pieces, origins }: ShellText): ShellText {
  return concat(
    pieces.map((piece) =>
      !isKnown(piece) && piece.isSourceRoot === true
        ? literal(FOLDER, origins)
        : { pieces: [piece], origins },
    ),
  );
}

function asWritten(text: ShellText): ShellText {
  const { pieces, origins } = text;
  if (!pieces.some((piece) => isKnown(piece) && piece.text.includes(FOLDER))) return text;
  return concat(
    pieces.flatMap((piece) =>
      isKnown(piece)
        ? piece.text
            .split(FOLDER)
            .flatMap((part, at) => [...(at > 0 ? [SOURCE_ROOT] : []), literal(part, origins)])
        : [{ pieces: [piece], origins }],
    ),
  );
}
