/**
 * What is kept of a log that comes in pieces, for a person to read: its end, since a build ends soon after what ended it, and of what comes
 * before the last lines that look like a failure. Never: more than a bounded part of the log, or a look at each line of a huge one.
 */
import type { Place } from './failures.ts';
import { PERHAPS_SUSPICIOUS, type SuspiciousLine, suspiciousLines, SHOWN } from './suspicious-lines.ts';

const KEPT = 1 << 16;
/** A longer one is cut. */
const LONGEST_LINE = 1 << 14;
/** So much is looked into: far above the logs of real builds. */
const MAX_LOOKED_AT = 1 << 24;

export class LogEnd {
  readonly #kept = Buffer.alloc(2 * KEPT);
  #length = 0;
  /** Where what is kept begins, as long as all before it was looked into. */
  #start: Place = { offset: 0, line: 1, startsLine: true };
  /** Whether what is kept begins where a line does. */
  #startsLine = true;
  #lookedAt = 0;
  #earlier: readonly SuspiciousLine[] = [];

  /** The chunk may be written over afterwards. */
  push(chunk: Uint8Array): void {
    const from = this.#lookedAt < MAX_LOOKED_AT ? 0 : Math.max(0, chunk.length - KEPT);
    if (from > 0) this.#startsLine = false;
    for (let at = from; at < chunk.length; at += KEPT) this.#add(chunk.subarray(at, at + KEPT));
  }

  #add(part: Uint8Array): void {
    if (this.#length + part.length > this.#kept.length) this.#drop();
    this.#kept.set(part, this.#length);
    this.#length += part.length;
  }

  /** Lets go of all but the last bytes, up to the end of a line. */
  #drop(): void {
    const most = this.#length - KEPT;
    const lineEnd = this.#kept.subarray(0, this.#length).indexOf('\n', most) + 1;
    const cut = lineEnd > 0 && lineEnd - most < LONGEST_LINE ? lineEnd : most;
    if (this.#lookedAt < MAX_LOOKED_AT) this.#lookInto(this.#kept.toString('utf8', 0, cut));
    this.#lookedAt += cut;
    this.#startsLine = cut === lineEnd;
    this.#kept.copyWithin(0, cut, this.#length);
    this.#length -= cut;
  }

  #lookInto(text: string): void {
    if (PERHAPS_SUSPICIOUS.test(text))
      this.#earlier = [...this.#earlier, ...suspiciousLines(text, this.#start)].slice(-SHOWN);
    let breaks = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks++;
    this.#start = {
      offset: this.#start.offset + text.length,
      line: this.#start.line + breaks,
      startsLine: text.endsWith('\n'),
    };
  }

  /** The last lines that look like a failure; `end`: the place behind the whole log's last character. */
  suspicious(end: Place): readonly SuspiciousLine[] {
    const { text, place } = this.#lines(end);
    return [...this.#earlier, ...suspiciousLines(text, place)].slice(-SHOWN);
  }

  #lines(end: Place): { readonly text: string; readonly place: Place } {
    const kept = this.#kept.toString('utf8', 0, this.#length);
    const text = this.#startsLine ? kept : kept.slice(kept.indexOf('\n') + 1);
    const breaks = text.split('\n').length - 1;
    return {
      text,
      place: { offset: end.offset - text.length, line: end.line - breaks, startsLine: true },
    };
  }
}
