/**
 * What a log, a message or a CloudTrail file says went wrong. Comes in: bytes or text. Goes out: its denials, and
 * findings with cause and next step. Never: asks an account, holds more than a bounded part of a stream,
 * throws on any input.
 */
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';
import { explainFailures, type Explanation } from '#diagnosis/explanation.ts';
import { readMessages } from '#evidence/build-log.ts';
import { WHOLE } from '#evidence/log/failures.ts';
import { readLogStream, unrecognisedLines } from '#evidence/log/log-stream.ts';
import { suspiciousLines } from '#evidence/log/suspicious-lines.ts';

export interface StreamExplanation extends Explanation {
  /** How many different failures were left out, because no person reads so many. */
  readonly omitted: number;
  /** Why the stream was not read to its end; null where it was. */
  readonly problem: string | null;
  /** Where nothing was recognised but that a command failed: the lines that look most like what went wrong. */
  readonly suspicious: readonly string[];
}

export function explainText(text: string): Explanation {
  const entries = readMessages(text);
  return explainFailures(
    entries,
    unrecognisedLines(entries, () => suspiciousLines(text, WHOLE)),
  );
}

export async function explainStream(chunks: AsyncIterable<Uint8Array>): Promise<StreamExplanation> {
  const { entries, suspicious, ...rest } = await readLogStream(chunks);
  const explanation = explainFailures(entries, suspicious);
  return { ...explanation, ...rest, suspicious: suspicious.map(({ text }) => text) };
}

/** One text of a corpus, by the name it has there. */
export interface CorpusText {
  readonly id: string | number;
  readonly explanation: Explanation;
}

const corpusLine = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

/** A line of a corpus: JSON with `id` and `text`. */
export function explainCorpusLine(line: string): Result<CorpusText, string> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return err('not JSON');
  }
  const parsed = corpusLine.safeParse(value);
  if (!parsed.success) return err('expected an object with `id` and `text`');
  return ok({ id: parsed.data.id, explanation: explainText(parsed.data.text) });
}
