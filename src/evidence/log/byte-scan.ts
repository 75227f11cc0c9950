/**
 * The loops over every byte of a log, in WebAssembly: they take 16 bytes at once, or leap through them without a check
 * of bounds, and a gigabyte goes by in less than a second, which takes JavaScript several.
 * Node runs this code wherever it runs its own HTTP client, whose parser is such a module too.
 */
import { BYTE_SCAN_CODE } from './byte-scan-code.ts';

interface Address {
  readonly value: number;
}

/** As byte-scan.wat says. */
export interface ByteScan {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly ENTRIES: Address;
  readonly HEADS: Address;
  readonly MARKS: Address;
  readonly FOUND: Address;
  readonly BYTES: Address;
  search(from: number, at: number, end: number, stride: number): readonly [found: number, at: number];
  measure(at: number, end: number): readonly [breaks: number, beyondAscii: number, surplus: number];
}

/** What the code reads behind the last byte at most. */
const PADDING = 16;

let compiled: WebAssembly.Module | null = null;

/** The code with a memory of its own, from whose `BYTES` on there is room for `roomIn` bytes. */
export function openByteScan(): ByteScan {
  compiled ??= new WebAssembly.Module(Buffer.from(BYTE_SCAN_CODE, 'base64'));
  return new WebAssembly.Instance(compiled).exports as unknown as ByteScan;
}

export function roomIn({ memory, BYTES }: ByteScan): number {
  return memory.buffer.byteLength - BYTES.value - PADDING;
}
