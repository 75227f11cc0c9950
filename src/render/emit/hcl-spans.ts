/**
 * Where what HCL opens is closed. Comes in: text. Goes out: past what each bracket, text, heredoc and comment ends, by where it begins, and
 * the text with blanks for what is no code; or where something begins that does not end. Never: looks at a sign again, so that no
 * text takes longer than its length. Source: HCL native syntax specification.
 */
import { err, ok, type Result } from '#basics/result.ts';

export interface Hcl {
  readonly text: string;
  /** With blanks for comments and heredocs: what is code stands where it stood. */
  readonly code: string;
  readonly ends: ReadonlyMap<number, number>;
}

interface Open {
  readonly at: number;
  /** The sign that closes it. */
  readonly by: string;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const PLAIN_CODE = /[^"#/<()[\]{}]+/y;
const PLAIN_TEXT = /[^"\\$%\n]+/y;
const HEREDOC = /<<-?(\w+)\r?\n/y;

export function readHcl(text: string): Result<Hcl, number> {
  const ends = new Map<number, number>();
  const blanks: (readonly [from: number, to: number])[] = [];
  const open: Open[] = [];
  for (let at = 0; at < text.length; ) {
    const top = open.at(-1);
    if (top?.by === '"') {
      const next = inText(text, at, open);
      if (next === null) return err(top.at);
      if (open.at(-1) !== top && text[at] === '"') ends.set(top.at, next);
      at = next;
      continue;
    }
    const sign = text[at] ?? '';
    const past = endOfBlank(text, at);
    if (past === null) return err(at);
    if (past > at) {
      ends.set(at, past);
      blanks.push([at, past]);
      at = past;
      continue;
    }
    if (sign === '"' || CLOSING[sign] !== undefined) open.push({ at, by: CLOSING[sign] ?? sign });
    else if (/[)\]}]/.test(sign)) {
      if (top?.by !== sign) return err(at);
      open.pop();
      ends.set(top.at, at + 1);
    }
    at = endOf(PLAIN_CODE, text, at) ?? at + 1;
  }
  return open[0] === undefined ? ok({ text, code: withBlanks(text, blanks), ends }) : err(open[0].at);
}

/** One part of a text in quotes on; opens a template in it, or closes it. Null: the line ends first. */
function inText(text: string, at: number, open: Open[]): number | null {
  const two = text.slice(at, at + 2);
  if (two.startsWith('"')) open.pop();
  if (two.startsWith('\n')) return null;
  if (/^[$%]{2}/.test(two) && text[at + 2] === '{') return at + 3;
  if (/^[$%]\{/.test(two)) {
    open.push({ at: at + 1, by: '}' });
    return at + 2;
  }
  return two.startsWith('\\') ? at + 2 : (endOf(PLAIN_TEXT, text, at) ?? at + 1);
}

/** Past a comment or a heredoc; `at` itself: there is none. Null: it does not end. */
function endOfBlank(text: string, at: number): number | null {
  const two = text.slice(at, at + 2);
  if (two.startsWith('#') || two === '//') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (two === '/*') {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? null : end + 2;
  }
  if (two !== '<<') return at;
  HEREDOC.lastIndex = at;
  const head = HEREDOC.exec(text);
  if (head === null) return at;
  const last = new RegExp(`^[ \\t]*${head[1]}(?=\\r?$)`, 'gm');
  last.lastIndex = at + head[0].length;
  const end = last.exec(text);
  return end === null ? null : end.index + end[0].length;
}

function endOf(plain: RegExp, text: string, at: number): number | null {
  plain.lastIndex = at;
  return plain.test(text) ? plain.lastIndex : null;
}

function withBlanks(text: string, blanks: readonly (readonly [from: number, to: number])[]): string {
  const parts: string[] = [];
  let past = 0;
  for (const [from, to] of blanks) {
    parts.push(text.slice(past, from), text.slice(from, to).replace(/[^\n]/g, ' '));
    past = to;
  }
  return parts.join('') + text.slice(past);
}
