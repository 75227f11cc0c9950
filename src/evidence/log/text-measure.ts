/** How long bytes are as text: in UTF-16 units, as places are counted, and in lines. */
import { isUtf8 } from 'node:buffer';
import { ByteScan } from './byte-scan.ts';

export interface Measure {
  readonly utf16: number;
  readonly breaks: number;
}

/** The measure of bytes that follow each other; they are put together only where a character lies in two of them. */
export function measure(parts: readonly Buffer[]): Measure {
  const scanned = parts.map(scan);
  const breaks = scanned.reduce((sum, one) => sum + one.breaks, 0);
  if (scanned.every(({ utf16 }) => utf16 !== null)) {
    return { breaks, utf16: scanned.reduce((sum, one) => sum + (one.utf16 ?? 0), 0) };
  }
  return { breaks, utf16: decodedLength(Buffer.concat(parts)) };
}

const SCAN = new ByteScan();

/** `utf16` is null where the bytes are no UTF-8 by themselves. */
function scan(bytes: Buffer): { readonly breaks: number; readonly utf16: number | null } {
  const sum = { breaks: 0, beyondAscii: 0, surplus: 0 };
  for (const { start, end } of SCAN.pieces(bytes, 0)) {
    const [breaks, beyondAscii, surplus] = SCAN.code.measure(start, end);
    sum.breaks += breaks;
    sum.beyondAscii += beyondAscii;
    sum.surplus += surplus;
  }
  const isText = sum.beyondAscii === 0 || isUtf8(bytes);
  return { breaks: sum.breaks, utf16: isText ? bytes.length - sum.surplus : null };
}

/** What is no UTF-8 is decoded to be counted, a piece at a time. */
const PIECE = 1 << 14;

function decodedLength(bytes: Buffer): number {
  const { utf16 } = scan(bytes);
  if (utf16 !== null) return utf16;
  if (bytes.length <= PIECE) return bytes.toString('utf8').length;
  const middle = characterStart(bytes, bytes.length >> 1);
  return decodedLength(bytes.subarray(0, middle)) + decodedLength(bytes.subarray(middle));
}

/** A character of UTF-8 has up to three bytes after its first. */
export const LOOK_BACK = 3;

/** The start of the character that the byte at `at` belongs to; of what is no UTF-8, the byte itself. */
export function characterStart(bytes: Uint8Array, at: number): number {
  for (let back = 0; back <= Math.min(LOOK_BACK, at); back++) {
    const byte = bytes[at - back] ?? 0;
    if (byte < 0x80) return at;
    if (byte >= 0xc0) return back === 0 || back < widthOf(byte) ? at - back : at;
  }
  return at;
}

function widthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
