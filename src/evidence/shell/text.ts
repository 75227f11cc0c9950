/**
 * Text as far as it can be known without running anything: known pieces, and pieces that are not known, each with why.
 * It remembers where its known pieces came from, so that a use can name the settings it rests on.
 */
import type { Source } from '../evidence.ts';

interface Unknown {
  /** In words: ``output of `git` ``. */
  readonly why: string;
  /** It is the directory of the source, whatever its name while running. */
  readonly isSourceRoot?: true;
}
type Piece = string | Unknown;

export interface ShellText {
  readonly pieces: readonly Piece[];
  readonly origins: readonly Source[];
}

/** Far above any real argument; keeps `X=$X$X` in a loop from growing without end. */
const MAX_LENGTH = 1 << 16;
const MAX_PIECES = 64;
const MAX_ORIGINS = 16;

export const EMPTY: ShellText = { pieces: [], origins: [] };

export function literal(text: string, origins: readonly Source[] = []): ShellText {
  return { pieces: text === '' ? [] : [text], origins };
}

export function unknown(why: string, origins: readonly Source[] = []): ShellText {
  return { pieces: [{ why }], origins };
}

/** The directory of the source: not known by its name, but known to be that. */
export const SOURCE_ROOT: ShellText = {
  pieces: [{ why: '`CODEBUILD_SRC_DIR` is known only while running', isSourceRoot: true }],
  origins: [],
};

/** A path by which a file of the source can be found: relative, or under the source's directory. Null: it is not known. */
export function sourcePath(text: ShellText): string | null {
  const [first, rest = ''] = text.pieces;
  const isUnderRoot = typeof first === 'object' && first.isSourceRoot === true;
  if (!isUnderRoot || text.pieces.length > 2 || typeof rest !== 'string') return knownText(text);
  return rest === '' || rest.startsWith('/') ? `.${rest}` : null;
}

export function concat(texts: readonly ShellText[]): ShellText {
  const pieces: Piece[] = [];
  let length = 0;
  for (const piece of texts.flatMap((text) => text.pieces)) {
    const last = pieces.at(-1);
    if (typeof piece === 'string') length += piece.length;
    if (typeof last === 'string' && typeof piece === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  const origins = [...new Set(texts.flatMap((text) => text.origins))].slice(0, MAX_ORIGINS);
  const isTooLong = length > MAX_LENGTH || pieces.length > MAX_PIECES;
  return isTooLong ? unknown('its text is too long to follow', origins) : { pieces, origins };
}

/** The whole text; null when a piece of it is not known. */
export function knownText(text: ShellText): string | null {
  if (text.pieces.length === 0) return '';
  const [only] = text.pieces;
  return text.pieces.length === 1 && typeof only === 'string' ? only : null;
}

/** What is known up to the first piece that is not. */
export function knownPrefix(text: ShellText): string {
  const [first] = text.pieces;
  return typeof first === 'string' ? first : '';
}

/** Why the text is not wholly known; null when it is. */
export function whyUnknown(text: ShellText): string | null {
  const piece = text.pieces.find((candidate) => typeof candidate !== 'string');
  return piece === undefined || typeof piece === 'string' ? null : piece.why;
}

/** The text with `change` applied where it is wholly known; otherwise not known, for the same reason. */
export function mapKnown(text: ShellText, change: (known: string) => string | null): ShellText {
  const known = knownText(text);
  const changed = known === null ? null : change(known);
  if (changed !== null) return literal(changed, text.origins);
  return unknown(whyUnknown(text) ?? 'it is changed in a way that is not followed', text.origins);
}

export function withoutTrailingBreaks(text: ShellText): ShellText {
  const last = text.pieces.at(-1);
  if (typeof last !== 'string') return text;
  const trimmed = last.replace(/(?<!\n)\n+$/, '');
  const rest = text.pieces.slice(0, -1);
  return { pieces: trimmed === '' ? rest : [...rest, trimmed], origins: text.origins };
}

/** Fields as the shell splits an unquoted expansion; a piece that is not known is taken as one field's. */
export function splitFields(text: ShellText): readonly ShellText[] {
  const fields: ShellText[] = [];
  let current: ShellText | null = null;
  for (const piece of text.pieces) {
    const parts: readonly Piece[] = typeof piece === 'string' ? piece.split(/[ \t\n]+/) : [piece];
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        if (current !== null) fields.push(current);
        current = null;
      }
      if (part === '') continue;
      current = concat([current ?? EMPTY, { pieces: [part], origins: text.origins }]);
    }
  }
  return current === null ? fields : [...fields, current];
}

/**
 * The n-th field (from 1) of a text cut at a delimiter, like `cut -d -f`. Only what ends before the first piece that is not known
 * can be told, since that piece may hold delimiters.
 */
export function cutField(text: ShellText, delimiter: string, field: number): ShellText {
  const prefix = knownPrefix(text);
  const fields = prefix.split(delimiter);
  const whole = knownText(text) !== null;
  const isKnown = whole || field < fields.length;
  if (!isKnown) return unknown(whyUnknown(text) ?? 'its text is not known', text.origins);
  const isUncut = whole && fields.length === 1;
  return literal(isUncut ? prefix : (fields[field - 1] ?? ''), text.origins);
}
