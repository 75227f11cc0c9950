/** One policy document from a file or standard input; what cannot be read is a problem of the person's. */
import { open } from 'node:fs/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { safeLine } from '#render/terminal-text.ts';
import { EXIT } from './exit-codes.ts';
import { whyUnreadable } from './file-problem.ts';
import type { Problem } from './problem.ts';

/** AWS takes a policy of 131,072 characters; what is larger is no policy. */
const SIZE_BOUND = 1 << 20;

export async function readDocument(file: string, help: string): Promise<Result<string, Problem>> {
  const unreadable = (why: string) =>
    err({ message: `cannot read \`${safeLine(file)}\`: ${why}`, help, exit: EXIT.invalidInput });
  try {
    const handle = await open(file === '-' ? '/dev/stdin' : file);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) return unreadable('it is a folder');
      if (stat.size > SIZE_BOUND) return unreadable('it is too large to be a policy');
      return ok(await handle.readFile('utf8'));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(whyUnreadable(error));
  }
}
