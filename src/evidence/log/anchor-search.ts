/**
 * Finds any of many short texts in bytes, upper and lower case alike, in one pass that skips most bytes.
 * Source: S. Wu and U. Manber, "A fast algorithm for multi-pattern searching", 1994, with blocks of three bytes.
 */

const BLOCK = 3;
/** Anchors are found by their first characters and then compared to their end. The longer, the farther a skip. */
const WINDOW = 10;
/** From a window's first block to its last. */
const REACH = WINDOW - BLOCK;
/** Five bits of each byte of a block: enough to tell letters apart, and upper from lower case not at all. */
const BITS = 5;
const MASK = (1 << BITS) - 1;
const BLOCKS = 1 << (BITS * BLOCK);
/** Folds case in letters; other signs that fold alike are told apart when the text is read. */
const CASE_BIT = 0x20;

/** Told of an anchor by where it begins, its index in the list, and its length. */
export type OnAnchor = (at: number, anchor: number, length: number) => void;

export class AnchorSearch {
  /** How far the window may move on when it ends with this block. */
  readonly #shift = new Uint8Array(BLOCKS).fill(REACH + 1);
  /** Whether an anchor's window has this mark: few that end like an anchor begin like the same one. */
  readonly #marks = new Uint8Array(BLOCKS);
  /** Anchors whose window ends with this block. */
  readonly #ending = new Map<number, readonly number[]>();
  readonly #anchors: readonly Uint8Array[];
  readonly longest: number;

  constructor(anchors: readonly string[]) {
    this.#anchors = anchors.map((anchor) => Buffer.from(anchor, 'latin1').map((byte) => byte | CASE_BIT));
    this.longest = Math.max(...anchors.map(({ length }) => length));
    for (const [index, anchor] of this.#anchors.entries()) this.#enter(index, anchor);
  }

  #enter(index: number, anchor: Uint8Array): void {
    if (anchor.length < WINDOW) throw new Error(`Internal error: anchor ${index} is too short`);
    for (let start = 0; start <= REACH; start++) {
      const block = blockAt(anchor, start);
      this.#shift[block] = Math.min(this.#shift[block] ?? 0, REACH - start);
    }
    this.#marks[markAt(anchor, 0)] = 1;
    const last = blockAt(anchor, REACH);
    this.#ending.set(last, [...(this.#ending.get(last) ?? []), index]);
  }

  /** Reports every anchor that lies wholly in the bytes, from the front to the back. */
  search(bytes: Uint8Array, onAnchor: OnAnchor): void {
    for (const start of likelyStarts(bytes, this.#shift, this.#marks)) this.#verify(bytes, start, onAnchor);
  }

  #verify(bytes: Uint8Array, start: number, onAnchor: OnAnchor): void {
    for (const index of this.#ending.get(blockAt(bytes, start + REACH)) ?? []) {
      const anchor = this.#anchors[index];
      if (anchor !== undefined && standsAt(bytes, start, anchor)) onAnchor(start, index, anchor.length);
    }
  }
}

/**
 * Where windows begin that begin and end like an anchor, in order. Both halves of the bytes are gone through side by
 * side: each step waits for memory, and a processor waits for two at once. Written flat, without a call or a
 * field in the loops, as this is where a long log's time goes.
 */
function likelyStarts(bytes: Uint8Array, shift: Uint8Array, marks: Uint8Array): readonly number[] {
  const end = Math.max(0, bytes.length - WINDOW + 1);
  const middle = end >> 1;
  const front: number[] = [];
  const back: number[] = [];
  let left = 0;
  let right = middle;
  while (left < middle && right < end) {
    const step = shift[blockAt(bytes, left + REACH)] as number;
    const other = shift[blockAt(bytes, right + REACH)] as number;
    if (step === 0) {
      if (marks[markAt(bytes, left)] === 1) front.push(left);
      left += 1;
    }
    if (other === 0) {
      if (marks[markAt(bytes, right)] === 1) back.push(right);
      right += 1;
    }
    left += step;
    right += other;
  }
  for (; left < middle; left += shift[blockAt(bytes, left + REACH)] || 1) {
    if (marks[markAt(bytes, left)] === 1) front.push(left);
  }
  for (; right < end; right += shift[blockAt(bytes, right + REACH)] || 1) {
    if (marks[markAt(bytes, right)] === 1) back.push(right);
  }
  return front.concat(back);
}

function blockAt(bytes: Uint8Array, at: number): number {
  const first = (bytes[at] as number) & MASK;
  const second = (bytes[at + 1] as number) & MASK;
  return (first << (2 * BITS)) | (second << BITS) | ((bytes[at + 2] as number) & MASK);
}

/** One number for the first and the last block of the window that begins here. */
function markAt(bytes: Uint8Array, start: number): number {
  const last = blockAt(bytes, start + REACH);
  return blockAt(bytes, start) ^ ((last << 7) & (BLOCKS - 1)) ^ (last >> 8);
}

function standsAt(bytes: Uint8Array, start: number, anchor: Uint8Array): boolean {
  if (start + anchor.length > bytes.length) return false;
  for (let index = 0; index < anchor.length; index++) {
    if (((bytes[start + index] as number) | CASE_BIT) !== anchor[index]) return false;
  }
  return true;
}
