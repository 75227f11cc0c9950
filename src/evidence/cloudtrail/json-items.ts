/** Cuts a JSON document that comes in pieces into its items, holding no more than one item of bounded length. */

export interface JsonItem {
  /** Null for an item longer than the bound. */
  readonly text: string | null;
  /** UTF-16 offset in the document, and its line, counted from 1. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const OPENERS: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSERS: ReadonlySet<number> = new Set([0x7d, 0x5d]);

export class JsonItems {
  readonly #depth: number;
  readonly #longest: number;
  readonly #onItem: (item: JsonItem) => void;
  #at = 0;
  #line = 1;
  #open = 0;
  #inString = false;
  #escaped = false;
  #item: { readonly start: number; readonly line: number; readonly text: string } | null = null;

  /** Items are the objects that stand inside `depth` others. */
  constructor(depth: number, longest: number, onItem: (item: JsonItem) => void) {
    this.#depth = depth;
    this.#longest = longest;
    this.#onItem = onItem;
  }

  /** Whether the text so far ends inside the document. */
  get isOpen(): boolean {
    return this.#open > 0;
  }

  push(text: string): void {
    let from = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === LINE_FEED) this.#line += 1;
      if (this.#inString) this.#readString(code);
      else if (code === QUOTE) this.#inString = true;
      else if (OPENERS.has(code)) {
        if (this.#open === this.#depth) {
          this.#item = { start: this.#at + index, line: this.#line, text: '' };
          from = index;
        }
        this.#open += 1;
      } else if (CLOSERS.has(code)) {
        this.#open = Math.max(0, this.#open - 1);
        if (this.#open === this.#depth) this.#close(text.slice(from, index + 1), this.#at + index + 1);
      }
    }
    if (this.#item !== null)
      this.#item = { ...this.#item, text: this.#grown(this.#item.text, text.slice(from)) };
    this.#at += text.length;
  }

  #readString(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) this.#inString = false;
  }

  #close(rest: string, end: number): void {
    if (this.#item === null) return;
    const { start, line, text } = this.#item;
    this.#item = null;
    const isTooLong = end - start > this.#longest;
    this.#onItem({ text: isTooLong ? null : text + rest, start, end, line });
  }

  /** Beyond the bound nothing more is kept: the item will not be read. */
  #grown(text: string, more: string): string {
    return text.length > this.#longest ? text : text + more;
  }
}
