/**
 * Cases as text. Comes in: the text of one case. Goes out: the case, its policies read once for all the cases that
 * carry the same text. Never: more memory than the bound, whatever comes in.
 */
import { err } from '#basics/result.ts';
import {
  type FailedCase,
  type OpenCase,
  openCase,
  readCasePolicies,
  type SimulationError,
} from '#iam/simulate.ts';
import { KnownTexts } from './known-texts.ts';
import { hasSurelyNoRepeatedKey, placeOfRepeatedKey } from './repeated-key.ts';

/** Characters of policies that are kept: read and compiled they take some ten times their length. */
const KEPT = { all: 2_000_000, each: 250_000 };

type ReadPolicies = OpenCase['policies'];

export class CaseReader {
  private readonly known = new KnownTexts<ReadPolicies>(KEPT);

  read(text: string): OpenCase | FailedCase | 'not-json' {
    const cut = cutOf(text);
    const rest = cut === null ? null : readRest(cut);
    const policies = cut === null || rest === null ? null : this.policiesOf(cut.policies);
    return rest === null || policies === null ? readWhole(text) : { ...rest, policies };
  }

  /** Null where the text is no JSON. */
  private policiesOf(text: string): ReadPolicies | null {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const input = parse(text);
    if (input === NOT_JSON) return null;
    const repeated = repeatedIn(text, 'policies');
    const read = repeated === null ? readCasePolicies(input) : err(repeated);
    this.known.keep(text, read);
    return read;
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

/** A case cut around what looks like its policies. */
interface Cut {
  readonly before: string;
  readonly policies: string;
  readonly after: string;
}

const POLICIES = '"policies":';
const REQUEST = '"request":';

/** Without reading what stands there: most cases repeat the policies of one before. */
function cutOf(text: string): Cut | null {
  const key = text.indexOf(POLICIES);
  if (key === -1) return null;
  const start = skipSpace(text, key + POLICIES.length);
  const first = text.indexOf(REQUEST);
  const next = first !== -1 && first < key ? text.length : text.lastIndexOf(REQUEST);
  const end = endBefore(text, endBefore(text, next) - 1);
  if (end < start) return null;
  return { before: text.slice(0, start), policies: text.slice(start, end), after: text.slice(end) };
}

/** The case without its policies; null for whatever is not plainly that: then the whole text says what it is. */
function readRest({ before, after }: Cut): Omit<OpenCase, 'policies'> | null {
  // With a value in their place both parts together are JSON, and what is cut out is a member of the case itself,
  // not of something within it, only when one brace closes all that was open.
  const text = `${before}null${after}`;
  const rest = parse(text);
  if (!isRest(rest) || (after !== '}' && parse(`${before}null}`) === NOT_JSON)) return null;
  return hasSurelyNoRepeatedKey(text, rest) ? { name: rest.name ?? null, request: rest.request } : null;
}

interface Rest {
  readonly name?: string;
  readonly request?: unknown;
  readonly policies: null;
}

function isRest(input: unknown): input is Rest {
  if (typeof input !== 'object' || input === null) return false;
  for (const key in input) if (key !== 'name' && key !== 'request' && key !== 'policies') return false;
  const { name, policies } = input as Partial<Record<keyof Rest, unknown>>;
  return policies === null && (name === undefined || typeof name === 'string');
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
