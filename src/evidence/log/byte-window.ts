/** The last stretch of a stream of bytes: what of it may still be read, and where it stands in the whole text. */
import type { Place } from './failures.ts';
import { characterStart, LOOK_BACK, measure } from './text-measure.ts';

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
    return measure([this.bytes(this.#characterStart(from), this.#characterStart(to))]).utf16;
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
    const measured = measure(parts);
    this.#counted = {
      at,
      utf16: utf16 + measured.utf16,
      line: line + measured.breaks,
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
