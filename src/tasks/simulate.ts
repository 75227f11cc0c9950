/**
 * Cases in, decisions out, as JSON Lines. Comes in: bytes of any size. Goes out: for each case its answer, in order,
 * as the lines come; a line that is no case is answered with an error. Never: throws on input, or holds more of it
 * than one line and the policies that repeat.
 */
import { unreachable } from '#basics/exhaustive.ts';
import { positionAt } from '#basics/text-span.ts';
import { CaseReader } from '#iam/cases/case-text.ts';
import { readJson } from '#iam/read/json-tree.ts';
import {
  type BriefCase,
  type FailedCase,
  type OpenCase,
  simulateBriefOn,
  simulateOn,
  type SimulatedCase,
} from '#iam/simulate.ts';
import { type Line, linesOf } from './json-lines.ts';

/** The longest case: every layer filled with policies of the greatest size AWS takes is well below. */
export const LINE_LIMIT = 16 * 1024 * 1024;

/** What the lines of one chunk came to. */
export interface Answers<Form> {
  readonly answers: readonly Form[];
  /** How many of them are errors. */
  readonly failed: number;
}

type Chunks = AsyncIterable<Uint8Array>;

export const simulateLines = (chunks: Chunks): AsyncGenerator<Answers<SimulatedCase>> =>
  answerLines(chunks, simulateOn);

/** Decisions without layers and reasons. */
export const simulateLinesBrief = (chunks: Chunks): AsyncGenerator<Answers<BriefCase>> =>
  answerLines(chunks, simulateBriefOn);

async function* answerLines<Form extends object>(
  chunks: Chunks,
  decide: (given: OpenCase | FailedCase) => Form,
): AsyncGenerator<Answers<Form>> {
  const reader = new CaseReader();
  for await (const lines of linesOf(chunks, LINE_LIMIT)) {
    const answers = lines.map((line) => decide(caseOf(line, reader)));
    yield { answers, failed: answers.filter((answer) => 'error' in answer).length };
  }
}

function caseOf(line: Line, reader: CaseReader): OpenCase | FailedCase {
  const failed = (code: string, message: string, at = `line ${line.number}`): FailedCase => ({
    name: null,
    error: { code, message, at },
  });
  switch (line.kind) {
    case 'too-long':
      return failed('too-large', `the line is longer than ${LINE_LIMIT} bytes`);
    case 'not-utf8':
      return failed('not-utf8', 'the line is not valid UTF-8');
    case 'text': {
      const read = reader.read(line.text);
      if (read !== 'not-json') return read;
      const { message, column } = syntaxError(line.text);
      return failed('not-json', message, `line ${line.number}${column === null ? '' : `, column ${column}`}`);
    }
    default:
      return unreachable(line);
  }
}

function syntaxError(text: string): { readonly message: string; readonly column: number | null } {
  const read = readJson(text);
  if (read.ok || read.error.code !== 'not-json') return { message: 'not valid JSON', column: null };
  const { message, span } = read.error;
  return { message, column: span === null ? null : positionAt(text, span.start).column };
}
