/**
 * Finds any of many short texts in bytes, upper and lower case alike. Every fifth block of six bytes is looked up in
 * a table of those that stand near the beginning of an anchor; few do, and only there is more compared.
 */
import { ByteScan } from './byte-scan.ts';

/** Anchors are found by their first bytes, of which every block is in the table, and then compared to their end. */
const WINDOW = 10;
const BLOCK = 6;
const OFFSETS = WINDOW - BLOCK + 1;

/** Folds case in letters; other signs that fold alike are told apart when the text is read. */
const CASE_BIT = 0x20;

/** Multiplied by this, the first bits depend on all of a block: 2^64 over the golden ratio. */
const SCATTER = 0x9e3779b97f4a7c15n;
const HASH_BITS = 15n;

/** Bytes of an entry of the table, and of a window found; laid out as byte-scan.wat says. */
const ENTRY = 32;
const PAIR = 8;

/** Told of an anchor by where it begins, its index in the list, and its length. */
export type OnAnchor = (at: number, anchor: number, length: number) => void;

export class AnchorSearch {
  readonly #scan = new ByteScan();
  readonly #view = new DataView(this.#scan.code.memory.buffer);
  readonly #anchors: readonly Uint8Array[];
  /** For each window, by its number, the anchors that begin with it. */
  readonly #beginning: readonly (readonly number[])[];
  #entries = 0;
  readonly longest: number;

  constructor(anchors: readonly string[]) {
    this.#anchors = anchors.map((anchor) => Buffer.from(anchor, 'latin1').map((byte) => byte | CASE_BIT));
    this.longest = Math.max(...anchors.map(({ length }) => length));
    const windows = new Map<string, number[]>();
    for (const [index, anchor] of this.#anchors.entries()) {
      if (anchor.length < WINDOW) throw new Error(`Internal error: anchor ${index} is too short`);
      const window = Buffer.from(anchor).toString('latin1', 0, WINDOW);
      windows.set(window, [...(windows.get(window) ?? []), index]);
    }
    this.#beginning = [...windows.values()];
    for (const [number, window] of [...windows.keys()].entries()) this.#enter(number, window);
  }

  #enter(number: number, window: string): void {
    const bytes = Buffer.alloc(WINDOW + 8);
    bytes.write(window, 'latin1');
    const { ENTRIES, HEADS } = this.#scan.code;
    for (let offset = 0; offset < OFFSETS; offset++) {
      this.#entries += 1;
      const entry = ENTRIES.value + this.#entries * ENTRY;
      if (entry + ENTRY > HEADS.value) throw new Error('Internal error: too many anchors');
      const head = HEADS.value + hashOf(bytes.readBigUInt64LE(offset)) * 2;
      this.#view.setInt32(entry, this.#view.getUint16(head, true), true);
      this.#view.setInt32(entry + 4, offset, true);
      this.#view.setBigUint64(entry + 8, bytes.readBigUInt64LE(0), true);
      this.#view.setBigUint64(entry + 16, bytes.readBigUInt64LE(WINDOW - 8), true);
      this.#view.setInt32(entry + 24, number, true);
      this.#view.setUint16(head, entry, true);
    }
  }

  /** Reports every anchor that lies wholly in the bytes, from the front to the back. */
  search(bytes: Uint8Array, onAnchor: OnAnchor): void {
    for (const { at, window } of this.#windowsIn(bytes)) {
      for (const index of this.#beginning[window] ?? []) {
        const anchor = this.#anchors[index];
        if (anchor !== undefined && standsAt(bytes, at, anchor)) onAnchor(at, index, anchor.length);
      }
    }
  }

  #windowsIn(bytes: Uint8Array): readonly FoundWindow[] {
    const { code } = this.#scan;
    const found: FoundWindow[] = [];
    for (const { offset, start, end } of this.#scan.pieces(bytes, WINDOW - 1)) {
      for (let from = start; from + BLOCK <= end; ) {
        const [count, next] = code.search(start, from, end);
        for (let pair = code.FOUND.value; pair < code.FOUND.value + count * PAIR; pair += PAIR) {
          const address = this.#view.getInt32(pair, true);
          if (address + WINDOW > end) continue;
          found.push({ at: offset + address - start, window: this.#view.getInt32(pair + 4, true) });
        }
        from = next;
      }
    }
    // They come in the order of the blocks that gave them away.
    return found.sort((left, right) => left.at - right.at);
  }
}

interface FoundWindow {
  readonly at: number;
  readonly window: number;
}

/** The first bits of the block's first bytes times a number; byte-scan.wat computes the same. */
function hashOf(bytes: bigint): number {
  const block = BigInt.asUintN(BLOCK * 8, bytes);
  return Number(BigInt.asUintN(64, (block << 16n) * SCATTER) >> (64n - HASH_BITS));
}

function standsAt(bytes: Uint8Array, start: number, anchor: Uint8Array): boolean {
  if (start + anchor.length > bytes.length) return false;
  for (let index = 0; index < anchor.length; index++) {
    if (((bytes[start + index] as number) | CASE_BIT) !== anchor[index]) return false;
  }
  return true;
}
