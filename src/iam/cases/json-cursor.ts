/**
 * A place in a JSON text that moves on over what it reads. Comes in: a text that need not be JSON. Goes out: where the
 * values of its outer objects and lists stand; false or null for all that is not plainly JSON. What it skips it has only
 * found the end of: whether that is JSON, whoever reads it has to see. Never: a recursion.
 */
import type { Span } from '#basics/text-span.ts';

/** What JSON is built of. */
export const CODE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

export class JsonCursor {
  readonly text: string;
  /** Of what is read next. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads an object: `read` is called at each value and reads it. False where a key stands twice, too. */
  object(read: (key: string) => boolean): boolean {
    if (!this.takes(CODE.openBrace)) return false;
    if (this.takes(CODE.closeBrace)) return true;
    const keys: string[] = [];
    do {
      const key = this.key();
      if (key === null || keys.includes(key) || !this.takes(CODE.colon) || !read(key)) return false;
      keys.push(key);
    } while (this.takes(CODE.comma));
    return this.takes(CODE.closeBrace);
  }

  /** Reads a list: `read` is called at each item and reads it. */
  list(read: () => boolean): boolean {
    if (!this.takes(CODE.openBracket)) return false;
    if (this.takes(CODE.closeBracket)) return true;
    do if (!read()) return false;
    while (this.takes(CODE.comma));
    return this.takes(CODE.closeBracket);
  }

  /** Whether an object, and no text or list, is what comes next. */
  isAtObject(): boolean {
    this.skipSpace();
    return this.text.charCodeAt(this.at) === CODE.openBrace;
  }

  /** Moves over an object or a text; null where that is not what comes next, or it has no end. */
  skip(): Span | null {
    this.skipSpace();
    const start = this.at;
    const end =
      this.text.charCodeAt(start) === CODE.quote
        ? endOfString(this.text, start)
        : endOfObject(this.text, start);
    if (end === -1) return null;
    this.at = end + 1;
    return { start, end: end + 1 };
  }

  /** Whether nothing more comes. */
  isAtEnd(): boolean {
    this.skipSpace();
    return this.at === this.text.length;
  }

  /** A key without escapes, which plain cases have none of. */
  private key(): string | null {
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== CODE.quote) return null;
    const span = this.skip();
    if (span === null) return null;
    const key = this.text.slice(span.start + 1, span.end - 1);
    return key.includes('\\') ? null : key;
  }

  private takes(code: number): boolean {
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
  }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0d || code === 0x0a || code === 0x09;

/** The closing quote of the string that opens at `open`, -1 where there is none. */
export function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === CODE.backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return -1;
}

/** The brace that closes the object that opens at `open`, -1 where there is none. */
function endOfObject(text: string, open: number): number {
  if (text.charCodeAt(open) !== CODE.openBrace) return -1;
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case CODE.quote:
        at = endOfString(text, at);
        if (at === -1) return -1;
        break;
      case CODE.openBrace:
        depth += 1;
        break;
      case CODE.closeBrace:
        depth -= 1;
        if (depth === 0) return at;
        break;
      default:
        break;
    }
  }
  return -1;
}
