/** What two patterns have in common, as patterns: `ecr:Get*` and `ecr:*Image` share `ecr:Get*Image` and `ecr:GetImage`. */
import type { Glob, GlobToken } from './glob-language.ts';

/** More alternatives than this would not be read by anybody. */
const ALTERNATIVES_BOUND = 16;
/** Tokens of both together: ARNs seldom have 200 characters, and the search goes as deep as the patterns are long. */
const LENGTH_BOUND = 1500;

/** Null where too many patterns would be needed. */
export function meetOfAll(globs: readonly Glob[]): readonly Glob[] | null {
  const alphabet = new Alphabet();
  let met = globs.slice(0, 1);
  for (const glob of globs.slice(1)) {
    const parts = new Set<string>();
    for (const one of met) {
      const common = meet(one, glob, alphabet);
      if (common === null) return null;
      for (const text of common) parts.add(text);
    }
    if (parts.size > ALTERNATIVES_BOUND) return null;
    met = [...parts].map((text) => alphabet.read(text));
  }
  return met;
}

/** Writes patterns as texts, a letter for each token: the search tells very many apart. */
class Alphabet {
  readonly #letters = new Map<string, string>();
  readonly #tokens = new Map<string, GlobToken>();

  letter(token: GlobToken): string {
    const key = `${token.kind} ${token.kind === 'char' ? token.char : token.not}`;
    const known = this.#letters.get(key);
    if (known !== undefined) return known;
    const letter = String.fromCharCode(this.#letters.size);
    this.#letters.set(key, letter);
    this.#tokens.set(letter, token);
    return letter;
  }

  read(text: string): Glob {
    return text.split('').flatMap((letter) => this.#tokens.get(letter) ?? []);
  }
}

/** Written in letters of the alphabet. */
type Alternatives = readonly string[];

function meet(left: Glob, right: Glob, alphabet: Alphabet): Alternatives | null {
  if (left.length + right.length > LENGTH_BOUND) return null;
  const known = new Map<number, Alternatives | null>();
  const at = (l: number, r: number): Alternatives | null => {
    const key = l * (right.length + 1) + r;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = bounded(from({ left, right, alphabet, at }, l, r));
    known.set(key, found);
    return found;
  };
  return at(0, 0);
}

interface Meeting {
  readonly left: Glob;
  readonly right: Glob;
  readonly alphabet: Alphabet;
  readonly at: (l: number, r: number) => Alternatives | null;
}

/** A run is left as early as can be, by the one pattern or the other; so each common text is found. */
function from(meeting: Meeting, l: number, r: number): readonly (Alternatives | null)[] {
  const { left, right, at } = meeting;
  /** `undefined`: no token stands here. */
  const led = (token: GlobToken | undefined, atLeft: number, atRight: number): Alternatives | null => {
    if (token === undefined) return [];
    const letter = meeting.alphabet.letter(token);
    return at(atLeft, atRight)?.map((text) => letter + text) ?? null;
  };
  const [one, other] = [left[l], right[r]];
  if (one === undefined && other === undefined) return [['']];
  if (one?.kind === 'run' && other?.kind === 'run') {
    const token: GlobToken = { kind: 'run', not: one.not ?? other.not };
    return [led(token, l + 1, r), led(token, l, r + 1)];
  }
  if (one?.kind === 'run') return [at(l + 1, r), led(narrowed(other, one.not), l, r + 1)];
  if (other?.kind === 'run') return [at(l, r + 1), led(narrowed(one, other.not), l + 1, r)];
  if (one === undefined || other === undefined) return [];
  return [led(common(one, other), l + 1, r + 1)];
}

/** A single token as far as a run that stops at `not` takes it in. */
function narrowed(token: GlobToken | undefined, not: string | null): GlobToken | undefined {
  if (token?.kind === 'char') return token.char === not ? undefined : token;
  return token?.kind === 'one' ? { kind: 'one', not: token.not ?? not } : undefined;
}

/** The two are single tokens here. */
function common(one: GlobToken, other: GlobToken): GlobToken | undefined {
  if (one.kind === 'char' && other.kind === 'char') return one.char === other.char ? one : undefined;
  if (other.kind === 'one') return narrowed(one, other.not);
  return one.kind === 'one' ? narrowed(other, one.not) : undefined;
}

function bounded(parts: readonly (Alternatives | null)[]): Alternatives | null {
  const all = new Set<string>();
  for (const part of parts) {
    if (part === null) return null;
    for (const text of part) all.add(text);
  }
  return all.size > ALTERNATIVES_BOUND ? null : [...all];
}
