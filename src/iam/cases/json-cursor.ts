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

/** Where an object or a text stands. */
export interface Skipped extends Span {
  /** Members of all its objects, each as often as it is written. */
  readonly members: number;
}

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

  /** Whether this character comes next. */
  isAt(code: number): boolean {
    this.skipSpace();
    return this.text.charCodeAt(this.at) === code;
  }

  /** Moves over an object or a text; null where that is not what comes next, or it has no end. */
  skip(): Skipped | null {
    this.skipSpace();
    const { text, at: start } = this;
    const found = text.charCodeAt(start) === CODE.quote ? stringAt(text, start) : objectAt(text, start);
    if (found !== null) this.at = found.end;
    return found;
  }

  /** Whether nothing more comes. */
  isAtEnd(): boolean {
    this.skipSpace();
    return this.at === this.text.length;
  }

  /** A key without escapes, which plain cases have none of. */
  private key(): string | null {
    if (!this.isAt(CODE.quote)) return null;
    const span = this.skip();
    if (span === null) return null;
    const key = this.text.slice(span.start + 1, span.end - 1);
    return key.includes('\\') ? null : key;
  }

  private takes(code: number): boolean {
    if (!this.isAt(code)) return false;
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

function stringAt(text: string, start: number): Skipped | null {
  const end = endOfString(text, start);
  return end === -1 ? null : { start, end: end + 1, members: 0 };
}

function objectAt(text: string, start: number): Skipped | null {
  if (text.charCodeAt(start) !== CODE.openBrace) return null;
  let [depth, members] = [0, 0];
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case CODE.quote:
        at = endOfString(text, at);
        if (at === -1) return null;
        break;
      case CODE.colon:
        members += 1;
        break;
      case CODE.openBrace:
        depth += 1;
        break;
      case CODE.closeBrace:
        depth -= 1;
        if (depth === 0) return { start, end: at + 1, members };
        break;
      default:
        break;
    }
  }
  return null;
}
