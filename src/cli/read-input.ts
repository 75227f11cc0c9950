/** The bytes of a file or of standard input, in chunks; of a file, all in one buffer. */
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { whyUnreadable } from './file-problem.ts';

/** A read fills so much; what is worked on next is then in the processor's cache. */
const READ_SIZE = 1 << 17;
/** Of so many reads of a file, one lets whatever else waits have its turn: a signal, for one. */
const READS_PER_TURN = 64;

/**
 * Chunks of a file, or of standard input for `-`; why there are none where the file cannot be opened. A chunk may be
 * written over once the next is asked for.
 */
export async function openInput(file: string): Promise<Result<AsyncIterable<Uint8Array>, string>> {
  if (file === '-') return ok(process.stdin);
  try {
    const handle = await open(file, 'r');
    const stat = await handle.stat();
    if (!stat.isDirectory()) return ok(chunksOf(handle, stat.isFile()));
    await handle.close();
    return err(`cannot read \`${file}\`: it is a folder`);
  } catch (error) {
    return err(`cannot read \`${file}\`: ${whyUnreadable(error)}`);
  }
}

/**
 * A file is read at once: to hand each read to another thread and back takes longer than the read. A pipe or a device
 * may keep one waiting.
 */
async function* chunksOf(handle: FileHandle, isFile: boolean): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(READ_SIZE);
  try {
    for (let turn = 1; ; turn++) {
      const length =
        isFile && turn % READS_PER_TURN !== 0
          ? readSync(handle.fd, buffer, 0, READ_SIZE, null)
          : (await handle.read(buffer, 0, READ_SIZE)).bytesRead;
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}
