/**
 * The loops over every byte of a log, in WebAssembly: they take 16 bytes at once, or skip through them without a bounds
 * check, and a gigabyte goes by in less than a second, where the same in JavaScript takes several.
 * Node runs this code wherever it runs its own HTTP client, whose parser is such a module too.
 */
import { BYTE_SCAN_CODE } from './byte-scan-code.ts';

/** So much is scanned at once; it fits into a processor's second cache. */
const PIECE = 1 << 18;
/** What the code reads behind the last byte at most. */
const PADDING = 16;

interface Address {
  readonly value: number;
}

/** As byte-scan.wat says. */
interface ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly ENTRIES: Address;
  readonly HEADS: Address;
  readonly FOUND: Address;
  readonly BYTES: Address;
  search(from: number, at: number, end: number): readonly [found: number, at: number];
  measure(at: number, end: number): readonly [breaks: number, beyondAscii: number, surplus: number];
}

/** One instance of the code with its memory. */
export class ByteScan {
  readonly code: ScanExports;
  readonly memory: Uint8Array;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(BYTE_SCAN_CODE, 'base64'));
    this.code = new WebAssembly.Instance(module).exports as unknown as ScanExports;
    this.memory = new Uint8Array(this.code.memory.buffer);
  }

  /** Puts the bytes where the code reads them, a piece after another; each begins with the last bytes of the one before. */
  *pieces(bytes: Uint8Array, overlap: number): Generator<Piece> {
    const start = this.code.BYTES.value;
    for (let offset = 0; offset + overlap < bytes.length; offset += PIECE - overlap) {
      const piece = bytes.subarray(offset, offset + PIECE);
      const end = start + piece.length;
      this.memory.set(piece, start);
      this.memory.fill(0, end, end + PADDING);
      yield { offset, start, end };
    }
  }
}

interface Piece {
  /** Where the piece begins in all of the bytes. */
  readonly offset: number;
  /** Its addresses. */
  readonly start: number;
  readonly end: number;
}
