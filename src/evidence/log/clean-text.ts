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
  const writer = new CleanWriter(raw);
  const isEncoded = inOneOf(percentEncodedParts(raw));
  const numbers = numberOnlyLines(raw);
  let position = startsLine ? skipPrefix(raw, 0).end : 0;
  writer.skipTo(position);
  for (let match = nextSpecial(raw, position); match !== null; match = nextSpecial(raw, position)) {
    const groups = match.groups ?? {};
    const end = match.index + match[0].length;
    writer.copyTo(match.index);
    if (groups['line'] !== undefined) {
      position = writer.breakLine(end, numbers);
    } else {
      writer.put(replacement(match, isEncoded), end);
      position = end;
    }
  }
  writer.copyTo(raw.length);
  return writer.finish();
}

function nextSpecial(raw: string, from: number): RegExpExecArray | null {
  BEGINNING.lastIndex = from;
  for (let start = BEGINNING.exec(raw); start !== null; start = BEGINNING.exec(raw)) {
    SPECIAL.lastIndex = start.index;
    const match = SPECIAL.exec(raw);
    if (match !== null) return match;
    BEGINNING.lastIndex = start.index + 1;
  }
  return null;
}

/** Whether an offset lies in one of some parts, for one offset after another. */
function inOneOf(parts: readonly (readonly [start: number, end: number])[]): (at: number) => boolean {
  let index = 0;
  return (at) => {
    while ((parts[index]?.[1] ?? Number.POSITIVE_INFINITY) <= at) index++;
    return (parts[index]?.[0] ?? Number.POSITIVE_INFINITY) <= at;
  };
}

function replacement(match: RegExpExecArray, isEncoded: (at: number) => boolean): string {
  const groups = match.groups ?? {};
  const [text] = match;
  if (groups['escape'] !== undefined)
    return text.startsWith('&') ? unescapeEntity(text) : unescapeBackslash(text);
  if (groups['blank'] !== undefined) return ' ';
  if (groups['percent'] === undefined) return '';
  if (!isEncoded(match.index)) return text;
  return text === '+' ? ' ' : unescapePercent(text);
}

class CleanWriter {
  readonly #raw: string;
  readonly #parts: string[] = [];
  /** Pairs: from this index of the clean text on, characters stood at that offset and after. */
  readonly #cleanStarts: number[] = [];
  readonly #rawStarts: number[] = [];
  #length = 0;
  #position = 0;

  constructor(raw: string) {
    this.#raw = raw;
  }

  skipTo(position: number): void {
    this.#position = position;
  }

  copyTo(end: number): void {
    if (end > this.#position) this.#add(this.#raw.slice(this.#position, end));
    this.#position = Math.max(this.#position, end);
  }

  /** Writes what stands in the given text up to `end` as `text`. */
  put(text: string, end: number): void {
    if (text !== '') this.#add(text);
    this.#position = end;
  }

  /** Writes a line break; a line that holds only a clock or a number is no line. Gives where the next text begins. */
  breakLine(end: number, numbers: ReadonlySet<number>): number {
    const numbered = numbers.has(end) ? /\d+/.exec(this.#raw.slice(end, end + 20)) : null;
    const start = numbered === null ? end : end + numbered.index + numbered[0].length;
    const prefix = skipPrefix(this.#raw, start);
    const emptied =
      (prefix.found || numbered !== null) && /^(?:\r?\n|$)/.test(this.#raw.slice(prefix.end, prefix.end + 2));
    const isBox = emptied && /[│┃|#]\s*$/.test(this.#raw.slice(start, prefix.end));
    if (!emptied || isBox) this.#add('\n');
    this.#position = prefix.end;
    return prefix.end;
  }

  finish(): CleanText {
    const cleanStarts = Uint32Array.from(this.#cleanStarts);
    const rawStarts = Uint32Array.from(this.#rawStarts);
    const end = this.#raw.length;
    const length = this.#length;
    return {
      text: this.#parts.join(''),
      rawOffset: (index) => (index >= length ? end : offsetIn(index, cleanStarts, rawStarts)),
    };
  }

  #add(text: string): void {
    this.#cleanStarts.push(this.#length);
    this.#rawStarts.push(this.#position);
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
