/** The bytes of a file or of standard input, in chunks; of a file, all in one buffer. */
import { fstatSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { whyUnreadable } from './file-problem.ts';

/** A read fills so much; what is worked on next is then in the processor's cache. */
const READ_SIZE = 1 << 17;
/** After so many reads, whatever else waits has its turn: a signal, for one. */
const READS_PER_TURN = 64;
const STANDARD_INPUT = 0;
/** By its name in the file system a socket, which some programs give as standard input, cannot be opened. */
const IN: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/**
 * Chunks of a file, or of standard input for `-`; why there are none where the file cannot be opened. A chunk may be
 * written over once the next is asked for.
 */
export async function openInput(file: string): Promise<Result<AsyncIterable<Uint8Array>, string>> {
  if (IN.has(file)) return ok(isFile(STANDARD_INPUT) ? chunksOf(STANDARD_INPUT) : process.stdin);
  try {
    const handle = await open(file, 'r');
    const stat = await handle.stat();
    if (stat.isFile()) return ok(chunksOf(handle.fd, () => handle.close()));
    // A pipe or a device may keep one waiting.
    if (!stat.isDirectory()) return ok(handle.createReadStream({ highWaterMark: READ_SIZE }));
    await handle.close();
    return err(`cannot read \`${file}\`: it is a folder`);
  } catch (error) {
    return err(`cannot read \`${file}\`: ${whyUnreadable(error)}`);
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    // A closed one, of which its stream tells.
    return false;
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
