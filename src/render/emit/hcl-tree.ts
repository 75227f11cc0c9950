/**
 * As much of HCL as tells where a literal stands. Comes in: text with its ends, and where a value begins. Goes out: texts, lists and
 * objects with their places; whatever else there is as one expression that is not looked into. Never: throws on any text.
 * Source: HCL native syntax specification.
 */
import type { Hcl } from './hcl-spans.ts';

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

/** A block's body, or an object: from its brace on. Null: it is no such thing. */
export function objectAt(hcl: Hcl, start: number, depth = 0): Extract<HclNode, { kind: 'object' }> | null {
  const { text } = hcl;
  if (text[start] !== '{' || depth > DEEPEST) return null;
  const entries = new Map<string, HclNode>();
  let at = afterSpace(hcl, start + 1);
  while (at < text.length && text[at] !== '}') {
    const key = KEY.exec(text.slice(at, at + 300));
    if (key === null) return null;
    const name = key[1] ?? key[2] ?? '';
    const isAttribute = key[3] !== '{';
    const value = isAttribute
      ? valueAt(hcl, afterSpace(hcl, at + key[0].length), depth)
      : objectAt(hcl, at + key[0].length - 1, depth + 1);
    if (value === null) return null;
    if (isAttribute) entries.set(name, value);
    at = afterSpace(hcl, value.end, /[\s,]/);
  }
  return text[at] === '}' ? { kind: 'object', entries, start, end: at + 1 } : null;
}

/** `key =`, `"key" =`, `key :`, or the head of a block with its labels. */
const KEY =
  /^(?:([\w-]+)|"((?:[^"\\$%]|\\.)*)")(?:(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*(\{)|[ \t]*[=:](?!=))/;

function valueAt(hcl: Hcl, start: number, depth: number): HclNode | null {
  const literal = literalAt(hcl, start, depth + 1);
  if (literal !== null && isEndOfValue(hcl.text, literal.end)) return literal;
  const end = endOfExpression(hcl, start);
  return end === start ? null : { kind: 'expression', start, end };
}

function literalAt(hcl: Hcl, start: number, depth: number): HclNode | null {
  if (hcl.text[start] === '"') return textAt(hcl.text, start);
  if (hcl.text[start] === '[') return listAt(hcl, start, depth);
  return objectAt(hcl, start, depth);
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

function listAt(hcl: Hcl, start: number, depth: number): HclNode | null {
  const { text } = hcl;
  if (depth > DEEPEST) return null;
  const items: HclNode[] = [];
  let at = afterSpace(hcl, start + 1);
  if (/^for\b/.test(text.slice(at, at + 4))) return null;
  while (at < text.length && text[at] !== ']') {
    const item = valueAt(hcl, at, depth);
    if (item === null) return null;
    items.push(item);
    at = afterSpace(hcl, item.end, /[\s,]/);
  }
  return text[at] === ']' ? { kind: 'list', items, start, end: at + 1 } : null;
}

/** Past spaces and comments. */
function afterSpace({ text, ends }: Hcl, start: number, space = /\s/): number {
  let at = start;
  for (;;) {
    const sign = text[at] ?? '';
    const past = sign === '#' || sign === '/' ? ends.get(at) : undefined;
    if (past !== undefined) at = past;
    else if (space.test(sign)) at += 1;
    else return at;
  }
}

/** Up to the comma, the bracket or the line that ends it. */
function endOfExpression({ text, ends }: Hcl, start: number): number {
  let at = start;
  while (at < text.length && !/[\n,\])}]/.test(text[at] ?? '')) at = ends.get(at) ?? at + 1;
  return at;
}
