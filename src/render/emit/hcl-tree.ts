/**
 * As much of HCL as tells where a literal stands. Comes in: text, and where a value begins. Goes out: texts, lists and objects with their
 * places; whatever else there is as one expression that is not looked into. Never: throws on any text.
 * Source: HCL native syntax specification.
 */
export type HclNode =
  | { readonly kind: 'text'; readonly value: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'list';
      readonly items: readonly HclNode[];
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: 'object';
      readonly entries: ReadonlyMap<string, HclNode>;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'expression'; readonly start: number; readonly end: number };

/** Nobody writes as much of one within another. */
const DEEPEST = 100;

/** A block's body, or an object: from its brace on. Null: it does not end, or is no such thing. */
export function objectAt(
  text: string,
  start: number,
  depth = 0,
): Extract<HclNode, { kind: 'object' }> | null {
  if (text[start] !== '{' || depth > DEEPEST) return null;
  const entries = new Map<string, HclNode>();
  let at = afterSpace(text, start + 1);
  while (at < text.length && text[at] !== '}') {
    const key = KEY.exec(text.slice(at, at + 300));
    if (key === null) return null;
    const name = key[1] ?? key[2] ?? '';
    const isAttribute = key[3] !== '{';
    const value = isAttribute
      ? valueAt(text, afterSpace(text, at + key[0].length), depth)
      : objectAt(text, at + key[0].length - 1, depth + 1);
    if (value === null) return null;
    if (isAttribute) entries.set(name, value);
    at = afterSpace(text, value.end, /[\s,]/);
  }
  return text[at] === '}' ? { kind: 'object', entries, start, end: at + 1 } : null;
}

/** `key =`, `"key" =`, `key :`, or the head of a block with its labels. */
const KEY =
  /^(?:([\w-]+)|"((?:[^"\\$%]|\\.)*)")(?:(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*(\{)|[ \t]*[=:](?!=))/;

function valueAt(text: string, start: number, depth: number): HclNode | null {
  const literal = literalAt(text, start, depth + 1);
  if (literal !== null && isEndOfValue(text, literal.end)) return literal;
  const end = endOfExpression(text, start);
  return end === null || end === start ? null : { kind: 'expression', start, end };
}

function literalAt(text: string, start: number, depth: number): HclNode | null {
  if (text[start] === '"') return textAt(text, start);
  if (text[start] === '[') return listAt(text, start, depth);
  return objectAt(text, start, depth);
}

const isEndOfValue = (text: string, end: number): boolean =>
  /^[ \t]*(?:$|[\r\n,\]})]|#|\/\/)/.test(text.slice(end, end + 200));

/** Without anything that Terraform would fill in, and with nothing escaped but what JSON escapes alike. */
function textAt(text: string, start: number): HclNode | null {
  const found = /^"(?:[^"\\$%\p{Cc}]|\t|\\(?:[nrt"\\]|u[\da-fA-F]{4})|[$%](?!\{))*"/u.exec(
    text.slice(start, start + 10_000),
  );
  if (found === null) return null;
  const [raw] = found;
  return {
    kind: 'text',
    value: JSON.parse(raw.replaceAll('\t', '\\t')) as string,
    start,
    end: start + raw.length,
  };
}

function listAt(text: string, start: number, depth: number): HclNode | null {
  if (depth > DEEPEST) return null;
  const items: HclNode[] = [];
  let at = afterSpace(text, start + 1);
  if (/^for\b/.test(text.slice(at, at + 4))) return null;
  while (at < text.length && text[at] !== ']') {
    const item = valueAt(text, at, depth);
    if (item === null) return null;
    items.push(item);
    at = afterSpace(text, item.end, /[\s,]/);
  }
  return text[at] === ']' ? { kind: 'list', items, start, end: at + 1 } : null;
}

/** Past spaces and comments. */
function afterSpace(text: string, start: number, space = /\s/): number {
  let at = start;
  while (at < text.length) {
    const comment = /^(?:#|\/\/)[^\n]*|^\/\*[\s\S]*?\*\//.exec(
      /[#/]/.test(text[at] ?? '') ? text.slice(at) : '',
    );
    if (comment !== null) at += comment[0].length;
    else if (space.test(text[at] ?? '')) at += 1;
    else break;
  }
  return at;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Up to the comma, the bracket or the line that ends it; null: a bracket or a text in it does not end. */
function endOfExpression(text: string, start: number): number | null {
  const open: string[] = [];
  let at = start;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (open.length === 0 && /[\n,\])}]/.test(sign)) return at;
    const whole = WHOLE.exec(text.slice(at));
    if (sign === '"' && whole === null) return null;
    if (sign === '<' && whole === null && /^<<-?\w/.test(text.slice(at, at + 4))) return null;
    if (CLOSING[sign] !== undefined) open.push(CLOSING[sign]);
    else if (sign === open.at(-1)) open.pop();
    else if (/[\])}]/.test(sign)) return null;
    at += whole?.[0].length ?? 1;
  }
  return open.length === 0 ? at : null;
}

/** A text with templates one deep. */
const TEXT =
  '"(?:[^"\\\\$%\\n]|\\\\.|[$%](?!\\{)|[$%]\\{(?:[^{}"]|"(?:[^"\\\\]|\\\\.)*"|\\{[^{}]*\\})*\\})*"';

/** A text, a heredoc up to its own end, a comment. */
const WHOLE = new RegExp(
  `^(?:${TEXT}|<<-?(\\w+)\\r?\\n[\\s\\S]*?\\n[ \\t]*\\1(?=\\r?\\n|$)|#[^\\n]*|//[^\\n]*|/\\*[\\s\\S]*?\\*/)`,
);

const NO_CODE = new RegExp(
  `(${TEXT})|<<-?(\\w+)\\r?\\n[\\s\\S]*?(?:\\n[ \\t]*\\2(?=\\r?\\n|$)|$)|#[^\\n]*|//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)`,
  'g',
);

/** The text with blanks for its comments and heredocs: what is code stands where it stood. */
export const codeIn = (text: string): string =>
  text.replace(NO_CODE, (all, literal: string | undefined) => literal ?? all.replace(/[^\n]/g, ' '));
