/** JSON with its positions kept and its duplicate keys seen, which JSON.parse silently drops. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { err, ok, type Result } from '#basics/result.ts';
import type { Span } from '#basics/text-span.ts';
import type { PolicyProblem } from '../policy.ts';
import { placeOfRepeatedKey } from '../cases/repeated-key.ts';

/** Deeper than any policy, far from what would exhaust the stack. */
const DEPTH_BOUND = 64;
/** The PolicyDocument parameter takes 131,072 characters. Source: facts 2.7 [BOTO iam]. */
const TEXT_BOUND = 131_072;

/** A JSON value as a tree. */
export type Json = Placed &
  (
    | { readonly kind: 'object'; readonly members: Members }
    | { readonly kind: 'array'; readonly items: readonly Json[] }
    | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string }
  );

/** Its place is that of its key. */
export interface Member extends Placed {
  readonly key: string;
  readonly value: Json;
}

/** The members of an object, in their order. Most have a few: looking through them is quicker than an index of them. */
export class Members {
  readonly all: readonly Member[];
  /** Those whose key stands before them already, as it may in a text. */
  readonly repeated: ReadonlySet<Member>;

  constructor(all: readonly Member[], repeated: ReadonlySet<Member>) {
    this.all = all;
    this.repeated = repeated;
  }

  /** The last of those of that key. */
  get(key: string): Json | undefined {
    const { all } = this;
    for (let at = all.length - 1; at >= 0; at--) if (all[at]?.key === key) return all[at]?.value;
    return undefined;
  }

  /** One of each key, the last of those that have it. */
  get each(): readonly Member[] {
    const { all, repeated } = this;
    return repeated.size === 0 ? all : [...new Map(all.map((member) => [member.key, member])).values()];
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }
}

export interface Placed {
  readonly place: Place;
}

export interface Place {
  /** Its path in words: `Statement[0].Effect`; empty for the document. */
  readonly at: string;
  /** Null where the document was no text. */
  readonly span: Span | null;
}

/**
 * The same without any places, which cost several times as much as the rest: what is wrong in it, `readJson` tells.
 * Null where something is wrong already.
 */
export function readUnplaced(document: unknown): Json | null {
  const isText = typeof document === 'string';
  if (isText && (document.length > TEXT_BOUND || nesting(document) > DEPTH_BOUND)) return null;
  try {
    const read = fromValue(isText ? JSON.parse(document) : document, null, 0);
    return read.kind === 'refused' || (isText && placeOfRepeatedKey(document) !== null) ? null : read;
  } catch {
    return null;
  }
}

export function readJson(document: unknown): Result<Json, PolicyProblem> {
  if (typeof document !== 'string') {
    const read = fromValue(document, '', 0);
    return read.kind === 'refused' ? err(read.problem) : ok(read);
  }
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
  const place = { at, span: spanOf(node) };
  const { children = [], type } = node;
  if (type === 'object') return { kind: 'object', place, members: membersOf(node, at) };
  if (type === 'array')
    return {
      kind: 'array',
      place,
      items: children.map((child, index) => fromNode(child, `${at}[${index}]`)),
    };
  return { kind: type === 'property' ? 'null' : type, place, text: String(node.value) };
}

function membersOf({ children = [] }: Node, at: string): Members {
  const all = children.flatMap((property) => {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) return [];
    const key = String(name.value);
    const path = member(at, key);
    return [{ key, place: { at: path, span: spanOf(name) }, value: fromNode(value, path) }];
  });
  const seen = new Set<string>();
  const repeated = all.filter(({ key }) => seen.size === seen.add(key).size);
  return new Members(all, new Set(repeated));
}

const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** A value that no policy can be. */
interface Refused {
  readonly kind: 'refused';
  readonly problem: PolicyProblem;
}

const NOWHERE: Place = { at: '', span: null };
const NONE: ReadonlySet<Member> = new Set();

/** `at`: its place; null where nobody is to be told places. */
function fromValue(value: unknown, at: string | null, depth: number): Json | Refused {
  const place = at === null ? NOWHERE : { at, span: null };
  if (depth > DEPTH_BOUND) return { kind: 'refused', problem: tooDeep(place.at) };
  if (typeof value === 'string') return { kind: 'string', place, text: value };
  if (value === null) return { kind: 'null', place, text: 'null' };
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (let index = 0; index < value.length; index++) {
      const item = fromValue(value[index], at === null ? null : `${at}[${index}]`, depth + 1);
      if (item.kind === 'refused') return item;
      items.push(item);
    }
    return { kind: 'array', place, items };
  }
  if (typeof value === 'object') {
    const all: Member[] = [];
    for (const key of Object.keys(value)) {
      const path = at === null ? null : member(at, key);
      const read = fromValue((value as Record<string, unknown>)[key], path, depth + 1);
      if (read.kind === 'refused') return read;
      all.push({ key, place: read.place, value: read });
    }
    return { kind: 'object', place, members: new Members(all, NONE) };
  }
  if (typeof value === 'number' || typeof value === 'boolean')
    return { kind: typeof value as 'number' | 'boolean', place, text: String(value) };
  const message = `a policy cannot hold a ${typeof value}`;
  return { kind: 'refused', problem: { code: 'type', message, ...place } };
}
