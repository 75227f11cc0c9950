/** What two patterns have in common, as patterns: `ecr:Get*` and `ecr:*Image` share `ecr:Get*Image` and `ecr:GetImage`. */
import type { Glob, GlobToken } from './glob-language.ts';

/** More alternatives than this would not be read by anybody. */
const ALTERNATIVES_BOUND = 16;
/** Tokens of both together: ARNs seldom have 200 characters, and the search goes as deep as the patterns are long. */
const LENGTH_BOUND = 1500;

/** Null where too many patterns would be needed. */
export function meetOfAll(globs: readonly Glob[]): readonly Glob[] | null {
  let [met]: (readonly Glob[] | null)[] = [globs.slice(0, 1)];
  for (const glob of globs.slice(1)) {
    const parts: Glob[] = [];
    for (const one of met ?? []) {
      const common = meet(one, glob);
      if (common === null) return null;
      parts.push(...common);
    }
    met = distinct(parts);
    if (met.length > ALTERNATIVES_BOUND) return null;
  }
  return met ?? [];
}

function meet(left: Glob, right: Glob): readonly Glob[] | null {
  if (left.length + right.length > LENGTH_BOUND) return null;
  const known = new Map<number, readonly Glob[] | null>();
  const at = (l: number, r: number): readonly Glob[] | null => {
    const key = l * (right.length + 1) + r;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = bounded(from({ left, right, at }, l, r));
    known.set(key, found);
    return found;
  };
  return at(0, 0);
}

interface Meeting {
  readonly left: Glob;
  readonly right: Glob;
  readonly at: (l: number, r: number) => readonly Glob[] | null;
}

/** A run is left as early as can be, by the one pattern or the other; so each common text is found. */
function from({ left, right, at }: Meeting, l: number, r: number): readonly (Alternatives | null)[] {
  const [one, other] = [left[l], right[r]];
  if (one === undefined && other === undefined) return [[[]]];
  if (one?.kind === 'run' && other?.kind === 'run') {
    const token: GlobToken = { kind: 'run', not: one.not ?? other.not };
    return [led(token, () => at(l + 1, r)), led(token, () => at(l, r + 1))];
  }
  if (one?.kind === 'run') return [at(l + 1, r), led(narrowed(other, one.not), () => at(l, r + 1))];
  if (other?.kind === 'run') return [at(l, r + 1), led(narrowed(one, other.not), () => at(l + 1, r))];
  if (one === undefined || other === undefined) return [];
  return [led(common(one, other), () => at(l + 1, r + 1))];
}

type Alternatives = readonly Glob[];

/** `undefined`: no token stands here. */
function led(token: GlobToken | undefined, rest: () => Alternatives | null): Alternatives | null {
  return token === undefined ? [] : (rest()?.map((glob) => [token, ...glob]) ?? null);
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
  const all: Glob[] = [];
  for (const part of parts) {
    if (part === null) return null;
    all.push(...part);
  }
  const found = distinct(all);
  return found.length > ALTERNATIVES_BOUND ? null : found;
}

function distinct(globs: readonly Glob[]): readonly Glob[] {
  if (globs.length < 2) return globs;
  return [...new Map(globs.map((glob) => [JSON.stringify(glob), glob])).values()];
}
