/**
 * JSON in which some values are not known, or must stay unedited: each such piece is one character of the private area while the
 * text is read as JSON, and becomes the piece again where it is printed.
 */
import { type Marked, marked } from './marked.ts';
import { isKnown, mayHold, type Piece, type ShellText } from './text.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !isList(value);

/** Thrown where an answer would hang on what is not known. */
export class NotKnown extends Error {}

export interface JsonText {
  readonly value: Json;
  /** A string with its pieces in the place of the marks. */
  readonly text: (marked: string) => ShellText;
  /** A string as it is known; throws where it is not. */
  readonly revealed: (marked: string) => string;
  /** What a delimiter parts; throws where what is not known may hold some of it. */
  readonly parted: (marked: string, delimiter: string) => readonly string[];
}

/** Null: it is no JSON, or what is not known of it may be more than values. */
export function readJson(text: ShellText): JsonText | null {
  if (text.pieces.some((piece) => !isKnown(piece) && mayHold(piece, '"'))) return null;
  for (const isKept of [isValue, () => false]) {
    const one = marked(text, isKept);
    const value = one === null ? null : parsed(one.text);
    if (one !== null && value !== null) return { value: value.json, ...readers(one) };
  }
  return null;
}

/** A setting that can stand in a string of JSON as it is. */
function isValue(piece: Piece): boolean {
  return isKnown(piece) && piece.isSetting === true && /^[\w.:/@+=-]+$/.test(piece.text);
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

function readers({ textOf, piecesOf, withText }: Marked): Omit<JsonText, 'value'> {
  const known = (piece: Piece): string => {
    if (!isKnown(piece)) throw new NotKnown(piece.why);
    return piece.text;
  };
  return {
    text: textOf,
    revealed: (part) => piecesOf(part).map(known).join(''),
    parted: (part, delimiter) => {
      const isIn = (piece: Piece): boolean =>
        isKnown(piece) ? piece.text.includes(delimiter) : [...delimiter].some((one) => mayHold(piece, one));
      return withText(part, (piece) => (isIn(piece) ? known(piece) : null)).split(delimiter);
    },
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
