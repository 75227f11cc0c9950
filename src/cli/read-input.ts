/** The bytes of a file or of standard input, in chunks; of a file, all in one buffer. */
import { fstatSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { ReadFailure, whyUnreadable } from './file-problem.ts';

/** A read fills so much; what is worked on next is then in the processor's cache. */
const READ_SIZE = 1 << 17;
/** After so many reads, whatever else waits has its turn: a signal, for one. */
const READS_PER_TURN = 64;
const STANDARD_INPUT = 0;
/** By its name in the file system a socket, which some programs give as standard input, cannot be opened. */
const IN: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/** Whether a name stands for standard input. */
export const isStandardInput = (file: string): boolean => IN.has(file);

/** What it is called in a message. */
export const inputName = (file: string): string => (IN.has(file) ? 'standard input' : `\`${file}\``);

/**
 * Chunks of a file, or of standard input for `-`; why there are none where the file cannot be opened. A chunk may be
 * written over once the next is asked for; where reading stops before the end, a ReadFailure says why. A person at a
 * terminal is told that it is waited for.
 */
export async function openInput(
  file: string,
  say: (text: string) => void,
): Promise<Result<AsyncIterable<Uint8Array>, string>> {
  try {
    return ok(worded(file, IN.has(file) ? standardInput(say) : await chunksOfFile(file)));
  } catch (error) {
    return err(unread(file, error));
  }
}

const unread = (file: string, error: unknown): string =>
  `cannot read ${inputName(file)}: ${whyUnreadable(error)}`;

const FOLDER = Object.assign(new Error('a folder'), { code: 'EISDIR' });

function standardInput(say: (text: string) => void): AsyncIterable<Uint8Array> {
  const stat = fstatSync(STANDARD_INPUT);
  if (stat.isDirectory()) throw FOLDER;
  if (stat.isFile()) return chunksOf(STANDARD_INPUT);
  if (process.stdin.isTTY) say('reading the terminal; end with Ctrl-D');
  return process.stdin;
}

async function chunksOfFile(file: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(file, 'r');
  const stat = await handle.stat();
  if (stat.isFile()) return chunksOf(handle.fd, () => handle.close());
  // A pipe or a device may keep one waiting.
  if (!stat.isDirectory()) return handle.createReadStream({ highWaterMark: READ_SIZE });
  await handle.close();
  throw FOLDER;
}

async function* worded(file: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw new ReadFailure(unread(file, error));
  }
}

/** A file is read without another thread: to hand each read to one and back takes longer than the read. */
async function* chunksOf(descriptor: number, close?: () => Promise<void>): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(READ_SIZE);
  try {
    for (let turn = 1; ; turn++) {
      const length = readSync(descriptor, buffer, 0, READ_SIZE, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
      if (turn % READS_PER_TURN === 0) await setImmediate();
    }
  } finally {
    await close?.();
  }
}
