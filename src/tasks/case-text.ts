/**
 * Cases as text. Comes in: the text of one case. Goes out: the case, its policies read once for all the cases that
 * carry the same text. Never: more memory than the bound, whatever comes in.
 */
import { err, type Result } from '#basics/result.ts';
import {
  type CasePolicies,
  type FailedCase,
  type OpenCase,
  openCase,
  readCasePolicies,
  type SimulationError,
} from '#iam/simulate.ts';
import { endOfString, JSON_CODE } from './json-scan.ts';
import { placeOfRepeatedKey } from './repeated-key.ts';

/** Characters of policies that are kept: read and compiled they take some ten times their length. */
const KEPT = 2_000_000;
const KEPT_EACH = 250_000;

type ReadPolicies = Result<CasePolicies, SimulationError>;

export class CaseReader {
  private readonly known = new Map<string, ReadPolicies>();
  private kept = 0;

  read(text: string): OpenCase | FailedCase | 'not-json' {
    const members = topMembers(text, this.known);
    if (members === null) return readWhole(text);
    const part = (field: Field): unknown => {
      const span = members[field];
      return span === undefined ? undefined : parse(text.slice(span.start, span.end));
    };
    const [name, request] = [part('name'), part('request')];
    const policies = members.known ?? this.policiesOf(members.policies, text);
    if (name === NOT_JSON || request === NOT_JSON || policies === 'not-json') return 'not-json';
    const known = name === undefined ? null : (name as string);
    const { start, end } = members.request ?? { start: 0, end: 0 };
    const repeated = repeatedIn(text.slice(start, end), 'request');
    return repeated === null ? { name: known, request, policies } : { name: known, error: repeated };
  }

  private policiesOf(span: Extent | undefined, line: string): ReadPolicies | 'not-json' {
    if (span === undefined) return readCasePolicies(undefined);
    const text = line.slice(span.start, span.end);
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const input = parse(text);
    if (input === NOT_JSON) return 'not-json';
    const repeated = repeatedIn(text, 'policies');
    const read = repeated === null ? readCasePolicies(input) : err(repeated);
    this.keep(text, read);
    return read;
  }

  private keep(text: string, read: ReadPolicies): void {
    if (text.length > KEPT_EACH) return;
    // A slice keeps the whole line in memory; a copy only itself.
    const own = Buffer.from(text, 'utf8').toString('utf8');
    this.known.set(own, read);
    this.kept += own.length;
    for (const oldest of this.known.keys()) {
      if (this.kept <= KEPT) return;
      this.known.delete(oldest);
      this.kept -= oldest.length;
    }
  }
}

const NOT_JSON = Symbol('not JSON');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

/** What is not plainly a case; in most of these something is wrong. */
function readWhole(text: string): OpenCase | FailedCase | 'not-json' {
  const input = parse(text);
  if (input === NOT_JSON) return 'not-json';
  const opened = openCase(input);
  if ('error' in opened) return opened;
  const repeated = repeatedIn(text, '');
  return repeated === null ? opened : { name: opened.name, error: repeated };
}

/** A key that stands twice is refused in a policy that is an object as it is in one that is text. */
function repeatedIn(text: string, root: string): SimulationError | null {
  const at = placeOfRepeatedKey(text, root);
  if (at === null) return null;
  const code = at.startsWith('policies') && at.includes('.document') ? 'malformed-policy' : 'duplicate-key';
  return { code, message: 'the key stands twice', at };
}

type Field = 'name' | 'request' | 'policies';
interface Extent {
  readonly start: number;
  readonly end: number;
}
type Members = Partial<Record<Field, Extent>> & { known?: ReadPolicies };

const { quote: QUOTE, comma: COMMA, colon: COLON } = JSON_CODE;
const { openBrace: OPEN_BRACE, closeBrace: CLOSE_BRACE } = JSON_CODE;
const { openBracket: OPEN_BRACKET, closeBracket: CLOSE_BRACKET } = JSON_CODE;

/**
 * Where the fields of a case stand in its text, without reading what they hold, nor looking at policies that are
 * known. Null for whatever is not plainly a case: then JSON.parse and the checks say what it is.
 */
function topMembers(text: string, known: ReadonlyMap<string, ReadPolicies>): Members | null {
  const members: Members = {};
  const close = endBefore(text, text.length) - 1;
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_BRACE || text.charCodeAt(close) !== CLOSE_BRACE) return null;
  do {
    at = skipSpace(text, at + 1);
    const key = fieldAt(text, at);
    if (key === null || members[key] !== undefined) return null;
    at = skipSpace(text, at + key.length + 2);
    if (text.charCodeAt(at) !== COLON) return null;
    const start = skipSpace(text, at + 1);
    // Most cases end with their policies, and most of those stood in a case before.
    const found = key === 'policies' ? known.get(text.slice(start, endBefore(text, close))) : undefined;
    if (found !== undefined) members.known = found;
    const end = found === undefined ? endOfValue(text, start) : close;
    if (end === -1 || (key === 'name' && text.charCodeAt(start) !== QUOTE)) return null;
    members[key] = { start, end };
    at = skipSpace(text, end);
  } while (text.charCodeAt(at) === COMMA);
  return at === close ? members : null;
}

function fieldAt(text: string, at: number): Field | null {
  if (text.startsWith('"request"', at)) return 'request';
  if (text.startsWith('"policies"', at)) return 'policies';
  return text.startsWith('"name"', at) ? 'name' : null;
}

/** The end of what stands before the white space that ends at `end`. */
function endBefore(text: string, end: number): number {
  let at = end;
  while (at > 0 && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0d || code === 0x0a || code === 0x09;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The end of an object, an array or a string that begins at `start`; -1 for other values and what does not end. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at === -1) return -1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    else if (depth === 0) return -1;
    if (depth === 0) return at + 1;
  }
  return -1;
}
