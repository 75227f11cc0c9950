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
  const wild = tokens.findIndex(({ kind }) => kind !== 'char');
  const literal = (from: number, to: number): string =>
    tokens
      .slice(from, to)
      .map((token) => (token.kind === 'char' ? token.char : ''))
      .join('');
  if (wild === -1) {
    const whole = literal(0, tokens.length);
    return (text) => text === whole;
  }
  const prefix = literal(0, wild);
  const only = tokens[wild];
  if (wild === tokens.length - 1 && only?.kind === 'run' && only.not === null) {
    return prefix === '' ? () => true : (text) => text.startsWith(prefix);
  }
  const rest = tokens.slice(wild);
  return (text) => text.startsWith(prefix) && simulate(rest, text, prefix.length);
}

/** Runs the pattern's automaton over the text: one pass, the set of positions as a bit for each token. */
function simulate(tokens: readonly GlobToken[], text: string, from: number): boolean {
  const end = tokens.length;
  let current = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  reach(tokens, current, 0);
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    next.fill(0);
    let alive = false;
    for (let position = 0; position < end; position++) {
      if (current[position] === 0) continue;
      const token = tokens[position] as GlobToken;
      if (token.kind === 'char' ? token.char !== char : token.not === char) continue;
      reach(tokens, next, token.kind === 'run' ? position : position + 1);
      alive = true;
    }
    if (!alive) return false;
    [current, next] = [next, current];
  }
  return current[end] === 1;
}

/** Marks a position and those that runs may be left for without reading anything. */
function reach(tokens: readonly GlobToken[], positions: Uint8Array, position: number): void {
  let at = position;
  while (positions[at] === 0) {
    positions[at] = 1;
    if (tokens[at]?.kind !== 'run') return;
    at++;
  }
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
