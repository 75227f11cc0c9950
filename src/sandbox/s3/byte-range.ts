/** The part of an object that is asked for. Source: Amazon S3 API Reference, GetObject; RFC 7233. */
import { AwsError } from '../operation.ts';

export interface ByteRange {
  readonly from: number;
  /** Behind the last byte. */
  readonly to: number;
}

/** Null: the whole; several ranges, and what is no range, count for nothing. */
export function rangeOf(asked: string | null, size: number): ByteRange | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(asked ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (from >= size) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { from, to };
}

/** As the answer names it. */
export const contentRange = ({ from, to }: ByteRange, size: number): string =>
  `bytes ${from}-${to - 1}/${size}`;
