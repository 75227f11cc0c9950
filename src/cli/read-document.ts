/** One policy document from a file or standard input; what cannot be read is a problem of the person's. */
import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '#basics/result.ts';
import { safeLine } from '#render/terminal-text.ts';
import { EXIT } from '#render/exit-codes.ts';
import { ReadFailure } from './file-problem.ts';
import type { Problem } from '#render/problem.ts';
import { inputName, openInput } from './read-input.ts';
import type { Terminal } from './terminal.ts';

/** AWS takes a policy of 131,072 characters; what is larger is no policy. */
const SIZE_BOUND = 1 << 20;

export async function readDocument(
  file: string,
  help: string,
  { say }: Pick<Terminal, 'say'>,
): Promise<Result<string, Problem>> {
  const unreadable = (message: string) =>
    err({ message: safeLine(message, 400), help, exit: EXIT.invalidInput });
  const input = await openInput(file, say);
  if (!input.ok) return unreadable(input.error);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of input.value) {
      size += chunk.length;
      if (size > SIZE_BOUND)
        return unreadable(`cannot read ${inputName(file)}: it is too large to be a policy`);
      // A chunk may be written over once the next is asked for.
      chunks.push(Buffer.from(chunk));
    }
  } catch (error) {
    if (error instanceof ReadFailure) return unreadable(error.message);
    throw error;
  }
  const bytes = Buffer.concat(chunks);
  return isUtf8(bytes)
    ? ok(bytes.toString('utf8'))
    : unreadable(`cannot read ${inputName(file)}: it is not text in UTF-8`);
}
