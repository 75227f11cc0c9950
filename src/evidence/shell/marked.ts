/**
 * A text as one string, in which each piece that is to stay as it is, since it is not known or not to be edited, is one character of
 * the private area. What is cut out of the string becomes text again.
 */
import { concat, isKnown, type Piece, type ShellText } from './text.ts';

const FIRST = 0xe000;
const MARKS = /[\u{e000}-\u{e0ff}]/u;
const EACH = /([\u{e000}-\u{e0ff}])/u;
const MAX_MARKS = 256;

/** Whether a string holds what stands for a piece. */
export const hasMarks = (text: string): boolean => MARKS.test(text);

export interface Marked {
  readonly text: string;
  /** The pieces of a part of the string, in order. */
  readonly piecesOf: (part: string) => readonly Piece[];
  readonly textOf: (part: string) => ShellText;
  /** The part with the text that `of` gives for a piece in its stead; null: it stays one character. */
  readonly withText: (part: string, of: (piece: Piece) => string | null) => string;
}

/** Null: it has too many such pieces, or characters of that area already. */
export function marked(
  { pieces, origins }: ShellText,
  isKept: (piece: Piece) => boolean = (piece) => !isKnown(piece),
): Marked | null {
  const kept: Piece[] = [];
  let text = '';
  for (const piece of pieces) {
    if (isKnown(piece) && MARKS.test(piece.text)) return null;
    if (!isKnown(piece) || isKept(piece)) {
      text += String.fromCharCode(FIRST + kept.length);
      kept.push(piece);
    } else text += piece.text;
    if (kept.length >= MAX_MARKS) return null;
  }
  const pieceAt = (mark: string): Piece | undefined => kept[mark.charCodeAt(0) - FIRST];
  const piecesOf = (part: string): readonly Piece[] =>
    part
      .split(EACH)
      .filter((one) => one !== '')
      .map((one) => (MARKS.test(one) ? pieceAt(one) : undefined) ?? { text: one });
  return {
    text,
    piecesOf,
    textOf: (part) => concat(piecesOf(part).map((piece) => ({ pieces: [piece], origins }))),
    withText: (part, of) =>
      part.replaceAll(new RegExp(EACH, 'gu'), (mark) => {
        const piece = pieceAt(mark);
        return (piece === undefined ? null : of(piece)) ?? mark;
      }),
  };
}
