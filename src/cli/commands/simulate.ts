import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '#basics/result.ts';
import { safeLine } from '#render/terminal-text.ts';
import { simulationText } from '#render/simulation-text.ts';
import { type Answers, simulateLines, simulateLinesBrief } from '#tasks/simulate.ts';
import { EXIT } from '../exit-codes.ts';
import { whyUnreadable } from '../file-problem.ts';
import type { Problem } from '../problem.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags {
  readonly json?: boolean;
  readonly brief?: boolean;
}

const CHUNK = 256 * 1024;

/** `rolemend simulate FILE|-` */
export async function simulateCommand(file: string, flags: Flags, terminal: Terminal): Promise<number> {
  const input = file === '-' ? ok(process.stdin) : await openFile(file);
  if (!input.ok) return report(input.error, terminal, flags.json === true || flags.brief === true);
  if (flags.brief === true) return answerAll(simulateLinesBrief(input.value), jsonLine);
  if (flags.json === true) return answerAll(simulateLines(input.value), jsonLine);
  return answerAll(simulateLines(input.value), (answer) => simulationText(answer, terminal.paint));
}

const jsonLine = (answer: object): string => `${JSON.stringify(answer)}\n`;

async function openFile(file: string): Promise<Result<AsyncIterable<Uint8Array>, Problem>> {
  try {
    const handle = await open(file);
    if (!(await handle.stat()).isDirectory()) return ok(chunksOf(handle));
    await handle.close();
    return err(unreadable(file, 'it is a folder'));
  } catch (error) {
    return err(unreadable(file, whyUnreadable(error)));
  }
}

/** Into the same memory again and again: fresh memory takes longer than to read. One part fills while the other is used. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  let [used, other] = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)];
  let reading = file.read(used, 0, CHUNK, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = file.read(other, 0, CHUNK, null);
      yield used.subarray(0, bytesRead);
      [used, other] = [other, used];
    }
  } finally {
    await reading.catch(() => {});
    await file.close();
  }
}

const unreadable = (file: string, why: string): Problem => ({
  message: `cannot read \`${safeLine(file)}\`: ${why}`,
  help: 'give a file of JSON Lines, one case a line, or `-` for standard input',
  exit: EXIT.invalidInput,
});

/** Writes the answers as they come, no faster than they are taken; ends quietly when nobody takes them any more. */
async function answerAll<Form>(
  batches: AsyncGenerator<Answers<Form>>,
  text: (answer: Answers<Form>['answers'][number]) => string,
): Promise<number> {
  let closed = false;
  // A closed pipe (`rolemend simulate … | head`) is the reader's choice, not a mistake.
  process.stdout.on('error', () => {
    closed = true;
  });
  let failed = 0;
  for await (const batch of batches) {
    failed += batch.failed;
    if (batch.answers.length === 0) continue;
    const taken = process.stdout.write(batch.answers.map(text).join(''));
    if (!taken && !closed) await once(process.stdout, 'drain').catch(() => {});
    if (closed) break;
  }
  return failed === 0 ? EXIT.done : EXIT.invalidInput;
}
