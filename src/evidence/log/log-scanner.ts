/**
 * Reads a log of any length as it comes in. Bytes without an anchor are passed over; the stretch around each group
 * of anchors is read as text. What is found does not depend on how the bytes were cut into chunks, and
 * no more is held than one stretch and the chunks it lies in.
 */
import { ByteWindow } from './byte-window.ts';
import { FailureCollector, type FailureEntry } from './distinct-failures.ts';
import { readFailures } from './failures.ts';
import { ANCHORS, readersFor } from './readers.ts';

/** Text shorter than this is read whole, so that no broken line hides an anchor. */
const READ_WHOLE = 1 << 16;
/** How much is read before the first anchor of a group (its sentence, its wrapper) and after the last (an encoded message). */
const BEFORE = 3 << 10;
const AFTER = 12 << 10;
/** A message begins no farther behind the last anchor of its group. */
const BEHIND = 1 << 10;
/** A group is closed when it spans so much, so that a hostile log makes many groups and not one of its own size. */
const LONGEST_GROUP = 1 << 18;

/** Anchors near enough to each other to be read together. */
interface Group {
  readonly first: number;
  last: number;
  readonly anchors: Set<number>;
  /** Messages that begin earlier belong to the group before. */
  readonly from: number;
}

/** A group with its end, waiting for the bytes after its last anchor. */
interface ClosedGroup extends Group {
  /** Messages that begin here or later belong to the group after. */
  readonly to: number;
}

export class LogScanner {
  readonly #window = new ByteWindow();
  readonly #collector = new FailureCollector();
  #open: Group | null = null;
  #waiting: ClosedGroup[] = [];
  #searched = 0;

  /** How many bytes of the log are kept just now. */
  get held(): number {
    return this.#window.held;
  }

  /** Reads on; the chunk may be written over afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#collector.full) return;
    this.#window.push(chunk);
    if (this.#window.end <= READ_WHOLE) {
      this.#window.release(0);
      return;
    }
    this.#search();
    this.#readWaiting(this.#window.end);
    this.#window.release(this.#neededFrom());
  }

  /** Everything the log says, after its last chunk. */
  finish(): { readonly entries: readonly FailureEntry[]; readonly omitted: number } {
    if (this.#window.end <= READ_WHOLE) {
      this.#collect(readFailures(this.#window.bytes(0, this.#window.end).toString('utf8')));
    } else {
      this.#search();
      if (this.#open !== null) this.#close(this.#open, Number.POSITIVE_INFINITY);
      this.#readWaiting(Number.POSITIVE_INFINITY);
    }
    return { entries: this.#collector.entries(), omitted: this.#collector.omitted };
  }

  /** Looks for anchors in what came in, and across the seam to what came before. */
  #search(): void {
    const seam = this.#searched;
    const end = this.#window.end;
    const from = Math.max(0, seam - ANCHORS.longest + 1);
    const acrossTo = Math.min(end, seam + ANCHORS.longest - 1);
    ANCHORS.search(this.#window.bytes(from, acrossTo), (at, anchor, length) => {
      if (from + at < seam && from + at + length > seam) this.#meet(from + at, anchor);
    });
    ANCHORS.search(this.#window.bytes(seam, end), (at, anchor) => this.#meet(seam + at, anchor));
    this.#searched = end;
    const group = this.#open;
    if (group !== null && isPast(group, end - ANCHORS.longest + 1))
      this.#close(group, Number.POSITIVE_INFINITY);
  }

  #meet(at: number, anchor: number): void {
    const group = this.#open;
    if (group === null) {
      this.#open = { first: at, last: at, anchors: new Set([anchor]), from: 0 };
    } else if (isPast(group, at)) {
      this.#close(group, Number.POSITIVE_INFINITY);
      this.#open = { first: at, last: at, anchors: new Set([anchor]), from: 0 };
    } else if (at - group.first > LONGEST_GROUP) {
      this.#close(group, at);
      this.#open = { first: at, last: at, anchors: new Set([anchor]), from: at };
    } else {
      group.last = at;
      group.anchors.add(anchor);
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

  #read({ first, last, anchors, from, to }: ClosedGroup): void {
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
      readFailures(text, place, readersFor(anchors)).filter((failure) => {
        const at = failure.kind === 'denial' ? failure.denial.span.start : failure.span.start;
        return at >= begin && at < end;
      }),
    );
  }

  #collect(failures: ReturnType<typeof readFailures>): void {
    for (const failure of failures) this.#collector.add(failure);
  }

  #neededFrom(): number {
    const firsts = [...this.#waiting, ...(this.#open === null ? [] : [this.#open])].map(({ first }) => first);
    return Math.max(0, Math.min(this.#window.end, ...firsts) - BEFORE - ANCHORS.longest);
  }
}

/** Whether an anchor that begins here, or later, is too far behind the group's to be read with them. */
function isPast({ last }: Group, at: number): boolean {
  return at - last > BEFORE + AFTER;
}
