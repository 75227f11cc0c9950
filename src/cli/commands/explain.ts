import { err, type Result } from '#basics/result.ts';
import { explanationJson, corpusLineJson } from '#render/explanation-json.ts';
import { explanationText } from '#render/explanation-text.ts';
import { safeJson } from '#render/safe-json.ts';
import { safeLine } from '#render/terminal-text.ts';
import { type CorpusText, explainCorpusLine, explainStream, type StreamExplanation } from '#tasks/explain.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { ReadFailure } from '../file-problem.ts';
import type { Problem } from '../problem.ts';
import { openInput } from '../read-input.ts';
import { readLines } from '../read-lines.ts';
import { outputTakesMore } from '../standard-output.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags {
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

/** `rolemend explain [FILE|-]`: from a text to its causes, without an account. */
export async function explainCommand(file: string, flags: Flags, terminal: Terminal): Promise<number> {
  const input = await openInput(file, terminal.say);
  const { json = false, jsonl = false } = flags;
  if (!input.ok) return report(unreadable(input.error), terminal, json || jsonl);
  return jsonl ? explainCorpus(input.value, terminal) : explainOne(input.value, flags, terminal);
}

async function explainOne(
  input: AsyncIterable<Uint8Array>,
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  const explanation = await explainStream(input);
  if (flags.json === true) terminal.print(safeJson(explanationJson(explanation), 2));
  else terminal.print(explanationText(explanation, terminal.paint));
  for (const note of shortcomings(explanation)) terminal.say(`${terminal.notePaint.warn('note')}  ${note}`);
  return exitOf(explanation);
}

function shortcomings({ problem, omitted }: StreamExplanation): readonly string[] {
  return [
    ...(problem === null ? [] : [safeLine(problem, 400)]),
    ...(omitted === 0 ? [] : [`${omitted} more failures, all different, were left out`]),
  ];
}

function exitOf({ permission, problem }: StreamExplanation): ExitCode {
  if (permission) return EXIT.problemFound;
  return problem === null ? EXIT.done : EXIT.unknown;
}

/** A line of a corpus is one message; nobody pastes a longer one. */
const LONGEST_LINE = 1 << 24;

/** A line for each line, in order; what cannot be read is said in its place. */
async function explainCorpus(input: AsyncIterable<Uint8Array>, terminal: Terminal): Promise<number> {
  let code: ExitCode = EXIT.done;
  let line = 0;
  try {
    for await (const text of readLines(input, LONGEST_LINE)) {
      line += 1;
      if (text?.trim() === '') continue;
      const read = text === null ? err(`longer than ${LONGEST_LINE} bytes`) : explainCorpusLine(text);
      if (!read.ok) code = EXIT.invalidInput;
      terminal.print(safeJson(corpusJson(read, line)));
      if (!(await outputTakesMore())) break;
    }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return report(unreadable(error.message), terminal, true);
  }
  return code;
}

function corpusJson(read: Result<CorpusText, string>, line: number): object {
  return read.ok
    ? corpusLineJson(read.value.id, read.value.explanation)
    : { error: { message: `line ${line}: ${read.error}`, help: CORPUS_HELP } };
}

const CORPUS_HELP = 'each line is one JSON object, {"id": …, "text": …}';

function unreadable(why: string): Problem {
  return {
    message: safeLine(why, 400),
    help: 'give a file that can be read, or `-` for standard input: `rolemend explain build.log`',
    exit: EXIT.invalidInput,
  };
}
