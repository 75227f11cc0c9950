/** Texts of which not all is known, parted: by blanks, by a delimiter, by line breaks. */
import { concat, EMPTY, isKnown, mayHold, type Piece, type ShellText, unknown, whyUnknown } from './text.ts';

/** Fields as the shell splits an unquoted expansion; a piece that is not known is taken as one field's. */
export function splitFields(text: ShellText): readonly ShellText[] {
  const fields: ShellText[] = [];
  let current: ShellText | null = null;
  for (const piece of text.pieces) {
    const words = isKnown(piece) ? piece.text.split(/[ \t\n]+/) : [];
    const parts: readonly Piece[] = words.length < 2 ? [piece] : words.map((word) => ({ text: word }));
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        if (current !== null) fields.push(current);
        current = null;
      }
      if (isKnown(part) && part.text === '') continue;
      const field = { pieces: [part], origins: text.origins };
      current = current === null ? field : concat([current, field]);
    }
  }
  return current === null ? fields : [...fields, current];
}

/** Whether one of some characters may stand in what is not known of it. */
export function mayHoldAny({ pieces }: ShellText, characters: string): boolean {
  return pieces.some((piece) => !isKnown(piece) && [...characters].some((one) => mayHold(piece, one)));
}

/** What a delimiter of one character parts. `isWhole` false: the last part holds what is not known and may hold more delimiters. */
export function partsOf(
  { pieces, origins }: ShellText,
  delimiter: string,
): { readonly parts: readonly ShellText[]; readonly isWhole: boolean } {
  const parts: Piece[][] = [[]];
  for (const [index, piece] of pieces.entries()) {
    const texts = isKnown(piece) ? piece.text.split(delimiter) : [];
    if (!isKnown(piece) && mayHold(piece, delimiter)) {
      parts.at(-1)?.push(...pieces.slice(index));
      return { parts: parts.map((one) => ({ pieces: one, origins })), isWhole: false };
    }
    if (texts.length < 2) parts.at(-1)?.push(piece);
    else
      for (const [at, text] of texts.entries()) {
        if (at > 0) parts.push([]);
        if (text !== '') parts.at(-1)?.push({ text });
      }
  }
  return { parts: parts.map((one) => ({ pieces: one, origins })), isWhole: true };
}

/** The n-th field (from 1) of a text cut at a delimiter, like `cut -d -f`; the whole text where it has no delimiter. */
export function cutField(text: ShellText, delimiter: string, field: number): ShellText {
  const { parts, isWhole } = partsOf(text, delimiter);
  if (!isWhole && field >= parts.length)
    return unknown(whyUnknown(text) ?? 'its text is not known', text.origins);
  return isWhole && parts.length === 1 ? text : (parts[field - 1] ?? EMPTY);
}

/** The lines, without their breaks; null where something that is not known may hold breaks. */
export function linesOf(text: ShellText): readonly ShellText[] | null {
  const lines: Piece[][] = [[]];
  for (const piece of text.pieces) {
    if (!isKnown(piece)) {
      if (mayHold(piece, '\n')) return null;
      lines.at(-1)?.push(piece);
      continue;
    }
    const parts = piece.text.split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push(parts.length === 1 ? piece : { text: part });
    }
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines.map((pieces) => ({ pieces, origins: text.origins }));
}
