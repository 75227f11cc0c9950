/** The last stretch of a stream of bytes: what of it may still be read, and where it stands in the whole text. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Place } from './failures.ts';

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
  /** Whether the bytes are the window's own; others may be written over once `release` has been called. */
  readonly owned: boolean;
}

const LINE_FEED = 0x0a;

export class ByteWindow {
  #segments: Segment[] = [];
  #end = 0;
  /** Everything before this byte has been counted. It only moves on. */
  #counted = { at: 0, utf16: 0, line: 1, startsLine: true };

  /** How many bytes have come in. */
  get end(): number {
    return this.#end;
  }

  /** How many bytes are kept. */
  get held(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Takes the bytes as they are, uncopied, until `release` is called: only then may they be written over. */
  push(bytes: Uint8Array): void {
    this.#segments.push({ start: this.#end, bytes, owned: false });
    this.#end += bytes.length;
  }

  /** The bytes of a range, as far as they are still there. */
  bytes(from: number, to: number): Buffer {
    const parts = this.#parts(from, to);
    const [first, ...rest] = parts;
    return first !== undefined && rest.length === 0 ? first : Buffer.concat(parts);
  }

  /** The same in the pieces they came in, uncopied. */
  #parts(from: number, to: number): readonly Buffer[] {
    return this.#segments
      .filter(({ start, bytes }) => start < to && start + bytes.length > from)
      .map(({ start, bytes }) => bytes.subarray(Math.max(0, from - start), to - start))
      .map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
  }

  /** The text of a range that begins no earlier than any range before it, and the place of its beginning. */
  text(from: number, to: number): { readonly text: string; readonly place: Place } {
    const start = this.#characterStart(from);
    this.#countTo(start);
    const { utf16, line, startsLine } = this.#counted;
    const text = this.bytes(start, this.#characterStart(to)).toString('utf8');
    return { text, place: { offset: utf16, line, startsLine } };
  }

  /** UTF-16 offset of a byte in the text of a range that begins at `from`, counted from that beginning. */
  utf16Length(from: number, to: number): number {
    return lengthOf(this.bytes(this.#characterStart(from), this.#characterStart(to)));
  }

  /** Lets go of what lies before a byte and copies what does not; later ranges may not begin before it. */
  release(before: number): void {
    this.#countTo(this.#characterStart(before));
    const needed = this.#counted.at - LOOK_BACK;
    this.#segments = this.#segments
      .filter(({ start, bytes }) => start + bytes.length > needed)
      .map((segment) => (segment.owned ? segment : ownedFrom(segment, needed)));
  }

  #countTo(at: number): void {
    if (at <= this.#counted.at) return;
    const { utf16, line } = this.#counted;
    const parts = this.#parts(this.#counted.at, at);
    this.#counted = {
      at,
      utf16: utf16 + lengthOfAll(parts),
      line: line + parts.reduce((sum, part) => sum + countBreaks(part), 0),
      startsLine: parts.at(-1)?.at(-1) === LINE_FEED,
    };
  }

  /** The start of the character that a byte belongs to; of text that is no UTF-8, the byte itself. */
  #characterStart(at: number): number {
    if (at <= 0 || at >= this.#end) return Math.max(0, Math.min(at, this.#end));
    const from = Math.max(0, at - LOOK_BACK);
    return from + characterStart(this.bytes(from, at + 1), at - from);
  }
}

function ownedFrom({ start, bytes }: Segment, needed: number): Segment {
  const from = Math.max(0, needed - start);
  return { start: start + from, bytes: Uint8Array.prototype.slice.call(bytes, from), owned: true };
}

/** A character of UTF-8 has up to three bytes after its first. */
const LOOK_BACK = 3;

/** The start of the character that the byte at `at` belongs to; of what is no UTF-8, the byte itself. */
function characterStart(bytes: Uint8Array, at: number): number {
  for (let back = 0; back <= Math.min(LOOK_BACK, at); back++) {
    const byte = bytes[at - back] ?? 0;
    if (byte < 0x80) return at;
    if (byte >= 0xc0) return back === 0 || back < widthOf(byte) ? at - back : at;
  }
  return at;
}

function widthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

function countBreaks(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** What is no UTF-8 is decoded to be counted, a piece at a time. */
const PIECE = 1 << 14;

/** Parts are put together only where a character lies in two of them: that copies as much as was read. */
function lengthOfAll(parts: readonly Buffer[]): number {
  if (parts.every((part) => isUtf8(part))) return parts.reduce((sum, part) => sum + lengthOf(part), 0);
  return lengthOf(Buffer.concat(parts));
}

/** How many UTF-16 code units the bytes decode to. */
function lengthOf(bytes: Buffer): number {
  if (isAscii(bytes)) return bytes.length;
  if (isUtf8(bytes)) return bytes.length - surplusBytes(bytes);
  if (bytes.length <= PIECE) return bytes.toString('utf8').length;
  const middle = characterStart(bytes, bytes.length >> 1);
  return lengthOf(bytes.subarray(0, middle)) + lengthOf(bytes.subarray(middle));
}

/** Bytes of valid UTF-8 beyond one for each UTF-16 unit: continuations, less one where a character takes two units. */
function surplusBytes(bytes: Buffer): number {
  const head = Math.min((4 - (bytes.byteOffset & 3)) & 3, bytes.length);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2);
  const tail = head + words.length * 4;
  const inFours = words.length & ~3;
  let count = 0;
  for (let index = 0; index < head; index++) count += surplus(bytes[index] as number);
  for (let index = tail; index < bytes.length; index++) count += surplus(bytes[index] as number);
  for (let index = 0; index < inFours; index += 4) {
    const first = words[index] as number;
    const second = words[index + 1] as number;
    const third = words[index + 2] as number;
    const fourth = words[index + 3] as number;
    if (((first | second | third | fourth) & NOT_ASCII) === 0) continue;
    count += surplusOf(first) + surplusOf(second) + surplusOf(third) + surplusOf(fourth);
  }
  for (let index = inFours; index < words.length; index++) count += surplusOf(words[index] as number);
  return count;
}

/** The highest bit of each byte of a word. */
const NOT_ASCII = 0x80808080;

/** Sets the highest bit of each continuation byte and of each first byte of four, and counts them. */
function surplusOf(word: number): number {
  const high = word & NOT_ASCII;
  if (high === 0) return 0;
  const second = word << 1;
  return bytesSet(high & ~second) - bytesSet(high & second & (word << 2) & (word << 3));
}

/** How many bytes of a word have their highest bit set, where no other bit is. */
function bytesSet(word: number): number {
  return Math.imul(word >>> 7, 0x01010101) >>> 24;
}

function surplus(byte: number): number {
  if (byte >= 0xf0) return -1;
  return (byte & 0xc0) === 0x80 ? 1 : 0;
}
