/**
 * The lines of a log in which nothing was recognised that look most like what went wrong: for a person to read. Comes in:
 * the end of a log. Goes out: the last few such lines with their places. Never: what a line means, a secret.
 */
import { maskSecrets } from '#account/mask-secrets.ts';
import { linesIn, type Span } from '#basics/text-span.ts';
import { cleanText } from './clean-text.ts';
import { CommandLines } from './command-lines.ts';
import type { Place } from './failures.ts';
import { passedTests } from './passed-tests.ts';
import { isShownCode } from './shown-code.ts';

/** More are not shown. */
export const SHOWN = 5;
const LONGEST = 400;

/** A line that says of something that it went wrong, without its prefixes and its secrets. */
export interface SuspiciousLine {
  readonly text: string;
  readonly line: number;
  readonly span: Span;
  /** Whether the command that printed it may fail. */
  readonly mayFail: boolean;
}

/** Words that say of something that it went wrong; those of the first list also behind a name, as in `ValueError`. */
const NAMED = 'error|exception|failures?|initiali[sz]ation required';
const WORDS = [
  // What a failure is called
  'fail(?:ed|s)?|fatal|panic|traceback|err!|broken|crash(?:ed)?|killed|abort(?:ed|ing)|unhandled|conflict|core dumped',
  // A test of Jest
  '● [^›]{1,200} ›',
  // What was refused
  'denied|forbidden|unauthori[sz]ed|refused|rejected|disallowed|insufficient|prohibited',
  // What something is not, or did not do
  "unable to|cannot|can['’]t|could(?: not|n['’]t)|was(?: not|n['’]t) able|did(?: not|n['’]t)|does(?: not|n['’]t) (?:exist|match|have|support|allow|permit|grant|contain|include)|should(?: not|n['’]t) (?:be|have)|not (?:found|supported|allowed|permitted|available|defined|installed|enough|valid|recogni[sz]ed|empty)|(?:is|are)(?: not|n['’]t) (?:an?|in|the|set|enabled|running|able)|must (?:first|be|have|not|provide|specify|set)|no (?:such|matching|suitable|artifacts)|too (?:old|new|many|few|large|big|small|long|short|open)",
  'invalid|incorrect|illegal|malformed|missing|unexpected|unsupported|unresolved|unmet|undefined|unrecogni[sz]ed|unhealthy|unreachable|unknown (?:option|flag|command|argument|field|instruction|host|revision|type)|mismatch|incompatible|corrupt(?:ed)?|timed out|expired|exceeds?|exceeded|violat(?:es|ed|ion)|cancell?ed|interrupted|segmentation fault|bad (?:request|gateway|interpreter|substitution|option)|err_\\w+|requires \\S{1,80} to (?:work|run|be)',
  // How it ended
  '(?:exit(?:ed)? (?:code|status|with|value)|exit value)(?::| )(?:code |status |error )?[:(]?\\s?[1-9]\\d{0,2}|non-zero',
].join('|');

/** What a tool puts in front of what failed. */
const MARK = '[✘✖❌✗] ';

/** As a part of a path or of a name they say nothing. */
const SUSPICIOUS = new RegExp(
  `(?<![\\w/.$-])(?:[\\w.$:]*(?:${NAMED})|${WORDS})(?![\\w/-]|\\.\\w| v?\\d+\\.\\d|["']? ?[:=] ?(?:(?:0|false|none|null)\\b|\\[\\]|""))`,
  'i',
);

/** A text without any of these has no such line, whatever colours and blanks stand between its words: most have none, and are passed over by this alone. */
export const PERHAPS_SUSPICIOUS = new RegExp(`${MARK}|${NAMED}|${WORDS}`.replaceAll(' ', '.{1,12}?'), 'i');

/** What says that all is well in the words of what is not, what warns and goes on, and what says of any failure that there was one. */
const SAYS_NOTHING =
  /\b(?:0|no|without) (?:\w+ )?(?:errors?|failures?|failed|conflicts?|vulnerabilities|problems?)\b|\bwarn(?:ing)?\b|\bdeprecat|\bproceeding anyway\b|^(?:npm )?(?:notice|info|debug|hint)\b(?!.*\berror: )|\bignor(?:ed|ing) (?:\w+ )?(?:errors?|failures?)\b|\bon[- ](?:failure|error)\b|^\+{1,4} |^Cache not found|^Unable to initialize cache |^Command did not exit successfully |^Phase complete: \w+ |^Phase context status code: |^Process completed with exit code |^Running command |^(?!killed$).{0,7}$/i;

/** The last lines of a text that look like a failure; `place`: where the text stands in the whole log. */
export function suspiciousLines(raw: string, place: Place): readonly SuspiciousLine[] {
  const clean = cleanText(raw, place.startsLine);
  const { text } = clean;
  const isPassed = passedTests(text);
  const lineOf = linesIn(raw);
  const commands = new CommandLines(text);
  const isFailure = ({ start, line }: Line): boolean =>
    isSuspicious(line) && !isPassed(start) && !isShownCode(raw, clean.rawOffset(start));
  return lastLines(text, isFailure).map(({ start, line }) => {
    const [from, to] = [clean.rawOffset(start), clean.rawOffset(start + line.length - 1) + 1];
    const span = { start: place.offset + from, end: place.offset + Math.min(raw.length, to) };
    const told = { text: maskSecrets(line), line: place.line + lineOf(from) - 1, span };
    return { ...told, mayFail: commands.mayFail(start) };
  });
}

const isSuspicious = (line: string): boolean =>
  (MARKED.test(line) || SUSPICIOUS.test(line)) && !SAYS_NOTHING.test(line);

/** Nothing to do is no failure, whatever stands in front of it. */
const MARKED = new RegExp(`^${MARK}(?!.*\\bno changes\\b)`, 'i');

interface Line {
  readonly start: number;
  readonly line: string;
}

/** Shorter ones say nothing. */
const SHORTEST = 'killed'.length;

/** The last few lines that pass a test, in order, without a look at those before. */
function lastLines(text: string, test: (line: Line) => boolean): readonly Line[] {
  const found: Line[] = [];
  for (let end = text.length; end > 0 && found.length < SHOWN; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    if (end - start >= SHORTEST) {
      const line = { start, line: text.slice(start, Math.min(end, start + LONGEST)).trim() };
      if (test(line)) found.unshift(line);
    }
    end = start - 1;
  }
  return found;
}
