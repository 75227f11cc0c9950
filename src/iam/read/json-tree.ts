/** JSON with its positions kept and its duplicate keys seen, which JSON.parse silently drops. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { err, ok, type Result } from '#basics/result.ts';
import type { PolicyProblem } from '../policy.ts';

/** Deeper than any policy, far from what would exhaust the stack. */
const DEPTH_BOUND = 64;
/** The PolicyDocument parameter takes 131,072 characters. Source: facts 2.7 [BOTO iam]. */
const TEXT_BOUND = 131_072;

/** A JSON value as a tree: `at` is its path in words, `span` its place where it was text. */
export type Json =
  | (Place & { readonly kind: 'object'; readonly members: readonly Member[] })
  | (Place & { readonly kind: 'array'; readonly items: readonly Json[] })
  | (Place & { readonly kind: 'string'; readonly text: string })
  | (Place & { readonly kind: 'number' | 'boolean' | 'null'; readonly text: string });

export interface Member {
  readonly key: string;
  readonly place: Place;
  readonly value: Json;
}

export interface Place {
  readonly at: string;
  readonly span: { readonly start: number; readonly end: number } | null;
}

export function readJson(document: unknown): Result<Json, PolicyProblem> {
  if (typeof document !== 'string') return fromValue(document, { at: '', depth: 0 });
  if (document.length > TEXT_BOUND) {
    return err({
      code: 'too-large',
      message: `the document is ${document.length} characters long, AWS takes at most ${TEXT_BOUND}`,
      at: '',
      span: null,
    });
  }
  if (nesting(document) > DEPTH_BOUND) return err(tooDeep(''));
  const errors: ParseError[] = [];
  const root = parseTree(document, errors, { disallowComments: true });
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const message =
      first === undefined
        ? 'the document is empty'
        : `not valid JSON: ${words(printParseErrorCode(first.error))}`;
    return err({
      code: 'not-json',
      message,
      at: '',
      span: first === undefined ? null : { start: first.offset, end: first.offset + first.length },
    });
  }
  return ok(fromNode(root, ''));
}

const words = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

const tooDeep = (at: string): PolicyProblem => ({
  code: 'too-deep',
  message: `nested deeper than ${DEPTH_BOUND} levels`,
  at,
  span: null,
});

const [BRACE, BRACKET] = [0x7b, 0x5b];
/** From the code of an opening bracket to that of its closing one. */
const CLOSING = 2;

/** Brackets open at once; those inside strings count too, which only makes the bound stricter. */
function nesting(text: string): number {
  let [open, deepest] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BRACE || code === BRACKET) deepest = Math.max(deepest, ++open);
    else if (code === BRACE + CLOSING || code === BRACKET + CLOSING) open--;
  }
  return deepest;
}

const member = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);

function fromNode(node: Node, at: string): Json {
  const span = { start: node.offset, end: node.offset + node.length };
  switch (node.type) {
    case 'object':
      return { kind: 'object', at, span, members: membersOf(node, at) };
    case 'array':
      return {
        kind: 'array',
        at,
        span,
        items: (node.children ?? []).map((child, index) => fromNode(child, `${at}[${index}]`)),
      };
    case 'string':
      return { kind: 'string', at, span, text: String(node.value) };
    case 'number':
    case 'boolean':
    case 'null':
    case 'property':
      return { kind: node.type === 'property' ? 'null' : node.type, at, span, text: String(node.value) };
  }
}

function membersOf({ children = [] }: Node, at: string): readonly Member[] {
  const members: Member[] = [];
  for (const property of children) {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) continue;
    const key = String(name.value);
    const place = { at: member(at, key), span: { start: name.offset, end: name.offset + name.length } };
    members.push({ key, place, value: fromNode(value, place.at) });
  }
  return members;
}

function fromValue(
  value: unknown,
  { at, depth }: { readonly at: string; readonly depth: number },
): Result<Json, PolicyProblem> {
  if (depth > DEPTH_BOUND) return err(tooDeep(at));
  const place = { at, span: null };
  if (value === null) return ok({ ...place, kind: 'null', text: 'null' });
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const [index, item] of value.entries()) {
      const read = fromValue(item, { at: `${at}[${index}]`, depth: depth + 1 });
      if (!read.ok) return read;
      items.push(read.value);
    }
    return ok({ ...place, kind: 'array', items });
  }
  if (typeof value === 'object') {
    const members: Member[] = [];
    for (const [key, item] of Object.entries(value)) {
      const read = fromValue(item, { at: member(at, key), depth: depth + 1 });
      if (!read.ok) return read;
      members.push({ key, place: { at: member(at, key), span: null }, value: read.value });
    }
    return ok({ ...place, kind: 'object', members });
  }
  if (typeof value === 'string') return ok({ ...place, kind: 'string', text: value });
  if (typeof value === 'number' || typeof value === 'boolean')
    return ok({ ...place, kind: typeof value as 'number' | 'boolean', text: String(value) });
  return err({ code: 'type', message: `a policy cannot hold a ${typeof value}`, at, span: null });
}
