/** Texts of which not all is known, parted: by blanks, by a delimiter, by line breaks. */
import { EMPTY, isKnown, mayHold, type Piece, type ShellText, unknown, whyUnknown } from './text.ts';

/** What parts fields: blanks however many they are, any other one by one. */
export interface Separators {
  /** Null: nothing is parted. */
  readonly pattern: RegExp | null;
  /** Those that are no blanks. */
  readonly others: string;
}

const BLANKS = ' \t\n';

/** What a value of `IFS` parts. */
export function separatorsOf(ifs: string): Separators {
  const escaped = (some: readonly string[]) => some.map((one) => one.replace(/[\\\]^-]/, '\\$&')).join('');
  const blanks = [...ifs].filter((one) => BLANKS.includes(one));
  const others = [...ifs].filter((one) => !BLANKS.includes(one));
  const kinds = [
    ...(blanks.length === 0 ? [] : [`[${escaped(blanks)}]+`]),
    ...(others.length === 0 ? [] : [`[${escaped(others)}]`]),
  ];
  return { pattern: ifs === '' ? null : new RegExp(`(${kinds.join('|')})`), others: others.join('') };
}

/** Where nothing sets `IFS`. */
export const OF_BLANKS: Separators = separatorsOf(BLANKS);

/**
 * Fields as the shell splits an unquoted expansion. A piece that is not known is taken as one field's. Source: Bash Reference Manual, word
 * splitting.
 */
export function splitFields(
  text: ShellText,
  { pattern, others }: Separators = OF_BLANKS,
): readonly ShellText[] {
  if (pattern === null) return text.pieces.length === 0 ? [] : [text];
  const fields: ShellText[] = [];
  let current: Piece[] | null = null;
  // Whether blanks ended the last field: another separator behind them ends no other.
  let isPast = false;
  const end = () => {
    if (current !== null) fields.push({ pieces: current, origins: text.origins });
    else if (!isPast) fields.push(EMPTY);
    current = null;
  };
  const take = (piece: Piece) => {
    current = [...(current ?? []), piece];
    isPast = false;
  };
  for (const piece of text.pieces) {
    const parts = isKnown(piece) ? piece.text.split(pattern) : [];
    if (parts.length < 2) {
      if (!isKnown(piece) || piece.text !== '') take(piece);
      continue;
    }
    for (const [index, part] of parts.entries()) {
      // Every other part is what parts them.
      if (index % 2 === 0) {
        if (part !== '') take({ text: part });
      } else if (others.includes(part)) {
        end();
        isPast = false;
      } else if (current !== null) {
        end();
        isPast = true;
      }
    }
  }
  if (current !== null) end();
  return fields;
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

/** Whether its last line has a break. */
export function endsInBreak({ pieces }: ShellText): boolean {
  const last = pieces.at(-1);
  return isKnown(last) && last.text.endsWith('\n');
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
