/**
 * Reads a log of any length as it comes in. Bytes without an anchor are passed over; the stretch around each group
 * of anchors is read as text. What is found does not depend on how the bytes were cut into chunks, and
 * no more is held than one stretch and the chunks it lies in.
 */
import { positionAt } from '#basics/text-span.ts';
import { ByteWindow } from './byte-window.ts';
import { FailureCollector, type FailureEntry } from './distinct-failures.ts';
import { type Place, readFailures } from './failures.ts';
import { anchorSearch } from './readers.ts';

/** Text shorter than this is read whole, so that no broken line hides an anchor. */
const READ_WHOLE = 1 << 16;
/** How much is read before the first anchor of a group (its sentence, its wrapper) and after the last (an encoded message). */
const BEFORE = 3 << 10;
const AFTER = 12 << 10;
/** A message begins no farther behind the last anchor of its group. */
const BEHIND = 1 << 10;
/** A group is closed when it spans so much, so that a hostile log makes many groups and not one of its own size. */
const LONGEST_GROUP = 1 << 16;
/** A larger chunk is read in pieces, so that what is held stays small; these fit into a processor's second cache. */
const PIECE = 1 << 17;

/** Anchors near enough to each other to be read together. */
interface Group {
  readonly first: number;
  last: number;
  /** Messages that begin earlier belong to the group before. */
  readonly from: number;
}

/** A group with its end, waiting for the bytes after its last anchor. */
interface ClosedGroup extends Group {
  /** Messages that begin here or later belong to the group after. */
  readonly to: number;
}

/** Reads a log of any length: as a whole where it is short. */
export class LogScanner {
  readonly #collector = new FailureCollector();
  /** The log so far, as long as it may be short. */
  readonly #beginning: Buffer[] = [];
  #length = 0;
  #stream: StretchReader | null = null;

  /** How many bytes of the log are kept just now. */
  get held(): number {
    return this.#stream?.held ?? this.#length;
  }

  /** Reads on; the chunk may be written over afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#collector.full) return;
    this.#length += chunk.length;
    if (this.#length <= READ_WHOLE) this.#beginning.push(Buffer.from(chunk));
    else this.#streamed().push(chunk);
  }

  #streamed(): StretchReader {
    this.#stream ??= new StretchReader(this.#collector);
    for (const bytes of this.#beginning.splice(0)) this.#stream.push(bytes);
    return this.#stream;
  }

  /** Everything the log says, after its last chunk, and where it ends. */
  finish(): { readonly entries: readonly FailureEntry[]; readonly omitted: number; readonly end: Place } {
    const end = this.#stream === null ? this.#readWhole() : this.#stream.finish();
    return { entries: this.#collector.entries(), omitted: this.#collector.omitted, end };
  }

  #readWhole(): Place {
    const text = Buffer.concat(this.#beginning).toString('utf8');
    for (const failure of readFailures(text)) this.#collector.add(failure);
    const { line, column } = positionAt(text, text.length);
    return { offset: text.length, line, startsLine: column === 1 };
  }
}

/** Reads the stretches of a long log that anchors stand in. */
class StretchReader {
  readonly #collector: FailureCollector;
  readonly #window = new ByteWindow(anchorSearch());
  #open: Group | null = null;
  #waiting: ClosedGroup[] = [];
  /** All anchors that begin earlier have been met. */
  #searched = 0;

  constructor(collector: FailureCollector) {
    this.#collector = collector;
  }

  get held(): number {
    return this.#window.held;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#collector.full; at += PIECE) {
      this.#window.push(chunk.subarray(at, at + PIECE));
      this.#searchTo(Math.max(this.#searched, this.#window.end - anchorSearch().longest + 1));
      this.#readWaiting(this.#window.end);
      this.#window.release(this.#neededFrom());
    }
  }

  finish(): Place {
    this.#searchTo(this.#window.end);
    if (this.#open !== null) this.#close(this.#open, Number.POSITIVE_INFINITY);
    this.#readWaiting(Number.POSITIVE_INFINITY);
    return this.#window.endPlace;
  }

  /** Meets the anchors that begin before a byte; all of them have come in. */
  #searchTo(before: number): void {
    for (const at of this.#window.anchors(this.#searched, this.#window.end)) {
      if (at < before) this.#meet(at);
    }
    this.#searched = before;
    const group = this.#open;
    if (group !== null && isPast(group, before)) this.#close(group, Number.POSITIVE_INFINITY);
  }

  #meet(at: number): void {
    const group = this.#open;
    if (group === null) {
      this.#open = { first: at, last: at, from: 0 };
    } else if (isPast(group, at)) {
      this.#close(group, Number.POSITIVE_INFINITY);
      this.#open = { first: at, last: at, from: 0 };
    } else if (at - group.first > LONGEST_GROUP) {
      const seam = Math.min(at, group.last + BEHIND);
      this.#close(group, seam);
      this.#open = { first: at, last: at, from: seam };
    } else {
      group.last = at;
    }
  }

  #close(group: Group, to: number): void {
    this.#waiting.push({ ...group, to });
    this.#open = null;
  }

  #readWaiting(available: number): void {
    const ready = this.#waiting.filter(({ last }) => last + AFTER <= available);
    this.#waiting = this.#waiting.filter((group) => !ready.includes(group));
    for (const group of ready) this.#read(group);
  }

  #read({ first, last, from, to }: ClosedGroup): void {
    if (this.#collector.full) return;
    const start = Math.max(0, first - BEFORE);
    const { text, place } = this.#window.text(start, Math.min(this.#window.end, last + AFTER));
    const offsetOf = (byte: number): number =>
      byte <= start
        ? place.offset
        : place.offset + this.#window.utf16Length(start, Math.min(byte, this.#window.end));
    const begin = offsetOf(from);
    const end = offsetOf(Math.min(to, last + BEHIND));
    this.#collect(
      readFailures(text, place).filter((failure) => {
        const at = failure.kind === 'denial' ? failure.denial.span.start : failure.span.start;
        return at >= begin && at < end;
      }),
    );
  }

  #collect(failures: ReturnType<typeof readFailures>): void {
    for (const failure of failures) this.#collector.add(failure);
  }

  /** No group spans more than `LONGEST_GROUP`, nor stays longer than what is read after it: so much at most is held. */
  #neededFrom(): number {
    const firsts = [...this.#waiting, ...(this.#open === null ? [] : [this.#open])].map(({ first }) => first);
    return Math.max(0, Math.min(this.#searched, ...firsts) - BEFORE);
  }
}

/** Whether an anchor that begins here, or later, is too far behind the group's to be read with them. */
function isPast({ last }: Group, at: number): boolean {
  return at - last > BEFORE + AFTER;
}
