/**
 * The lines of a log in which nothing was recognised that look most like what went wrong: for a person to read. Comes in:
 * bytes as they come. Goes out: the last few such lines of its end. Never: a meaning, a secret, more than a bounded part.
 */
import { maskSecrets } from '../mask-secrets.ts';
import { cleanText } from './clean-text.ts';

/** A build ends soon after what ended it. */
const END = 1 << 16;
const SHOWN = 5;
const LONGEST = 400;

const SUSPICIOUS =
  /\b(?:error|fail(?:ed|ure|s)?|fatal|denied|forbidden|unauthori[sz]ed|refused|rejected|unable to|cannot|could not|not found|no such|timed out|exception|exit (?:code|status):? [1-9])\b/i;
/** What says that all is well in the words of what is not, and what says of any failure that there was one. */
const SAYS_NOTHING =
  /\b(?:0|no|without) (?:errors?|failures?|failed)\b|^Command did not exit successfully |^Phase complete: \w+ State: FAILED|^Phase context status code: |^Process completed with exit code |^.{0,7}$/i;

/** The same of a log that is at hand. */
export function suspiciousLines(lines: readonly string[]): readonly string[] {
  const end = new LogEnd();
  for (const line of lines.slice(-MOST_LINES)) end.push(Buffer.from(`${line}\n`));
  return end.suspicious();
}

/** So many lines of a common length are more than is kept. */
const MOST_LINES = 2_000;

/** Keeps the end of a log that comes in pieces. */
export class LogEnd {
  readonly #kept = Buffer.alloc(2 * END);
  #length = 0;

  /** The chunk may be written over afterwards. */
  push(chunk: Uint8Array): void {
    const last = chunk.subarray(-END);
    if (this.#length + last.length > this.#kept.length) {
      this.#kept.copyWithin(0, this.#length - END, this.#length);
      this.#length = END;
    }
    this.#kept.set(last, this.#length);
    this.#length += last.length;
  }

  suspicious(): readonly string[] {
    const end = this.#kept.toString('utf8', Math.max(0, this.#length - END), this.#length);
    return cleanText(end, true)
      .text.split('\n')
      .map((line) => line.slice(0, LONGEST).trim())
      .filter((line) => SUSPICIOUS.test(line) && !SAYS_NOTHING.test(line))
      .slice(-SHOWN)
      .map((line) => maskSecrets(line));
  }
}
