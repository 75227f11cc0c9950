/** The bytes of a file or of standard input, in chunks: one is read while the last is worked on, in two buffers for all. */
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { whyUnreadable } from './file-problem.ts';

/** A read fills so much; larger ones are no faster, and smaller ones are. */
const READ_SIZE = 1 << 18;

/**
 * Chunks of a file, or of standard input for `-`; why there are none where the file cannot be opened. A chunk may be
 * written over once the next is asked for.
 */
export async function openInput(file: string): Promise<Result<AsyncIterable<Uint8Array>, string>> {
  if (file === '-') return ok(process.stdin);
  try {
    const handle = await open(file, 'r');
    if (!(await handle.stat()).isDirectory()) return ok(chunksOf(handle));
    await handle.close();
    return err(`cannot read \`${file}\`: it is a folder`);
  } catch (error) {
    return err(`cannot read \`${file}\`: ${whyUnreadable(error)}`);
  }
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  let [next, other] = [Buffer.allocUnsafeSlow(READ_SIZE), Buffer.allocUnsafeSlow(READ_SIZE)];
  let reading = handle.read(next, 0, READ_SIZE);
  try {
    for (;;) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) return;
      [next, other] = [other, next];
      reading = handle.read(next, 0, READ_SIZE);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // Whoever stops early leaves a read under way, whose outcome no longer matters.
    await reading.catch(() => undefined);
    await handle.close();
  }
}
