/**
 * Finds any of many short texts in bytes, upper and lower case alike. Every fifth block of six bytes is looked up in
 * a table of those that stand near the beginning of a text; few do, and only there is more compared.
 */
import type { ByteScan } from './byte-scan.ts';

/** A text's beginning is in the table by every block of its first ten bytes, and compared as far as sixteen. */
const SHORTEST = 10;
const LONGEST_BEGINNING = 16;
const BLOCK = 6;
const OFFSETS = SHORTEST - BLOCK + 1;

/** Folds case in letters; other signs that fold alike are told apart when the text is read. */
const CASE_BIT = 0x20;

/** Multiplied by this, the first bits depend on all of a block: 2^64 over the golden ratio. */
const SCATTER = 0x9e3779b97f4a7c15n;
const HASH_BITS = 15n;

/** Bytes of an entry of the table, and of a beginning found; laid out as byte-scan.wat says. */
const ENTRY = 32;
const PAIR = 8;
const LONGEST_CHAIN = 64;

/** An anchor by where it begins and by its index in the list. */
export interface FoundAnchor {
  readonly at: number;
  readonly anchor: number;
}

/** The anchors to be searched for, whatever they are searched in. */
export class AnchorSearch {
  readonly #anchors: readonly Uint8Array[];
  /** Distinct beginnings, and the anchors that begin so. */
  readonly #beginnings: ReadonlyMap<string, readonly number[]>;
  readonly #beginning: readonly (readonly number[])[];
  readonly longest: number;

  constructor(anchors: readonly string[]) {
    this.#anchors = anchors.map((anchor) => Buffer.from(anchor, 'latin1').map((byte) => byte | CASE_BIT));
    this.longest = Math.max(...anchors.map(({ length }) => length));
    const beginnings = new Map<string, number[]>();
    for (const [index, anchor] of this.#anchors.entries()) {
      if (anchor.length < SHORTEST) throw new Error(`Internal error: anchor ${index} is too short`);
      const beginning = Buffer.from(anchor).toString('latin1', 0, LONGEST_BEGINNING);
      beginnings.set(beginning, [...(beginnings.get(beginning) ?? []), index]);
    }
    this.#beginnings = beginnings;
    this.#beginning = [...beginnings.values()];
  }

  /** Writes the table into the memory of a scan, where it was never written before. */
  prepare(scan: ByteScan): void {
    const table = new BeginningTable(scan);
    for (const [number, beginning] of [...this.#beginnings.keys()].entries()) table.add(number, beginning);
  }

  /** Every anchor that lies wholly between two addresses of a prepared scan, from the front to the back. */
  search(scan: ByteScan, from: number, end: number): readonly FoundAnchor[] {
    const view = new DataView(scan.memory.buffer);
    const memory = new Uint8Array(scan.memory.buffer, 0, end);
    const found: FoundAnchor[] = [];
    for (let at = from; at + BLOCK <= end; ) {
      const [count, next] = scan.search(from, at, end);
      for (let pair = 0; pair < count * PAIR; pair += PAIR) {
        const start = view.getInt32(scan.FOUND.value + pair, true);
        for (const index of this.#beginning[view.getInt32(scan.FOUND.value + pair + 4, true)] ?? []) {
          if (standsAt(memory, start, this.#anchors[index])) found.push({ at: start, anchor: index });
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
  #entry: number;

  constructor(scan: ByteScan) {
    this.#scan = scan;
    this.#view = new DataView(scan.memory.buffer);
    this.#entry = scan.ENTRIES.value;
  }

  add(number: number, beginning: string): void {
    const bytes = Buffer.alloc(LONGEST_BEGINNING);
    bytes.write(beginning, 'latin1');
    for (let offset = 0; offset < OFFSETS; offset++) {
      const head = this.#scan.HEADS.value + hashOf(bytes.readBigUInt64LE(offset)) * 2;
      const entry = this.#next(head);
      this.#view.setInt32(entry, this.#view.getUint16(head, true), true);
      this.#view.setInt32(entry + 4, offset, true);
      this.#view.setBigUint64(entry + 8, bytes.readBigUInt64LE(0), true);
      this.#view.setBigUint64(entry + 16, bytes.readBigUInt64LE(beginning.length - 8), true);
      this.#view.setInt32(entry + 24, number, true);
      this.#view.setInt32(entry + 28, beginning.length - 8, true);
      this.#view.setUint16(head, entry, true);
    }
  }

  #next(head: number): number {
    let chain = 1;
    for (let at = this.#view.getUint16(head, true); at !== 0; at = this.#view.getInt32(at, true)) chain += 1;
    this.#entry += ENTRY;
    if (chain > LONGEST_CHAIN || this.#entry + ENTRY > this.#scan.HEADS.value)
      throw new Error('Internal error: too many anchors');
    return this.#entry;
  }
}

/** The first bits of the block's first bytes times a number; byte-scan.wat computes the same. */
function hashOf(bytes: bigint): number {
  const block = BigInt.asUintN(BLOCK * 8, bytes);
  return Number(BigInt.asUintN(64, (block << 16n) * SCATTER) >> (64n - HASH_BITS));
}

function standsAt(memory: Uint8Array, start: number, anchor: Uint8Array | undefined): boolean {
  if (anchor === undefined || start + anchor.length > memory.length) return false;
  for (let index = 0; index < anchor.length; index++) {
    if (((memory[start + index] as number) | CASE_BIT) !== anchor[index]) return false;
  }
  return true;
}
