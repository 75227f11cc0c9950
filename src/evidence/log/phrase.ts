/** Wordings that are found even where a terminal or a form broke them over lines, between or inside words. */

/** Between words: white space of any length that a person would still read as one sentence. */
const GAP = '[ \\n]{1,24}';

/**
 * The source of a regular expression for a wording in cleaned text. Between letters there may be one line
 * break, each space stands for a gap. Nothing in it repeats without bound, so it cannot backtrack badly.
 */
export function phrase(words: string): string {
  return words
    .split(' ')
    .map((word) => Array.from(word, escape).join('\\n?'))
    .join(GAP);
}

/** One of several wordings; where one begins with another, the longer must come first. */
export function anyPhrase(wordings: readonly string[]): string {
  return `(?:${wordings.map(phrase).join('|')})`;
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

/** A value that was found over several lines, as one. */
export function joinLines(text: string): string {
  return text.replace(/ ?\n+ ?/g, '');
}

/** A name of several words that was found over several lines. */
export function joinWords(text: string): string {
  return text.replace(/[ \n]+/g, ' ').trim();
}
