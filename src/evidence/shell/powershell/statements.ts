/** A text of PowerShell cut into its statements and pipelines; groups and quotes stay whole. Source: PowerShell reference, about_Parsing, about_Quoting_Rules. */

export interface Piece {
  readonly text: string;
  readonly offset: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };

/** Cuts at one of these characters where it stands outside of quotes and groups. */
export function cutAt(text: string, cutters: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at = next(text, at)) {
    if (at < text.length && !cutters.test(text[at] ?? '')) continue;
    const piece = text.slice(start, at);
    if (piece.trim() !== '') pieces.push({ text: piece.trim(), offset: start + piece.search(/\S/) });
    start = at + 1;
  }
  const last = text.slice(start);
  if (last.trim() !== '') pieces.push({ text: last.trim(), offset: start + last.search(/\S/) });
  return pieces;
}

/** The place behind what begins here: an escaped character, a quoted text, a group, or one character. */
function next(text: string, at: number): number {
  const char = text[at] ?? '';
  if (char === '`') return at + 2;
  if (char === "'" || char === '"') return endOfQuote(text, at);
  return CLOSING[char] === undefined ? at + 1 : endOfGroup(text, at);
}

/** The place behind the quoted text that is opened here; the text's end where nothing closes it. */
export function endOfQuote(text: string, start: number): number {
  const quote = text[start] ?? '';
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '`') at++;
    else if (text[at] === quote && text[at + 1] === quote) at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** The place behind the group that is opened here; the text's end where nothing closes it. */
export function endOfGroup(text: string, start: number): number {
  const close = CLOSING[text[start] ?? ''];
  let at = start + 1;
  while (at < text.length && text[at] !== close) at = next(text, at);
  return Math.min(at + 1, text.length);
}

/** Blanks comments and joins lines that a backtick continues, so that places stay what they were. */
export function plainLines(text: string): string {
  return text
    .replace(/<#[\s\S]*?#>/g, (comment) => comment.replace(/\S/g, ' '))
    .replace(
      /(^|\s)#[^\n]*/g,
      (comment, before: string) => before + ' '.repeat(comment.length - before.length),
    )
    .replace(/`(\r?\n)/g, (_, line: string) => ' '.repeat(line.length + 1));
}
