/** Standard output when it is a pipe: its reader may be slow, or gone. */
import { once } from 'node:events';

/**
 * A reader that goes away (`rolemend explain … | head`) is no failure, and must not end a change under way: what is
 * written afterwards goes nowhere. Any other failure to write is thrown.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Settles once more may be written without piling up; false where nobody reads any more. */
export async function outputTakesMore(): Promise<boolean> {
  const { stdout } = process;
  if (stdout.writableNeedDrain && !stdout.destroyed) {
    await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => undefined);
  }
  return !stdout.destroyed && stdout.errored === null;
}
