/**
 * Cases as text. Comes in: the text of one case. Goes out: the case, its policies read once for all the cases that carry
 * the same text, its documents once for all the policies. Never: more memory than the bound, whatever comes in.
 */
import { rememberTexts } from '#basics/remember.ts';
import type { Result } from '#basics/result.ts';
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
import { JsonCursor, type Skipped } from './json-cursor.ts';
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
    const span = cursor.isAtObject() ? cursor.skip() : null;
    if (span === null) return null;
    const text = cursor.text.slice(span.start, span.end);
    return this.#policies(text, () => this.#readPolicies(text));
  }

  /** Null where the text is no JSON. */
  #readPolicies(text: string): ReadPolicies | null {
    const input = parse(text);
    if (input === NOT_JSON) return null;
    const documents = new Map<unknown, KnownDocument>();
    const isPlain = eachDocument(text, input, (document, { start, end, members }) => {
      const spelt = text.slice(start, end);
      const known = this.#documents(spelt, () => ({
        isPlain: isWhole(document, members),
        read: isLatin1(spelt) ? readLatin1 : readPolicy,
        compiled: new Map(),
      }));
      documents.set(document, known);
      return known.isPlain;
    });
    if (!isPlain) return null;
    return readCasePolicies(input, (policy, kind) => compileAs(policy, kind, documents.get(policy.document)));
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

/** The value of a text or an object in which no key stands twice; undefined for everything else. */
function valueAt(cursor: JsonCursor): unknown {
  const span = cursor.skip();
  if (span === null) return undefined;
  const text = cursor.text.slice(span.start, span.end);
  const value = parse(text);
  return value !== NOT_JSON && isWhole(value, span.members) ? value : undefined;
}

type SeeDocument = (document: object, at: Skipped) => boolean;

/** Shows each document that is an object with its text, as long as `see` says so; false for what is no plain policies. */
function eachDocument(text: string, policies: unknown, see: SeeDocument): boolean {
  const cursor = new JsonCursor(text);
  const list = (values: unknown, item: (value: unknown) => boolean): boolean => {
    if (!Array.isArray(values)) return cursor.skip() !== null;
    let at = 0;
    return cursor.list(() => item(values[at++]));
  };
  const member = (value: unknown, key: string): boolean => {
    const isDocument = key === 'document' && cursor.isAtObject();
    const span = cursor.skip();
    return span !== null && (!isDocument || see(memberOf(value, key) as object, span));
  };
  const policy = (value: unknown): boolean => cursor.object((key) => member(value, key));
  // A level of the organisation has policies of its own, and those no others.
  const item = (value: unknown): boolean =>
    cursor.object((key) => (key === 'policies' ? list(memberOf(value, key), policy) : member(value, key)));
  return cursor.object((key) => list(memberOf(policies, key), item));
}

const memberOf = (value: unknown, key: string): unknown => (value as Readonly<Record<string, unknown>>)[key];

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
