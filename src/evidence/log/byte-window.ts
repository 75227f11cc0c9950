/** The last stretch of a stream of bytes: what of it may still be read, and where it stands in the whole text. */
import { isUtf8 } from 'node:buffer';
import type { AnchorSearch } from './anchor-search.ts';
import { openByteScan, roomIn } from './byte-scan.ts';
import type { Place } from './failures.ts';

const LINE_FEED = 0x0a;

export class ByteWindow {
  readonly #anchors: AnchorSearch;
  readonly #scan = openByteScan();
  readonly #memory = Buffer.from(this.#scan.memory.buffer);
  /** The first byte that is kept, of all that came in. It is the first of the scan's bytes. */
  #start = 0;
  #end = 0;
  /** Everything before this byte has been counted. It only moves on. */
  #counted = { at: 0, utf16: 0, line: 1, startsLine: true };

  constructor(anchors: AnchorSearch) {
    this.#anchors = anchors;
    anchors.prepare(this.#scan);
  }

  /** How many bytes have come in. */
  get end(): number {
    return this.#end;
  }

  /** How many bytes are kept. */
  get held(): number {
    return this.#end - this.#start;
  }

  push(bytes: Uint8Array): void {
    if (this.held + bytes.length > roomIn(this.#scan)) throw new Error('Internal error: too much is held');
    this.#memory.set(bytes, this.#address(this.#end));
    this.#end += bytes.length;
  }

  /** Where anchors begin that lie wholly in a range, in order. */
  anchors(from: number, to: number): readonly number[] {
    const found = this.#anchors.search(this.#scan, this.#address(from), this.#address(to));
    return found.map(({ at }) => at - this.#address(0));
  }

  /** The text of a range that begins no earlier than any range before it, and the place of its beginning. */
  text(from: number, to: number): { readonly text: string; readonly place: Place } {
    const start = this.#characterStart(from);
    this.#countTo(start);
    const { utf16, line, startsLine } = this.#counted;
    const text = this.#bytes(start, this.#characterStart(to)).toString('utf8');
    return { text, place: { offset: utf16, line, startsLine } };
  }

  /** The place behind everything that came in. */
  get endPlace(): Place {
    this.#countTo(this.#end);
    const { utf16, line, startsLine } = this.#counted;
    return { offset: utf16, line, startsLine };
  }

  /** How many UTF-16 units a range has. */
  utf16Length(from: number, to: number): number {
    return this.#measure(this.#characterStart(from), this.#characterStart(to)).utf16;
  }

  /** Lets go of what lies before a byte; later ranges may not begin before it. */
  release(before: number): void {
    this.#countTo(this.#characterStart(before));
    const needed = Math.max(this.#start, this.#counted.at - LOOK_BACK);
    this.#memory.copyWithin(this.#address(this.#start), this.#address(needed), this.#address(this.#end));
    this.#start = needed;
  }

  #address(at: number): number {
    return this.#scan.BYTES.value + at - this.#start;
  }

  #bytes(from: number, to: number): Buffer {
    return this.#memory.subarray(this.#address(from), this.#address(to));
  }

  #countTo(at: number): void {
    if (at <= this.#counted.at) return;
    const { utf16, breaks } = this.#measure(this.#counted.at, at);
    this.#counted = {
      at,
      utf16: this.#counted.utf16 + utf16,
      line: this.#counted.line + breaks,
      startsLine: this.#memory[this.#address(at - 1)] === LINE_FEED,
    };
  }

  #measure(from: number, to: number): { readonly utf16: number; readonly breaks: number } {
    const [breaks, beyondAscii, surplus] = this.#scan.measure(this.#address(from), this.#address(to));
    const isText = beyondAscii === 0 || isUtf8(this.#bytes(from, to));
    return { breaks, utf16: isText ? to - from - surplus : this.#decodedLength(from, to) };
  }

  /** What is no UTF-8 is decoded to be counted, a piece at a time. */
  #decodedLength(from: number, to: number): number {
    let length = 0;
    for (let at = from; at < to; ) {
      const next = at + PIECE < to ? this.#characterStart(at + PIECE) : to;
      length += this.#bytes(at, next).toString('utf8').length;
      at = next;
    }
    return length;
  }

  /** The start of the character that a byte belongs to; of text that is no UTF-8, the byte itself. */
  #characterStart(at: number): number {
    if (at <= 0 || at >= this.#end) return Math.max(0, Math.min(at, this.#end));
    for (let back = 0; back <= Math.min(LOOK_BACK, at - this.#start); back++) {
      const byte = this.#memory[this.#address(at - back)] ?? 0;
      if (byte < 0x80) return at;
      if (byte >= 0xc0) return back === 0 || back < widthOf(byte) ? at - back : at;
    }
    return at;
  }
}

/** A character of UTF-8 has up to three bytes after its first. */
const LOOK_BACK = 3;
const PIECE = 1 << 14;

function widthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
