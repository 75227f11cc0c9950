/**
 * Log text made readable, with the way back to where each character stood: colours and line prefixes are gone,
 * escapes are undone, white space before a line's text is dropped. Line breaks stay, since only the
 * reader of a value can tell whether a break lies between words or inside one; a blank line is two of them.
 */
import { numberOnlyLines, skipPrefix } from './line-prefix.ts';
import { percentEncodedParts, unescapeBackslash, unescapeEntity, unescapePercent } from './unescape.ts';

export interface CleanText {
  readonly text: string;
  /** Where in the given text the character at `index` of `text` stood. */
  rawOffset(index: number): number;
}

const ANSI = '(?:\\x1b|\\\\{1,8}(?:u001[bB]|x1b|033|e)|\\^\\[)\\[[0-9;?]{0,40}[A-Za-z]';
/** Titles and links of terminals, and colours whose escape character got lost. */
const OTHER_ANSI = '\\x1b\\][^\\x07\\x1b\\n]{0,500}(?:\\x07|\\x1b\\\\)|\\[(?:\\d{1,2};){0,4}\\d{1,2}m';

const FIELD =
  '"(?:timestamp|ingestionTime|eventId|logStreamName|@timestamp|id)"\\s{0,40}:\\s{0,40}(?:\\d{1,20}|"[^"\\n]{0,300}")';
/** From the end of one CloudWatch event's message to the beginning of the next one's. */
const EVENT_SEAM =
  `(?:\\\\{1,8}[nr]){0,4}"\\s{0,80}(?:,\\s{0,80}${FIELD}\\s{0,80}){0,5}\\}\\s{0,80},?\\s{0,80}\\{\\s{0,80}` +
  `(?:${FIELD}\\s{0,40},\\s{0,80}){0,5}"message"\\s{0,40}:\\s{0,40}"`;

const BREAK = `${EVENT_SEAM}|\\r{0,4}\\n|\\r|(?:\\\\{1,8}(?:[nr]|u000[aAdD])){1,4}`;
const ESCAPE =
  '\\\\{1,8}(?:u[0-9a-fA-F]{4}|["\'t/*_`#[\\]<>{}~|&-])|&(?:quot|apos|lt|gt|amp|nbsp|#\\d{1,5}|#x[0-9a-fA-F]{1,4});';
const SPECIAL = new RegExp(
  `(?<ansi>${ANSI}|${OTHER_ANSI})|(?<line>${BREAK})|(?<escape>${ESCAPE})|(?<percent>%[0-9A-Fa-f]{2}|\\+)|(?<blank>[ \\t\\u00a0]{2,}|[\\t\\u00a0])|(?<nothing>[\\u200b-\\u200f\\u2060\\ufeff])`,
  'y',
);
/** What any of them begins with: found much faster than the whole. */
const BEGINNING = /[\u001b\\^[\r\n"&%+\t\u00a0\u200b-\u200f\u2060\ufeff]| {2}/g;

/** `startsLine`: whether the text begins where a line begins, so that a prefix may stand there. */
export function cleanText(raw: string, startsLine: boolean): CleanText {
  const isEncoded = inOneOf(percentEncodedParts(raw));
  const numbers = numberOnlyLines(raw);
  let position = startsLine ? skipPrefix(raw, 0).end : 0;
  const writer = new CleanWriter(raw, position);
  for (let match = nextSpecial(raw, position); match !== null; match = nextSpecial(raw, position)) {
    const { start, end } = match;
    const clean = match.kind === 'line' ? lineBreak(raw, end, numbers) : replacement(match, isEncoded);
    position = clean.end;
    writer.replace(start, position, clean.text);
  }
  return writer.finish();
}

/** What does not stay as it stands. */
type Special = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'line' }
  | { readonly kind: 'other'; readonly match: RegExpExecArray }
);

function nextSpecial(raw: string, from: number): Special | null {
  BEGINNING.lastIndex = from;
  for (let found = BEGINNING.exec(raw); found !== null; found = BEGINNING.exec(raw)) {
    const start = found.index;
    // No log has more of anything else, and this needs no look at what else it might be.
    if (raw.charCodeAt(start) === LINE_FEED) return { kind: 'line', start, end: start + 1 };
    SPECIAL.lastIndex = start;
    const match = SPECIAL.exec(raw);
    if (match !== null) {
      const end = start + match[0].length;
      return match.groups?.['line'] === undefined
        ? { kind: 'other', start, end, match }
        : { kind: 'line', start, end };
    }
    BEGINNING.lastIndex = start + 1;
  }
  return null;
}

const LINE_FEED = 0x0a;

/** A text that stands for another, which ends at `end`. */
interface Replacement {
  readonly text: string;
  readonly end: number;
}

/** For a line break that ends at `end`, with what stands before the text of the next line; a line that holds only a clock or a number is no line. */
function lineBreak(raw: string, end: number, numbers: ReadonlySet<number>): Replacement {
  const numbered = numbers.has(end) ? /\d+/.exec(raw.slice(end, end + 20)) : null;
  const start = numbered === null ? end : end + numbered.index + numbered[0].length;
  const prefix = skipPrefix(raw, start);
  const emptied =
    (prefix.found || numbered !== null) && /^(?:\r?\n|$)/.test(raw.slice(prefix.end, prefix.end + 2));
  const isBox = emptied && /[│┃|#]\s*$/.test(raw.slice(start, prefix.end));
  return { text: emptied && !isBox ? '' : '\n', end: prefix.end };
}

/** Whether an offset lies in one of some parts, for one offset after another. */
function inOneOf(parts: readonly (readonly [start: number, end: number])[]): (at: number) => boolean {
  let index = 0;
  return (at) => {
    while ((parts[index]?.[1] ?? Number.POSITIVE_INFINITY) <= at) index++;
    return (parts[index]?.[0] ?? Number.POSITIVE_INFINITY) <= at;
  };
}

function replacement(
  { match, end }: Extract<Special, { kind: 'other' }>,
  isEncoded: (at: number) => boolean,
): Replacement {
  const groups = match.groups ?? {};
  const [text] = match;
  if (groups['escape'] !== undefined)
    return { text: text.startsWith('&') ? unescapeEntity(text) : unescapeBackslash(text), end };
  if (groups['blank'] !== undefined) return { text: ' ', end };
  if (groups['percent'] === undefined) return { text: '', end };
  if (!isEncoded(match.index)) return { text, end };
  return { text: text === '+' ? ' ' : unescapePercent(text), end };
}

/** Puts a clean text together: of a run that stays as it stands one part, however many lines it has. */
class CleanWriter {
  readonly #raw: string;
  readonly #parts: string[] = [];
  /** Pairs: from this index of the clean text on, characters stood at that offset and after. */
  readonly #cleanStarts: number[] = [];
  readonly #rawStarts: number[] = [];
  #length = 0;
  /** Where the run begins that has not been written yet. */
  #unwritten: number;

  constructor(raw: string, start: number) {
    this.#raw = raw;
    this.#unwritten = start;
  }

  /** Writes what stands in the given text from `start` to `end` as `text`; all between stays as it stands. */
  replace(start: number, end: number, text: string): void {
    if (this.#raw.startsWith(text, start)) {
      const same = start + text.length;
      if (same === end) return;
      this.#add(this.#raw.slice(this.#unwritten, same), this.#unwritten);
    } else {
      this.#add(this.#raw.slice(this.#unwritten, start), this.#unwritten);
      this.#add(text, start);
    }
    this.#unwritten = end;
  }

  finish(): CleanText {
    this.#add(this.#raw.slice(this.#unwritten), this.#unwritten);
    const cleanStarts = Uint32Array.from(this.#cleanStarts);
    const rawStarts = Uint32Array.from(this.#rawStarts);
    const end = this.#raw.length;
    const length = this.#length;
    return {
      text: this.#parts.join(''),
      rawOffset: (index) => (index >= length ? end : offsetIn(index, cleanStarts, rawStarts)),
    };
  }

  #add(text: string, rawStart: number): void {
    if (text === '') return;
    this.#cleanStarts.push(this.#length);
    this.#rawStarts.push(rawStart);
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** The part that `index` lies in, by bisection, and from there the offset. */
function offsetIn(index: number, cleanStarts: Uint32Array, rawStarts: Uint32Array): number {
  let low = 0;
  let high = cleanStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cleanStarts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return (rawStarts[low] ?? 0) + index - (cleanStarts[low] ?? 0);
}
