import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { explanationJson, corpusLineJson } from '#render/explanation-json.ts';
import { explanationText } from '#render/explanation-text.ts';
import { safeJson } from '#render/safe-json.ts';
import { safeLine } from '#render/terminal-text.ts';
import { explainCorpusLine, explainStream, type StreamExplanation } from '#tasks/explain.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Problem } from '../problem.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags {
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

/** A read fills so much; larger ones are no faster, and smaller ones are. */
const READ_SIZE = 1 << 18;

/** `rolemend explain [FILE|-]`: from a text to its causes, without an account. */
export async function explainCommand(file: string, flags: Flags, terminal: Terminal): Promise<number> {
  if (file === '-' && process.stdin.isTTY) terminal.say('reading the terminal; end with Ctrl-D');
  const input = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ_SIZE });
  return flags.jsonl === true ? explainCorpus(input, terminal) : explainOne(input, flags, terminal);
}

async function explainOne(input: Readable, flags: Flags, terminal: Terminal): Promise<number> {
  const explanation = await explainStream(input);
  const json = flags.json === true;
  if (input.errored !== null) return report(unreadable(input.errored), terminal, json);
  if (json) terminal.print(safeJson(explanationJson(explanation), 2));
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

/** A line for each line, in order; what cannot be read is said in its place. */
async function explainCorpus(input: Readable, terminal: Terminal): Promise<number> {
  let code: ExitCode = EXIT.done;
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() === '') continue;
      const read = explainCorpusLine(text);
      if (!read.ok) code = EXIT.invalidInput;
      terminal.print(
        safeJson(
          read.ok
            ? corpusLineJson(read.value.id, read.value.explanation)
            : { error: { message: `line ${line}: ${read.error}`, help: CORPUS_HELP } },
        ),
      );
    }
  } catch (error) {
    return report(unreadable(error), terminal, true);
  }
  return code;
}

const CORPUS_HELP = 'each line is one JSON object, {"id": …, "text": …}';

function unreadable(error: unknown): Problem {
  return {
    message: safeLine(error instanceof Error ? error.message : String(error), 400),
    help: 'give a file that can be read, or `-` for standard input: `rolemend explain build.log`',
    exit: EXIT.invalidInput,
  };
}
