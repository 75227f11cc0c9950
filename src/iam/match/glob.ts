/**
 * Wildcard patterns: `*` is any run of characters, `?` exactly one. A pattern is compiled once and matched in
 * time linear in the text for each of its pieces; no backtracking, whatever the pattern (test/iam/glob.test.ts).
 * Source: IAM User Guide, reference_policies_elements_resource.
 */
import type { GlobToken } from '../access/glob-language.ts';

export interface CompiledGlob {
  readonly text: string;
  readonly tokens: readonly GlobToken[];
  readonly matches: (text: string) => boolean;
}

/** Compiles tokens, choosing the cheapest matcher that is exact for them. */
export function compileGlob(text: string, tokens: readonly GlobToken[]): CompiledGlob {
  return { text, tokens, matches: matcherOf(tokens) };
}

function matcherOf(tokens: readonly GlobToken[]): (text: string) => boolean {
  const first = tokens.findIndex(({ kind }) => kind !== 'char');
  if (first === -1) {
    const whole = literal(tokens);
    return (text) => text === whole;
  }
  const last = tokens.findLastIndex(({ kind }) => kind !== 'char');
  const [prefix, suffix] = [literal(tokens.slice(0, first)), literal(tokens.slice(last + 1))];
  const between = betweenOf(tokens.slice(first, last + 1));
  const shortest = prefix.length + suffix.length;
  if (between === anything && suffix === '')
    return prefix === '' ? () => true : (text) => text.startsWith(prefix);
  return (text) =>
    text.length >= shortest &&
    text.startsWith(prefix) &&
    text.endsWith(suffix) &&
    between(text, prefix.length, text.length - suffix.length);
}

function literal(tokens: readonly GlobToken[]): string {
  return tokens.map((token) => (token.kind === 'char' ? token.char : '')).join('');
}

/** Whether a part of a text matches. */
type Between = (text: string, from: number, to: number) => boolean;

const anything: Between = () => true;

/** The matcher of tokens that begin and end with a wildcard. */
function betweenOf(written: readonly GlobToken[]): Between {
  const tokens = withoutDoubles(written);
  if (tokens.some((token) => token.kind === 'one' || (token.kind === 'run' && token.not !== null)))
    return (text, from, to) => runAutomaton(tokens, text.slice(from, to));
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (tokens[at]?.kind === 'char') continue;
    if (at > start) pieces.push(literal(tokens.slice(start, at)));
    start = at + 1;
  }
  return pieces.length === 0 ? anything : (text, from, to) => holdsInOrder(pieces, text, { from, to });
}

/** Runs side by side are one run, free when one of them is. */
function withoutDoubles(tokens: readonly GlobToken[]): readonly GlobToken[] {
  const kept: GlobToken[] = [];
  for (const token of tokens) {
    const before = kept.at(-1);
    if (token.kind !== 'run' || before?.kind !== 'run') kept.push(token);
    else if (token.not === null) kept[kept.length - 1] = token;
  }
  return kept;
}

/** Free runs part the pieces: taking each at its first place leaves the most for those that follow. */
function holdsInOrder(
  pieces: readonly string[],
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  let at = from;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
    if (at > to) return false;
  }
  return true;
}

/** Runs the pattern's automaton over the text: one pass, the set of positions as a byte for each token. */
function runAutomaton(tokens: readonly GlobToken[], text: string): boolean {
  const end = tokens.length;
  let current = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  let farthest = reach(tokens, current, 0);
  for (const char of text) {
    next.fill(0);
    let alive = -1;
    for (let position = 0; position <= farthest && position < end; position++) {
      if (current[position] === 0) continue;
      const token = tokens[position] as GlobToken;
      if (token.kind === 'char' ? token.char !== char : token.not === char) continue;
      alive = Math.max(alive, reach(tokens, next, token.kind === 'run' ? position : position + 1));
    }
    if (alive === -1) return false;
    farthest = alive;
    [current, next] = [next, current];
  }
  return current[end] === 1;
}

/** Marks a position and those that runs may be left for without reading anything; the farthest that is marked. */
function reach(tokens: readonly GlobToken[], positions: Uint8Array, position: number): number {
  let at = position;
  while (positions[at] === 0) {
    positions[at] = 1;
    if (tokens[at]?.kind !== 'run') return at;
    at++;
  }
  return at;
}

/** Tokens of a pattern in which a wildcard may match anything, such as StringLike's. */
export function freeTokens(pattern: string): readonly GlobToken[] {
  return [...pattern].map(
    (char): GlobToken =>
      char === '*'
        ? { kind: 'run', not: null }
        : char === '?'
          ? { kind: 'one', not: null }
          : { kind: 'char', char },
  );
}
