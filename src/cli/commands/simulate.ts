import { once } from 'node:events';
import { safeLine } from '#render/terminal-text.ts';
import { simulationText } from '#render/simulation-text.ts';
import { type Answers, simulateLines, simulateLinesBrief } from '#tasks/simulate.ts';
import { EXIT } from '#render/exit-codes.ts';
import { ReadFailure } from '../file-problem.ts';
import type { Problem } from '#render/problem.ts';
import { openInput } from '../read-input.ts';
import { laidOut, report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

interface Flags {
  readonly json?: boolean;
  readonly brief?: boolean;
}

/** `rolemend simulate FILE|-` */
export async function simulateCommand(file: string, flags: Flags, terminal: Terminal): Promise<number> {
  const asJson = flags.json === true || flags.brief === true;
  const input = await openInput(file, terminal.say);
  if (!input.ok) return report(unreadable(input.error), terminal, asJson);
  try {
    if (flags.brief === true) return await answerAll(simulateLinesBrief(input.value), jsonLine);
    const forPeople = (answer: Simulated): string =>
      laidOut(simulationText(answer, terminal.paint).trimEnd(), process.stdout);
    const text = asJson ? jsonLine : forPeople;
    return await answerAll(simulateLines(input.value), text);
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return report(unreadable(error.message), terminal, asJson);
  }
}

type Simulated = Parameters<typeof simulationText>[0];

const jsonLine = (answer: object): string => `${safeJson(answer)}\n`;

const unreadable = (problem: string): Problem => ({
  message: safeLine(problem, 400),
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
