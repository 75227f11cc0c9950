/**
 * JSON in which some values are not known, or must stay unedited: each such piece is one character of the private area while the
 * text is read as JSON, and becomes the piece again where it is printed.
 */
import { concat, isKnown, knownText, literal, type Piece, type ShellText } from './text.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** Thrown where an answer would hang on what is not known. */
export class NotKnown extends Error {}

const FIRST_MARK = 0xe000;
const MARKS = /[\u{e000}-\u{e0ff}]/u;
const EACH_MARK = /([\u{e000}-\u{e0ff}])/u;
const MAX_MARKS = 256;

export interface JsonText {
  readonly value: Json;
  /** A string with its pieces in the place of the marks. */
  readonly text: (marked: string) => ShellText;
  /** A string as it is known; throws where it is not. */
  readonly revealed: (marked: string) => string;
}

/** Null: it is no JSON, or what is not known of it may be more than values. */
export function readJson(text: ShellText): JsonText | null {
  const marked = markedOf(text);
  const value = marked === null ? null : parsed(marked.text);
  if (marked !== null && value !== null) return { value: value.json, ...readers(marked.pieces, text) };
  const known = knownText(text);
  const plain = known === null || MARKS.test(known) ? null : parsed(known);
  return plain === null ? null : { value: plain.json, ...readers([], text) };
}

function markedOf({
  pieces,
}: ShellText): { readonly text: string; readonly pieces: readonly Piece[] } | null {
  const kept: Piece[] = [];
  let text = '';
  for (const piece of pieces) {
    if (isKnown(piece)) {
      if (MARKS.test(piece.text)) return null;
      const isWhole = piece.isSetting === true && /^[\w.:/@+=-]+$/.test(piece.text);
      text += isWhole ? String.fromCharCode(FIRST_MARK + kept.length) : piece.text;
      if (isWhole) kept.push(piece);
    } else {
      if (piece.isWord !== true) return null;
      text += String.fromCharCode(FIRST_MARK + kept.length);
      kept.push(piece);
    }
    if (kept.length >= MAX_MARKS) return null;
  }
  return { text, pieces: kept };
}

/** Nobody nests any deeper by hand; what walks the value is recursive. */
const MAX_DEPTH = 100;

function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

export function parsed(text: string): { readonly json: Json } | null {
  if (isDeep(text)) return null;
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

function readers(pieces: readonly Piece[], { origins }: ShellText): Omit<JsonText, 'value'> {
  const pieceOf = (mark: string): Piece | undefined => pieces[mark.charCodeAt(0) - FIRST_MARK];
  return {
    text: (marked) =>
      concat(
        marked.split(EACH_MARK).map((part) => {
          const piece = MARKS.test(part) ? pieceOf(part) : undefined;
          return piece === undefined ? literal(part, origins) : { pieces: [piece], origins };
        }),
      ),
    revealed: (marked) =>
      marked
        .split(EACH_MARK)
        .map((part) => {
          const piece = MARKS.test(part) ? pieceOf(part) : undefined;
          if (piece !== undefined && !isKnown(piece)) throw new NotKnown(piece.why);
          return piece === undefined ? part : piece.text;
        })
        .join(''),
  };
}

/** The same value with every string as it is known; throws where one is not. */
export function revealedJson(value: Json, revealed: JsonText['revealed']): Json {
  if (typeof value === 'string') return revealed(value);
  if (Array.isArray(value)) return value.map((item: Json) => revealedJson(item, revealed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [revealed(name), revealedJson(item, revealed)]),
  );
}
