/** One policy document from a file or standard input; what cannot be read is a problem of the person's. */
import { err, ok, type Result } from '#basics/result.ts';
import { safeLine } from '#render/terminal-text.ts';
import { EXIT } from './exit-codes.ts';
import { whyUnreadable } from './file-problem.ts';
import type { Problem } from './problem.ts';
import { openInput } from './read-input.ts';

/** AWS takes a policy of 131,072 characters; what is larger is no policy. */
const SIZE_BOUND = 1 << 20;

export async function readDocument(file: string, help: string): Promise<Result<string, Problem>> {
  const unreadable = (message: string) =>
    err({ message: safeLine(message, 400), help, exit: EXIT.invalidInput });
  const input = await openInput(file);
  if (!input.ok) return unreadable(input.error);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of input.value) {
      size += chunk.length;
      if (size > SIZE_BOUND) return unreadable(`cannot read \`${file}\`: it is too large to be a policy`);
      // A chunk may be written over once the next is asked for.
      chunks.push(Buffer.from(chunk));
    }
  } catch (error) {
    return unreadable(`cannot read \`${file}\`: ${whyUnreadable(error)}`);
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}
