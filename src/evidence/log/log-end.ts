/** The end of a log that comes in pieces: a build ends soon after what ended it. */
import type { Place } from './failures.ts';

const KEPT = 1 << 16;

/** Keeps the last bytes of a log. */
export class LogEnd {
  readonly #kept = Buffer.alloc(2 * KEPT);
  #length = 0;
  #isWhole = true;

  /** The chunk may be written over afterwards. */
  push(chunk: Uint8Array): void {
    const last = chunk.subarray(-KEPT);
    if (this.#length + last.length > this.#kept.length) {
      this.#kept.copyWithin(0, this.#length - KEPT, this.#length);
      this.#length = KEPT;
      this.#isWhole = false;
    }
    if (last.length < chunk.length) this.#isWhole = false;
    this.#kept.set(last, this.#length);
    this.#length += last.length;
  }

  /** Its last lines, as text, and where they stand; `end`: the place behind the whole log's last character. */
  lines(end: Place): { readonly text: string; readonly place: Place } {
    const kept = this.#kept.toString('utf8', Math.max(0, this.#length - KEPT), this.#length);
    const isWhole = this.#isWhole && this.#length <= KEPT;
    const text = isWhole ? kept : kept.slice(kept.indexOf('\n') + 1);
    const breaks = text.split('\n').length - 1;
    return {
      text,
      place: { offset: end.offset - text.length, line: end.line - breaks, startsLine: true },
    };
  }
}
