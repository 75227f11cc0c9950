/**
 * Cases as text. Comes in: the text of one case. Goes out: the case, its policies read once for all the cases that carry
 * the same text, its documents once for all the policies. Never: more memory than the bound, whatever comes in.
 */
import { hashOf, hashOn, rememberTexts } from '#basics/remember.ts';
import type { Result } from '#basics/result.ts';
import type { Span } from '#basics/text-span.ts';
import { compileDocument, type CompiledDocument } from '../compile.ts';
import type { NamedPolicy } from '../decision.ts';
import type { PolicyKind } from '../policy.ts';
import { isLatin1, readLatin1, readPolicy } from '../read/read-policy.ts';
import {
  type CasePolicies,
  type FailedCase,
  type OpenCase,
  openCase,
  readCasePolicies,
  type SimulationError,
} from '../simulate.ts';
import { CODE, JsonCursor, type Skipped } from './json-cursor.ts';
import { isWhole, placeOfRepeatedKey } from './repeated-key.ts';

/** Characters of policies that are kept: read and compiled they take some ten times their length. */
const KEPT = 2_000_000;

type ReadPolicies = Result<CasePolicies, SimulationError>;

export class CaseReader {
  readonly #policies = rememberTexts<ReadPolicies | null>(KEPT, 'second');
  readonly #documents = rememberTexts<KnownDocument>(KEPT, 'second');

  read(text: string): OpenCase | FailedCase | 'not-json' {
    return this.#readPlain(text) ?? readWhole(text);
  }

  /** Null for what is not plainly a case: then the whole text says what it is. */
  #readPlain(text: string): OpenCase | null {
    const cursor = new JsonCursor(text);
    let name: unknown = null;
    let request: unknown;
    let policies: ReadPolicies | null = null;
    const isCase = cursor.object((key) => {
      switch (key) {
        case 'name':
          name = valueAt(cursor);
          return typeof name === 'string';
        case 'request':
          request = valueAt(cursor);
          return request !== undefined;
        case 'policies':
          policies = this.#policiesAt(cursor);
          return policies !== null;
        default:
          return false;
      }
    });
    if (!isCase || !cursor.isAtEnd() || policies === null) return null;
    return { name: name as string | null, request, policies };
  }

  #policiesAt(cursor: JsonCursor): ReadPolicies | null {
    const found = policiesAt(cursor);
    if (found === null) return null;
    const text = cursor.text.slice(found.start, found.end);
    return this.#policies(text, () => this.#readPolicies(text, found), found.hash);
  }

  /** Null where the text is no JSON, or a key in a document stands twice. */
  #readPolicies(text: string, { start: offset, documents }: FoundPolicies): ReadPolicies | null {
    const input = parse(text);
    if (input === NOT_JSON) return null;
    const read = new Map<unknown, KnownDocument>();
    for (const { path, span, hash } of documents) {
      const document = path.reduce(memberOf, input);
      const spelt = text.slice(span.start - offset, span.end - offset);
      const known = this.#documents(spelt, () => knownDocument(document, spelt, span.members), hash);
      if (!known.isPlain) return null;
      read.set(document, known);
    }
    return readCasePolicies(input, (policy, kind) => compileAs(policy, kind, read.get(policy.document)));
  }
}

function compileAs(
  policy: NamedPolicy,
  kind: PolicyKind,
  known: KnownDocument | undefined,
): CompiledDocument {
  const as = `${kind} ${policy.name}`;
  const compiled = known?.compiled.get(as) ?? compileDocument(policy, kind, known?.read);
  known?.compiled.set(as, compiled);
  return compiled;
}

/** What came of a document's text before. */
interface KnownDocument {
  /** Whether no key in it stands twice. */
  readonly isPlain: boolean;
  readonly read: typeof readPolicy;
  /** By what it was compiled as. */
  readonly compiled: Map<string, CompiledDocument>;
}

const knownDocument = (document: unknown, text: string, members: number): KnownDocument => ({
  isPlain: isWhole(document, members),
  read: isLatin1(text) ? readLatin1 : readPolicy,
  compiled: new Map(),
});

/** The value of a text or an object in which no key stands twice; undefined for everything else. */
function valueAt(cursor: JsonCursor): unknown {
  const span = cursor.skip();
  if (span === null) return undefined;
  const text = cursor.text.slice(span.start, span.end);
  const value = parse(text);
  return value !== NOT_JSON && isWhole(value, span.members) ? value : undefined;
}

/** A document that is an object: where it stands in the policies and in the text. */
interface FoundDocument {
  readonly path: readonly (string | number)[];
  readonly span: Skipped;
  readonly hash: number;
}

interface FoundPolicies extends Span {
  readonly documents: readonly FoundDocument[];
  /** Of the whole text. */
  readonly hash: number;
}

/** Moves over the policies of a case, each character of which is hashed once; null for what is not plainly policies. */
function policiesAt(cursor: JsonCursor): FoundPolicies | null {
  if (!cursor.isAt(CODE.openBrace)) return null;
  const { text, at: start } = cursor;
  const documents: FoundDocument[] = [];
  const path: (string | number)[] = [];
  const within = (step: string | number, read: () => boolean): boolean => {
    path.push(step);
    const isRead = read();
    path.pop();
    return isRead;
  };
  const list = (item: () => boolean): boolean => {
    let at = 0;
    return cursor.isAt(CODE.openBracket) ? cursor.list(() => within(at++, item)) : cursor.skip() !== null;
  };
  const member = (key: string): boolean => {
    const isDocument = key === 'document' && cursor.isAt(CODE.openBrace);
    const span = cursor.skip();
    if (isDocument && span !== null) documents.push({ path: [...path, key], span, hash: hashOf(text, span) });
    return span !== null;
  };
  const policy = (): boolean => cursor.object(member);
  // A level of the organisation has policies of its own, and those no others.
  const item = (): boolean =>
    cursor.object((key) => (key === 'policies' ? within(key, () => list(policy)) : member(key)));
  if (!cursor.object((key) => within(key, () => list(item)))) return null;
  return { start, end: cursor.at, documents, hash: hashAround(text, { start, end: cursor.at }, documents) };
}

/** The hash of a text by those of the documents in it. */
function hashAround(text: string, { start, end }: Span, documents: readonly FoundDocument[]): number {
  let [hash, at] = [0, start];
  for (const { span, hash: part } of documents) {
    hash = hashOn(hashOf(text, { start: at, end: span.start }, hash), part);
    at = span.end;
  }
  return hashOf(text, { start: at, end }, hash);
}

const memberOf = (value: unknown, key: string | number): unknown =>
  (value as Readonly<Record<string, unknown>>)[key];

/** What is not plainly a case; in most of these something is wrong. */
function readWhole(text: string): OpenCase | FailedCase | 'not-json' {
  const input = parse(text);
  if (input === NOT_JSON) return 'not-json';
  const opened = openCase(input);
  if ('error' in opened) return opened;
  const repeated = repeatedIn(text);
  return repeated === null ? opened : { name: opened.name, error: repeated };
}

/** A key that stands twice is refused in a policy that is an object as it is in one that is text. */
function repeatedIn(text: string): SimulationError | null {
  const at = placeOfRepeatedKey(text);
  if (at === null) return null;
  const code = at.startsWith('policies') && at.includes('.document') ? 'malformed-policy' : 'duplicate-key';
  return { code, message: 'the key stands twice', at };
}

const NOT_JSON = Symbol('not JSON');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}
