/**
 * Finds any of many short texts in bytes, upper and lower case alike. A block of six bytes every few bytes is looked up
 * in a table of those that stand near the beginning of a text; few do, and only there is more compared.
 */
import { type ByteScan, openByteScan, roomIn } from './byte-scan.ts';

const BLOCK = 6;
/** A text's beginning is compared as far as this. */
const LONGEST_BEGINNING = 16;
const SHORTEST_BEGINNING = 8;
/** Bytes, of all texts together, that are looked through sooner than the table is made. */
const WITHOUT_TABLE = 4096;

/** Folds case in letters; other signs that fold alike are told apart when the text is read. */
const CASE_BIT = 0x20;

/** Multiplied by this, the first bits depend on all of a block: 2^64 over the golden ratio. */
const SCATTER = 0x9e3779b97f4a7c15n;
const MARK_BITS = 17n;
/** The first of these bits lead to a chain of entries. */
const HEAD_SHIFT = 2;

/** Bytes of an entry of the table, and of a beginning found; laid out as byte-scan.wat says. */
const ENTRY = 32;
const PAIR = 8;
const LONGEST_CHAIN = 64;

const folded = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte | CASE_BIT));

/** An anchor by where it begins and by its index in the list. */
export interface FoundAnchor {
  readonly at: number;
  readonly anchor: number;
}

/** The anchors to be searched for, whatever they are searched in. */
export class AnchorSearch {
  readonly #anchors: readonly Buffer[];
  /** Distinct beginnings, and the anchors that begin so. */
  readonly #beginnings: ReadonlyMap<string, readonly number[]>;
  readonly #beginning: readonly (readonly number[])[];
  /** So many blocks that follow each other are in the table, of every text: one of them is looked up wherever it stands. */
  readonly #stride: number;
  readonly longest: number;

  constructor(anchors: readonly string[]) {
    this.#anchors = anchors.map((anchor) => folded(Buffer.from(anchor, 'latin1')));
    this.longest = Math.max(...anchors.map(({ length }) => length));
    const shortest = Math.min(...anchors.map(({ length }) => length));
    if (shortest < SHORTEST_BEGINNING) throw new Error('Internal error: an anchor is too short');
    this.#stride = Math.min(LONGEST_BEGINNING, shortest) - BLOCK + 1;
    const beginnings = new Map<string, number[]>();
    for (const [index, anchor] of this.#anchors.entries()) {
      const beginning = Buffer.from(anchor).toString('latin1', 0, LONGEST_BEGINNING);
      beginnings.set(beginning, [...(beginnings.get(beginning) ?? []), index]);
    }
    this.#beginnings = beginnings;
    this.#beginning = [...beginnings.values()];
  }

  /** Writes the table into the memory of a scan, where it was never written before. */
  prepare(scan: ByteScan): void {
    const beginnings = [...this.#beginnings.keys()];
    const table = new BeginningTable(scan, this.#stride);
    // What stands in many anchors stands in many a harmless line too: each is found by blocks that few others have.
    const sharing = new Map<string, number>();
    for (const block of beginnings.flatMap(blocksOf)) sharing.set(block, (sharing.get(block) ?? 0) + 1);
    for (const [number, beginning] of beginnings.entries()) {
      const shared = blocksOf(beginning).map((block) => sharing.get(block) ?? 0);
      table.add(number, beginning, lowestSum(shared, this.#stride));
    }
  }

  /** The indexes of those that stand in bytes, without a table. */
  within(bytes: Uint8Array): ReadonlySet<number> {
    const text = folded(bytes);
    return new Set(this.#anchors.flatMap((anchor, index) => (text.includes(anchor) ? index : [])));
  }

  /** Every anchor that lies wholly between two addresses of a prepared scan, from the front to the back. */
  search(scan: ByteScan, from: number, end: number): readonly FoundAnchor[] {
    const memory = new Uint8Array(scan.memory.buffer, 0, end);
    const pairs = new DataView(scan.memory.buffer, scan.FOUND.value);
    const found: FoundAnchor[] = [];
    for (let at = from; at + BLOCK <= end; ) {
      const [count, next] = scan.search(from, at, end, this.#stride);
      for (let pair = 0; pair < count * PAIR; pair += PAIR) {
        const start = pairs.getInt32(pair, true);
        for (const index of this.#beginning[pairs.getInt32(pair + 4, true)] ?? []) {
          if (endsAt(memory, start, this.#anchors[index])) found.push({ at: start, anchor: index });
        }
      }
      at = next;
    }
    // They come in the order of the blocks that gave them away.
    return found.sort((left, right) => left.at - right.at);
  }
}

class BeginningTable {
  readonly #scan: ByteScan;
  readonly #view: DataView;
  readonly #blocks: number;
  #entry: number;

  constructor(scan: ByteScan, blocks: number) {
    this.#scan = scan;
    this.#blocks = blocks;
    this.#view = new DataView(scan.memory.buffer);
    this.#entry = scan.ENTRIES.value;
  }

  /** Adds a beginning by the blocks that start at `from` and right behind it. */
  add(number: number, beginning: string, from: number): void {
    const bytes = Buffer.alloc(LONGEST_BEGINNING + 8 - BLOCK);
    bytes.write(beginning, 'latin1');
    for (let offset = from; offset < from + this.#blocks; offset++) {
      const hash = hashOf(bytes.readBigUInt64LE(offset));
      const mark = this.#scan.MARKS.value + (hash >> 3);
      this.#view.setUint8(mark, this.#view.getUint8(mark) | (1 << (hash & 7)));
      const head = this.#scan.HEADS.value + (hash >> HEAD_SHIFT) * 2;
      const entry = this.#next(head);
      this.#view.setInt32(entry, this.#view.getUint16(head, true) * ENTRY, true);
      this.#view.setInt32(entry + 4, offset, true);
      this.#view.setBigUint64(entry + 8, bytes.readBigUInt64LE(0), true);
      this.#view.setBigUint64(entry + 16, bytes.readBigUInt64LE(beginning.length - 8), true);
      this.#view.setInt32(entry + 24, number, true);
      this.#view.setInt32(entry + 28, beginning.length - 8, true);
      this.#view.setUint16(head, entry / ENTRY, true);
    }
  }

  #next(head: number): number {
    let chain = 1;
    for (let at = this.#view.getUint16(head, true) * ENTRY; at !== 0; at = this.#view.getInt32(at, true))
      chain += 1;
    this.#entry += ENTRY;
    if (chain > LONGEST_CHAIN || this.#entry + ENTRY > this.#scan.HEADS.value)
      throw new Error('Internal error: too many anchors');
    return this.#entry;
  }
}

/** Which of the anchors stand in a text, for one text after another. */
export class AnchorsInText {
  readonly #anchors: AnchorSearch;
  #scan: ByteScan | null = null;
  #asked = 0;

  constructor(anchors: readonly string[]) {
    this.#anchors = new AnchorSearch(anchors);
  }

  /** The indexes of those in bytes of any length. */
  of(bytes: Uint8Array): ReadonlySet<number> {
    this.#asked += bytes.length;
    if (this.#scan === null && this.#asked <= WITHOUT_TABLE) return this.#anchors.within(bytes);
    const scan = this.#prepared();
    const memory = new Uint8Array(scan.memory.buffer);
    const start = scan.BYTES.value;
    const found = new Set<number>();
    const overlap = this.#anchors.longest - 1;
    for (let at = 0; at < bytes.length; at += roomIn(scan) - overlap) {
      const piece = bytes.subarray(at, at + roomIn(scan));
      memory.set(piece, start);
      for (const { anchor } of this.#anchors.search(scan, start, start + piece.length)) found.add(anchor);
    }
    return found;
  }

  #prepared(): ByteScan {
    if (this.#scan === null) {
      this.#scan = openByteScan();
      this.#anchors.prepare(this.#scan);
    }
    return this.#scan;
  }
}

/** In order of where they start. */
function blocksOf(beginning: string): readonly string[] {
  return Array.from({ length: beginning.length - BLOCK + 1 }, (_, at) => beginning.slice(at, at + BLOCK));
}

/** Where those `count` numbers in a row begin that have the lowest sum: the last such place, as texts of one kind begin alike. */
function lowestSum(numbers: readonly number[], count: number): number {
  const sums = numbers
    .slice(count - 1)
    .map((_, at) => numbers.slice(at, at + count).reduce((sum, one) => sum + one, 0));
  return sums.lastIndexOf(Math.min(...sums));
}

/** The first bits of the block's first bytes times a number; byte-scan.wat computes the same. */
function hashOf(bytes: bigint): number {
  const block = BigInt.asUintN(BLOCK * 8, bytes);
  return Number(BigInt.asUintN(64, (block << 16n) * SCATTER) >> (64n - MARK_BITS));
}

/** Whether an anchor whose beginning stands at `start` stands there to its end. */
function endsAt(memory: Uint8Array, start: number, anchor: Uint8Array | undefined): boolean {
  if (anchor === undefined || start + anchor.length > memory.length) return false;
  for (let index = LONGEST_BEGINNING; index < anchor.length; index++) {
    if (((memory[start + index] as number) | CASE_BIT) !== anchor[index]) return false;
  }
  return true;
}
