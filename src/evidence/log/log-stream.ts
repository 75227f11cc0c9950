/** A log or a file of CloudTrail events as a stream of bytes: plain text or gzip, told apart by the first bytes. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TrailFile, trailDepth } from '../cloudtrail/trail-file.ts';
import { type FailureEntry, saysWhat } from './distinct-failures.ts';
import { type Failure, type Place, spanOf } from './failures.ts';
import { LogScanner } from './log-scanner.ts';
import { LogEnd } from './log-end.ts';
import type { SuspiciousLine } from './suspicious-lines.ts';

export interface LogReading {
  readonly entries: readonly FailureEntry[];
  /** Different failures that were left out because there were too many. */
  readonly omitted: number;
  /** Why the stream was not read to its end; null where it was. */
  readonly problem: string | null;
  /** Where nothing was recognised but that a command failed: the lines that look most like what went wrong. */
  readonly suspicious: readonly SuspiciousLine[];
}

/** Reads a stream to its end or to where it breaks. A chunk may be written over once the next is asked for. */
export async function readLogStream(chunks: AsyncIterable<Uint8Array>): Promise<LogReading> {
  const reader = new EitherReader();
  const last = new LogEnd();
  let broken: string | null = null;
  try {
    for await (const chunk of unpacked(chunks)) {
      reader.push(chunk);
      last.push(chunk);
    }
  } catch (error) {
    broken = `the log could not be read to its end: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { entries, omitted, problem, end } = reader.finish();
  const suspicious = end === null ? [] : unrecognisedLines(entries, () => last.suspicious(end));
  return { entries, omitted, problem: broken ?? problem, suspicious };
}

/** Where nothing was recognised but that a command failed, that it got no password, or what its tool went on after: the lines of the text that look most like what went wrong. */
export function unrecognisedLines(
  entries: readonly FailureEntry[],
  lines: () => readonly SuspiciousLine[],
): readonly SuspiciousLine[] {
  if (entries.some(({ failure }) => !failure.wentOn && saysWhat(failure) && !isEmptyLogin(failure)))
    return [];
  const past = entries.flatMap(({ failure }) =>
    failure.wentOn || isEmptyLogin(failure) ? [spanOf(failure)] : [],
  );
  const isPast = ({ span, mayFail }: SuspiciousLine): boolean =>
    mayFail || past.some(({ start, end }) => start < span.end && end > span.start);
  const all = lines();
  const others = all.filter((line) => !isPast(line));
  return past.length === 0 && others.length === 0 ? all : others;
}

const isEmptyLogin = (failure: Failure): boolean =>
  failure.kind === 'symptom' && failure.symptom === 'interactive-login';

/** So much of a text tells whether it is a file of CloudTrail's. */
const HEAD = 256;

/** Reads CloudTrail's events as such and anything else as a log, told apart by the first bytes. */
class EitherReader {
  #head = Buffer.alloc(0);
  #reader: LogScanner | TrailFile | null = null;

  push(chunk: Uint8Array): void {
    if (this.#reader !== null) {
      this.#reader.push(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= HEAD) this.#decide();
  }

  /** `end`: where the log ends; null of a file of events. */
  finish(): Omit<LogReading, 'suspicious'> & { readonly end: Place | null } {
    return { problem: null, end: null, ...this.#decide().finish() };
  }

  #decide(): LogScanner | TrailFile {
    if (this.#reader !== null) return this.#reader;
    const depth = trailDepth(this.#head.toString('utf8', 0, HEAD));
    this.#reader = depth === null ? new LogScanner() : new TrailFile(depth);
    this.#reader.push(this.#head);
    this.#head = Buffer.alloc(0);
    return this.#reader;
  }
}

/** Source: RFC 1952, section 2.3.1. */
const GZIP = [0x1f, 0x8b] as const;
/** Few large chunks are read faster than many small ones. */
const UNPACKED_SIZE = 1 << 17;

async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head = await firstBytes(iterator);
  const rest = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
  if (head[0] !== GZIP[0] || head[1] !== GZIP[1]) {
    yield head;
    yield* rest;
    return;
  }
  const gunzip = createGunzip({ chunkSize: UNPACKED_SIZE });
  pipeline(Readable.from(copies(head, rest)), gunzip, () => {
    // An error reaches the loop below, which reads from the end of the pipeline.
  });
  for await (const chunk of gunzip) yield chunk;
}

async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < GZIP.length) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

/** A pipeline asks for the next chunk while it still reads the last. */
async function* copies(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield Buffer.from(head);
  for await (const chunk of rest) yield Buffer.from(chunk);
}
