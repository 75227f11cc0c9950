/** Values in a sentence: principals, resources, actions. They have no spaces, but may be broken over lines. */
import { parseArn } from '#iam/arn.ts';
import { anyPhrase, joinLines } from './phrase.ts';

/** A value as printed, and where what follows it begins. */
export interface Value {
  readonly text: string;
  readonly end: number;
  /** Whether the text that was read ended inside it. */
  readonly cut: boolean;
}

/** What goes on after a resource or an action: its presence on the next line tells what is still the value. */
const FOLLOWERS = [
  'on resource',
  'because no',
  'because the',
  'with an explicit',
  'due to an explicit',
  'status code',
  'is not authorized',
];
const FOLLOWER = `(?:${anyPhrase(FOLLOWERS)}|\\(Service|\\(code=)`;
const FOLLOWER_HERE = new RegExp(FOLLOWER, 'iy');
const FOLLOWER_AFTER_GAP = new RegExp(`[ \\n]{1,24}${FOLLOWER}`, 'iy');
/** Nothing but the rest of a value stands before the reason of a denial. */
const REASON_AFTER_GAP = new RegExp(
  `["'\`]?[ \\n]{1,24}${anyPhrase(['because no', 'because the', 'with an explicit', 'due to an explicit'])}`,
  'iy',
);
const WORD = /[^\s"'`]{1,2100}/y;
const CLOSERS: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”' };
/** Longest ARN that AWS documents is 2048 characters. Source: IAM API reference, arnType. */
const LONGEST = 2100;

/** What a sentence tells about how its text was broken, so that a value can be put together again. */
export interface LineFold {
  /** The width at which lines were cut inside a word; null where none was. */
  readonly width: number | null;
}

/** Reads the value at `start`; null where there is none. A quoted value ends at its quote, any other at white space. */
export function readValue(text: string, start: number, fold: LineFold): Value | null {
  const closer = CLOSERS[text.charAt(start)];
  return closer === undefined ? readBare(text, start, fold) : readQuoted(text, start, closer);
}

function readQuoted(text: string, start: number, closer: string): Value | null {
  const end = text.indexOf(closer, start + 1);
  if (end < 0 || end - start > LONGEST) {
    const bare = readBare(text, start + 1, { width: null });
    return bare === null ? null : { ...bare, cut: bare.end >= text.length };
  }
  const value = joinLines(text.slice(start + 1, end)).trim();
  return value === '' ? null : { text: value, end: end + 1, cut: false };
}

function readBare(text: string, start: number, fold: LineFold): Value | null {
  let value = '';
  let position = start;
  let width = fold.width;
  while (value.length < LONGEST) {
    const piece = pieceAt(text, position);
    if (piece === null) break;
    value += piece;
    position += piece.length;
    const next = continuation({ text, position, value, fold: { width } });
    if (next === null) break;
    // A break inside an ARN's fields tells the width of lines as well as one inside a word.
    if (isBrokenArn(value)) width ??= lineWidth(text, position);
    position = next;
  }
  const spaced = spacedName(text, position, value);
  value += spaced;
  position += spaced.length;
  if (value === '') return null;
  const trimmed = trimEnd(isBold(text, start) ? value.replace(/(?<=\*)\*\*$/, '') : value);
  return trimmed === ''
    ? null
    : {
        text: trimmed,
        end: position - (value.length - trimmed.length),
        cut: position >= text.length && trimmed === value,
      };
}

/** Whether the sentence stands in bold type, so that the last two asterisks close it. */
function isBold(text: string, start: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 600), start);
  return /(?:^|\s)\*\*[A-Za-z]/.test(line);
}

/** Characters up to white space or a quote; a redaction in brackets may hold spaces (`<your account>`). */
function pieceAt(text: string, at: number): string | null {
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word === undefined) return null;
  const tag = word.indexOf('</');
  if (tag >= 0) return tag === 0 ? null : word.slice(0, tag);
  const open = /(?:<[^>]*|\{[^}]*|\[[^\]]*|\*[A-Za-z][^*]*)$/.exec(word);
  if (open === null) return word;
  const closer = { '<': '>', '{': '}', '[': ']', '*': '*' }[open[0].charAt(0)] ?? '>';
  const rest = text.slice(at + word.length, at + word.length + 60);
  const closed = rest.indexOf(closer);
  if (closed < 0 || /[\n"'`]/.test(rest.slice(0, closed))) return word;
  const after = pieceAt(text, at + word.length + closed + 1) ?? '';
  return word + rest.slice(0, closed + 1) + after;
}

interface ContinuationQuery {
  readonly text: string;
  readonly position: number;
  readonly value: string;
  readonly fold: LineFold;
}

/** Where the value goes on after a line break, or null where it is whole. */
function continuation({ text, position, value, fold }: ContinuationQuery): number | null {
  // A field that was masked by hand, with blanks around what stands for it.
  const after = text.slice(position, position + 6);
  if (isBrokenArn(value) && /^ (?::\S|(?:\.{3}|…) :)/.test(after)) return position + 1;
  if (/^arn:.*:(?:\.{3}|…)$/.test(value) && /^ :\S/.test(after)) return position + 1;
  const gap = /^ ?\n ?/.exec(text.slice(position, position + 4))?.[0];
  if (gap === undefined) return isBrokenByBlank(text, position, value) ? position + 1 : null;
  const next = position + gap.length;
  const word = wordAt(text, next);
  if (word === null || matchesAt(FOLLOWER_HERE, text, next)) return null;
  if (isBrokenArn(value) || (value !== '' && 'arn'.startsWith(value) && (value + word).startsWith('arn:')))
    return next;
  const wordEnd = next + word.length;
  if (gap.startsWith(' ')) return matchesAt(REASON_AFTER_GAP, text, wordEnd) ? next : null;
  if (matchesAt(FOLLOWER_AFTER_GAP, text, wordEnd)) return next;
  const alone = /^ ?(?:\n|$)/.test(text.slice(wordEnd, wordEnd + 2));
  if (alone && /[:/_=-]$/.test(value)) return next;
  return fold.width !== null && lineWidth(text, position) === fold.width ? next : null;
}

/** A console's line that was broken and put together again with a blank; keys in a bucket may have one of their own. */
function isBrokenByBlank(text: string, position: number, value: string): boolean {
  if (!/^ \S/.test(text.slice(position, position + 2)) || !/^arn:[\w-]+:(?!s3:)/.test(value)) return false;
  const word = matchesAt(FOLLOWER_HERE, text, position + 1) ? null : wordAt(text, position + 1);
  return word !== null && matchesAt(REASON_AFTER_GAP, text, position + 1 + word.length);
}

/** The rest of a name of several words, as jobs of Glue have, up to the reason of the denial on the same line; empty where there is none. */
function spacedName(text: string, position: number, value: string): string {
  SPACED.lastIndex = position;
  const rest = /^arn:[\w-]+:[\w-]+:/.test(value) ? SPACED.exec(text)?.[0] : undefined;
  return rest !== undefined && matchesAt(REASON_AFTER_GAP, text, position + rest.length) ? rest : '';
}

const SPACED = new RegExp(
  `(?: (?!arn:|${anyPhrase(['because no', 'because the', 'with an explicit', 'due to an explicit'])})[^\\s"'\`:]{1,100}){2,12}`,
  'y',
);

/** How wide the line is that ends at `at`. */
function lineWidth(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** A word that may be the rest of a name, and not the beginning of another message. */
function wordAt(text: string, at: number): string | null {
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word === undefined || !/^[\w:/@=+,.*<$\-[{]/.test(word)) return null;
  return /^(?:User|arn|\[Container\]|[A-Za-z ]*[Ee]rror):?$/.test(word) ? null : word;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** An ARN that lacks fields, unless it was shortened by hand (`arn:aws:sts::xxx`, `arn:aws:ecr:…:<repo>`, `arn:…`). */
function isBrokenArn(value: string): boolean {
  if (!/^arn:/i.test(value) || /[*.…]{2}$|[>}\]]$/.test(value)) return false;
  const arn = parseArn(value);
  return arn === null || arn.resource === '';
}

/** Takes off what belongs to the sentence: its full stop, a comma, a bracket that was opened outside. */
function trimEnd(value: string): string {
  let text = value;
  for (let rounds = 0; rounds < 8; rounds++) {
    const shorter = withoutLast(text);
    if (shorter === text) return text;
    text = shorter;
  }
  return text;
}

const OPENERS: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };

function withoutLast(text: string): string {
  const last = text.at(-1) ?? '';
  const opener = OPENERS[last];
  if (opener !== undefined) return count(text, opener) < count(text, last) ? text.slice(0, -1) : text;
  if (last === '.' && text.at(-2) === '.') return /^\.+$/.test(text) ? '' : text;
  // What closes bold type, or begins an explanation.
  if (/[\w)]\*\*$/.test(text)) return text.slice(0, -2);
  // Of a log stream that has no name, the colon is part of the ARN.
  if (text.endsWith(':log-stream:')) return text;
  if (last === ':') return isBrokenArn(text.slice(0, -1)) ? text : text.slice(0, -1);
  // One question mark ends a sentence; several mask a value.
  return /[.,;!\\]$|(?<!\?)\?$/.test(text) ? text.slice(0, -1) : text;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
