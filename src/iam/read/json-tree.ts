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
    | { readonly kind: 'object'; readonly members: readonly Member[] }
    | { readonly kind: 'array'; readonly items: readonly Json[] }
    | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string }
  );

/** Its place is that of its key. */
export interface Member extends Placed {
  readonly key: string;
  readonly value: Json;
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

/** A text that is known to be right as a value alone: without its spans it is read several times as fast. */
export function readPlain(text: string): Json | null {
  if (text.length > TEXT_BOUND || nesting(text) > DEPTH_BOUND) return null;
  try {
    const read = fromValue(JSON.parse(text), new ValuePlace(null, ''), 0);
    return read.ok && placeOfRepeatedKey(text) === null ? read.value : null;
  } catch {
    return null;
  }
}

export function readJson(document: unknown): Result<Json, PolicyProblem> {
  if (typeof document !== 'string') return fromValue(document, new ValuePlace(null, ''), 0);
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

function membersOf({ children = [] }: Node, at: string): readonly Member[] {
  return children.flatMap((property) => {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) return [];
    const key = String(name.value);
    const path = member(at, key);
    return [{ key, place: { at: path, span: spanOf(name) }, value: fromNode(value, path) }];
  });
}

const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

function fromValue(value: unknown, place: ValuePlace, depth: number): Result<Json, PolicyProblem> {
  if (depth > DEPTH_BOUND) return err(tooDeep(place.at));
  if (typeof value === 'string') return ok({ kind: 'string', place, text: value });
  if (value === null) return ok({ kind: 'null', place, text: 'null' });
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (let index = 0; index < value.length; index++) {
      const read = fromValue(value[index], new ValuePlace(place, index), depth + 1);
      if (!read.ok) return read;
      items.push(read.value);
    }
    return ok({ kind: 'array', place, items });
  }
  if (typeof value === 'object') {
    const members: Member[] = [];
    for (const key of Object.keys(value)) {
      const within = new ValuePlace(place, key);
      const read = fromValue((value as Record<string, unknown>)[key], within, depth + 1);
      if (!read.ok) return read;
      members.push({ key, place: within, value: read.value });
    }
    return ok({ kind: 'object', place, members });
  }
  if (typeof value === 'number' || typeof value === 'boolean')
    return ok({ kind: typeof value as 'number' | 'boolean', place, text: String(value) });
  return err({ code: 'type', message: `a policy cannot hold a ${typeof value}`, at: place.at, span: null });
}

/** A place in a value. Its path is worked out when somebody asks for it: of most documents nobody does. */
class ValuePlace implements Place {
  readonly span = null;
  readonly #above: ValuePlace | null;
  readonly #step: string | number;

  constructor(above: ValuePlace | null, step: string | number) {
    this.#above = above;
    this.#step = step;
  }

  get at(): string {
    const above = this.#above === null ? '' : this.#above.at;
    return typeof this.#step === 'number' ? `${above}[${this.#step}]` : member(above, this.#step);
  }
}
