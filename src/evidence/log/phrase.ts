/** Wordings that are found even where a terminal or a form broke them over lines, between or inside words. */

import { once } from '#basics/remember.ts';

/** Between words: white space of any length that a person would still read as one sentence. */
const GAP = '[ \\n]{1,24}';
/** Inside a word: a line break, before which some forms leave a blank. */
const BREAK_IN_WORD = '(?: ?\\n)?';

/**
 * The source of a regular expression for a wording in cleaned text. Between letters there may be one line
 * break, each space stands for a gap. Nothing in it repeats without bound, so it cannot backtrack badly.
 */
export function phrase(words: string): string {
  return words
    .split(' ')
    .map((word) => Array.from(word, escape).join(BREAK_IN_WORD))
    .join(GAP);
}

/** One of several wordings; where one begins with another, the longer must come first. */
export function anyPhrase(wordings: readonly string[]): string {
  return `(?:${wordings.map(phrase).join('|')})`;
}

/** All that a pattern finds in a text. */
export type Matches = (text: string) => readonly RegExpExecArray[];

/**
 * What a global pattern finds, made when a text first holds one of its anchors, however its lines are broken: of wordings
 * that may break anywhere V8 takes a millisecond to make an expression. `anchors`: in lower case, without spaces.
 */
export function anchored(anchors: readonly string[], make: () => RegExp): Matches {
  const pattern = once(make);
  return (text) => {
    const packed = text.replaceAll(/[ \n]+/g, '').toLowerCase();
    return anchors.some((anchor) => packed.includes(anchor)) ? [...text.matchAll(pattern())] : [];
  };
}

/** How much white space a gap may have. */
const WIDEST_GAP = 24;

/**
 * Where a wording in lower case ends that begins at `start`; null: it does not stand there. Finds what `phrase` finds,
 * whatever the letter case; but of many wordings that share their words V8 takes long to make one expression.
 */
export function endOfPhrase(text: string, start: number, words: string): number | null {
  let at = start;
  for (let index = 0; index < words.length; index++) {
    if (words[index] === ' ') {
      const end = endOfGap(text, at);
      if (end === at) return null;
      at = end;
      continue;
    }
    const isInWord = index > 0 && words[index - 1] !== ' ';
    if (isInWord) at += breakAt(text, at);
    if (!isLetter(text.charCodeAt(at), words.charCodeAt(index))) return null;
    at += 1;
  }
  return at;
}

/** How long the line break at `at` is, with a blank before it; 0 where none is. */
function breakAt(text: string, at: number): number {
  if (text[at] === '\n') return 1;
  return text[at] === ' ' && text[at + 1] === '\n' ? 2 : 0;
}

/** Where the first of several wordings ends that stands at `start`. */
export function endOfFirst(text: string, start: number, wordings: readonly string[]): number | null {
  for (const words of wordings) {
    const end = endOfPhrase(text, start, words);
    if (end !== null) return end;
  }
  return null;
}

/** The end of the white space at `start`, as far as a person would still read on. */
export function endOfGap(text: string, start: number): number {
  let at = start;
  while (at < start + WIDEST_GAP && (text[at] === ' ' || text[at] === '\n')) at += 1;
  return at;
}

/** In either case, as far as ASCII has two. */
function isLetter(code: number, lower: number): boolean {
  return code === lower || (lower >= 0x61 && lower <= 0x7a && code === lower - 0x20);
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

/** A value that was found over several lines, as one. */
export function joinLines(text: string): string {
  return text.replace(/ ?\n+ ?/g, '');
}
