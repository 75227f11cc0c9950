/** Policy text as a row of pieces: literal characters and the two wildcards, variables already filled in. */

import type { Context } from './caller.ts';

export type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'any' };

/** `noValue`: a variable in it has no value and no default, so it is equal to or like nothing (facts 2.6). */
export type Pattern = readonly Piece[] | 'noValue' | { readonly unknownKey: string };

export interface Reading {
  /** With an older or absent Version a variable is literal text. Source: facts 2.2. */
  readonly variables: boolean;
  readonly context: Context;
}

export function readPattern(text: string, reading: Reading): Pattern {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const variable =
      reading.variables && text.startsWith('${', at) ? /^\$\{([^}]*)\}/.exec(text.slice(at)) : null;
    if (variable !== null) {
      const value = valueOfVariable(variable[1] ?? '', reading.context);
      if (typeof value !== 'string') return value === null ? 'noValue' : value;
      pieces.push({ kind: 'literal', text: value });
      at += variable[0].length;
    } else {
      const plain = /^(\$|[^*?$]+)/.exec(text.slice(at))?.[0];
      pieces.push(plain !== undefined ? { kind: 'literal', text: plain } : readWildcard(text.charAt(at)));
      at += plain?.length ?? 1;
    }
  }
  return pieces;
}

function readWildcard(character: string): Piece {
  return character === '*' ? { kind: 'star' } : { kind: 'any' };
}

/** Escapes, defaults and single-valued keys. Source: facts 2.6. The value's own `*` and `?` are plain text. */
function valueOfVariable(inside: string, context: Context): string | null | { readonly unknownKey: string } {
  if (inside === '*' || inside === '?' || inside === '$') return inside;
  const withDefault = /^([^,]*), '([^']*)'$/.exec(inside);
  const key = withDefault !== null ? (withDefault[1] ?? '') : inside;
  const value = context.get(key.toLowerCase());
  if (value?.kind === 'single') return value.value;
  if (value?.kind === 'unknown') return { unknownKey: value.key };
  return withDefault !== null ? (withDefault[2] ?? '') : null;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** `*` is any run and `?` any one character: actions and the Like operators. */
export function matchesText(pieces: readonly Piece[], text: string): boolean {
  let source = '';
  for (const piece of pieces) {
    if (piece.kind === 'literal') source += escaped(piece.text);
    if (piece.kind === 'star') source += '[^]*';
    if (piece.kind === 'any') source += '[^]';
  }
  return compiled(source).test(text);
}

/**
 * A resource ARN. A wildcard stays inside its colon segment, except that a `*` that ends its segment may
 * run past the colons that follow. `/` is an ordinary character. Case-sensitive. Source: facts 2.4.
 */
export function matchesResourceArn(pieces: readonly Piece[], arn: string): boolean {
  let source = '';
  pieces.forEach((piece, index) => {
    const next = pieces[index + 1];
    const endsSegment = next === undefined || (next.kind === 'literal' && next.text.startsWith(':'));
    if (piece.kind === 'literal') source += escaped(piece.text);
    if (piece.kind === 'star') source += endsSegment ? '[^]*' : '[^:]*';
    if (piece.kind === 'any') source += '[^:]';
  });
  return compiled(source).test(arn);
}

const MANY = 20_000;
const known = new Map<string, RegExp>();

/** The same few patterns come again and again, and compiling one costs far more than a test by it. */
function compiled(source: string): RegExp {
  const found = known.get(source) ?? new RegExp(`^${source}$`);
  if (known.size > MANY) known.clear();
  known.set(source, found);
  return found;
}

/** The six fields of an ARN pattern, cut at its first five colons; null when there are fewer. */
export function sixFields(pieces: readonly Piece[]): readonly (readonly Piece[])[] | null {
  const fields: Piece[][] = [[]];
  for (const piece of pieces) {
    // A substituted value may itself hold colons: it is cut like written text.
    const parts = piece.kind === 'literal' ? [...piece.text].map(readLiteral) : [piece];
    for (const part of parts) {
      const isColon = part.kind === 'literal' && part.text === ':';
      if (isColon && fields.length < 6) fields.push([]);
      else fields[fields.length - 1]?.push(part);
    }
  }
  return fields.length === 6 ? fields : null;
}

function readLiteral(text: string): Piece {
  return { kind: 'literal', text };
}

/** The six fields of an ARN; null when the text is no ARN. */
export function fieldsOfArn(arn: string): readonly string[] | null {
  const parts = arn.split(':');
  if (parts.length < 6 || parts[0] !== 'arn') return null;
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** The text itself when it holds no wildcard, each wildcard as the character it is. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (piece.kind === 'literal' ? piece.text : piece.kind === 'star' ? '*' : '?'))
    .join('');
}
