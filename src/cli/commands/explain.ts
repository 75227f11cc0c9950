import type { FindingPageDocument } from '#render/documents.ts';
import { existsSync } from 'node:fs';
import { err, ok, type Result } from '#basics/result.ts';
import { FINDING_CODES, type FindingCode } from '#diagnosis/codes.ts';
import { explanationJson, corpusLineJson } from '#render/explanation-json.ts';
import { explanationText } from '#render/explanation-text.ts';
import { safeJson } from '#render/safe-json.ts';
import { safeLine } from '#render/terminal-text.ts';
import { type CorpusText, explainCorpusLine, explainStream, type StreamExplanation } from '#tasks/explain.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import { ReadFailure } from '../file-problem.ts';
import { exampleIn, findingPage, isFindingCode, nearestCode } from '../finding-page.ts';
import type { Problem } from '#render/problem.ts';
import { openInput } from '../read-input.ts';
import { readLines } from '../read-lines.ts';
import { outputTakesMore } from '../standard-output.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags {
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

/** `rolemend explain [FILE|-|TEXT|CODE]`: from a text to its causes, without an account; of a finding's code its page. */
export async function explainCommand(given: string, flags: Flags, terminal: Terminal): Promise<number> {
  const { json = false, jsonl = false } = flags;
  if (isFindingCode(given) && !existsSync(given)) return explainCode(given, json, terminal);
  const input = isText(given) ? ok(bytesOf(given)) : await openInput(given, terminal.say);
  if (!input.ok) return report(unreadable(given, input.error), terminal, json || jsonl);
  return jsonl ? explainCorpus(input.value, terminal) : explainOne(input.value, flags, terminal);
}

/** A message has blanks in it, and no file of its name. */
const isText = (given: string): boolean => /\S\s+\S/.test(given) && !existsSync(given);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Its page, and what its example is found to mean. */
async function explainCode(code: FindingCode, json: boolean, terminal: Terminal): Promise<number> {
  const page = findingPage(code);
  if (page === null) return report(NO_PAGES, terminal, json);
  const example = exampleIn(page);
  const explanation = example === null ? null : await explainStream(bytesOf(example));
  if (json) {
    const told = explanation === null ? null : explanationJson(explanation);
    const document: FindingPageDocument = {
      schema: 'rolemend.finding/1',
      code,
      title: FINDING_CODES[code],
      page,
      example,
      explanation: told,
    };
    terminal.print(safeJson(document, 2));
  } else {
    const told =
      explanation === null ? [] : ['', 'It is told as', '', explanationText(explanation, terminal.paint)];
    terminal.show([page, ...told].join('\n'));
  }
  return EXIT.done;
}

const NO_PAGES: Problem = {
  message: 'the pages of the finding codes are not in this installation',
  help: 'install Rolemend again',
  exit: EXIT.couldNotRun,
};

async function explainOne(
  input: AsyncIterable<Uint8Array>,
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  const explanation = await explainStream(input);
  if (flags.json === true) terminal.print(safeJson(explanationJson(explanation), 2));
  else terminal.show(explanationText(explanation, terminal.paint));
  for (const note of shortcomings(explanation)) terminal.say(`${terminal.notePaint.warn('note')}  ${note}`);
  return exitOf(explanation);
}

function shortcomings({ problem, omitted }: StreamExplanation): readonly string[] {
  return [
    ...(problem === null ? [] : [safeLine(problem, 400)]),
    ...(omitted === 0 ? [] : [`${omitted} more failures, all different, were left out`]),
  ];
}

/** A refusal in words that are not known may be for want of a right: nobody can tell that it is not. */
function exitOf({ permission, problem, findings }: StreamExplanation): ExitCode {
  if (permission) return EXIT.problemFound;
  const isOpen = problem !== null || findings.some(({ code }) => code === 'unexplained');
  return isOpen ? EXIT.unknown : EXIT.done;
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
    return report(unreadable('-', error.message), terminal, true);
  }
  return code;
}

function corpusJson(read: Result<CorpusText, string>, line: number): object {
  return read.ok
    ? corpusLineJson(read.value.id, read.value.explanation)
    : { error: { message: `line ${line}: ${read.error}`, help: CORPUS_HELP } };
}

const CORPUS_HELP = 'each line is one JSON object, {"id": …, "text": …}';

function unreadable(given: string, why: string): Problem {
  const near = nearestCode(given);
  const guess = near === null ? '' : `did you mean the code \`${near}\`? or `;
  return {
    message: safeLine(why, 400),
    help: `${guess}give a file that can be read, \`-\` for standard input, a message in quotes, or a finding's code: \`rolemend explain build.log\``,
    exit: EXIT.invalidInput,
  };
}
