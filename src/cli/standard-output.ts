/** Standard output when it is a pipe or a file: its reader may be slow, or gone; its disk may be full. */
import { once } from 'node:events';
import { EXIT } from '#render/exit-codes.ts';

/**
 * A reader that goes away (`rolemend explain … | head`) is no failure, and must not end a change under way: what is
 * written afterwards goes nowhere. Neither must a full disk; but then the command has failed, and says so.
 */
export function outliveReaders(): void {
  let isLost = false;
  const lose = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || isLost) return;
    isLost = true;
    process.on('exit', () => {
      process.exitCode = EXIT.couldNotRun;
    });
    process.stderr.write(
      `error standard output could not be written: ${WORDS[error.code ?? ''] ?? error.code}\nhelp  what was done is done; send the output elsewhere\n`,
    );
  };
  process.stdout.on('error', lose);
  process.stderr.on('error', lose);
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left',
  EDQUOT: 'there is no space left for you',
  EBADF: 'it is closed',
};

/** Settles once more may be written without piling up; false where nobody reads any more. */
export async function outputTakesMore(): Promise<boolean> {
  const { stdout } = process;
  if (stdout.writableNeedDrain && !stdout.destroyed) {
    await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => undefined);
  }
  return !stdout.destroyed && stdout.errored === null;
}
