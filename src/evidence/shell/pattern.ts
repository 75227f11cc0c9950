/** Shell patterns (`*`, `?`, `[…]`) against whole texts. Time is at most the product of the two lengths. */
import type { Spend } from '#basics/regular/spend.ts';

type Token =
  | { readonly kind: 'any' }
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean };

/** Longest pattern or text looked at; whether anything longer matches is not known. */
const MAX = 1024;

export function matchesPattern(pattern: string, text: string, spend: Spend): boolean | null {
  if (pattern === text && isPlain(pattern)) return true;
  if (pattern.length > MAX || text.length > MAX) return null;
  return matchedLengths(tokensOf(pattern), Array.from(text), spend).at(-1) === text.length;
}

/** The lengths of all beginnings of a text that match, shortest first. All states are followed at once. */
function matchedLengths(tokens: readonly Token[], text: readonly string[], spend: Spend): readonly number[] {
  const lengths: number[] = [];
  let reached = withSkippedStars(new Set([0]), tokens);
  let length = 0;
  if (reached.has(tokens.length)) lengths.push(0);
  for (const character of text) {
    spend(1 + reached.size);
    const next = new Set<number>();
    for (const state of reached) {
      const token = tokens[state];
      if (token?.kind === 'any') next.add(state);
      else if (token?.accepts(character) === true) next.add(state + 1);
    }
    reached = withSkippedStars(next, tokens);
    length += character.length;
    if (reached.has(tokens.length)) lengths.push(length);
    if (reached.size === 0) break;
  }
  return lengths;
}

/** A star may stand for nothing. A set takes in what is added to it while it is walked. */
function withSkippedStars(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) if (tokens[state]?.kind === 'any') states.add(state + 1);
  return states;
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') tokens.push({ kind: 'any' });
    else if (character === '?') tokens.push({ kind: 'one', accepts: () => true });
    else if (character === '[' && pattern.includes(']', at + 2)) {
      const end = pattern.indexOf(']', at + 2);
      tokens.push({ kind: 'one', accepts: classOf(pattern.slice(at + 1, end)) });
      at = end;
    } else {
      const plain = character === '\\' ? pattern.charAt(++at) : character;
      tokens.push({ kind: 'one', accepts: (candidate) => candidate === plain });
    }
  }
  return tokens;
}

function classOf(body: string): (character: string) => boolean {
  const isNegated = body.startsWith('!') || body.startsWith('^');
  const members = isNegated ? body.slice(1) : body;
  return (character) => {
    let found = false;
    for (let at = 0; at < members.length; at++) {
      const isRange = members[at + 1] === '-' && at + 2 < members.length;
      const low = members.charAt(at);
      const high = isRange ? members.charAt(at + 2) : low;
      if (character >= low && character <= high) found = true;
      if (isRange) at += 2;
    }
    return found !== isNegated;
  };
}

export interface Removal {
  readonly operator: '#' | '##' | '%' | '%%';
  readonly pattern: string;
  readonly spend: Spend;
}

/** `text` without the shortest or longest prefix or suffix that matches, as `${X#p}`, `${X##p}`, `${X%p}`, `${X%%p}`; null: it is too long. */
export function removeMatch(text: string, { operator, pattern, spend }: Removal): string | null {
  if (text.length > MAX || pattern.length > MAX) return null;
  const isPrefix = operator.startsWith('#');
  const tokens = isPrefix ? tokensOf(pattern) : tokensOf(pattern).toReversed();
  const lengths = matchedLengths(tokens, isPrefix ? Array.from(text) : Array.from(text).toReversed(), spend);
  const length = lengths.at(operator.length === 2 ? -1 : 0) ?? 0;
  return isPrefix ? text.slice(length) : text.slice(0, text.length - length);
}

export interface Replacement {
  /** `/` the first match, `//` all of them, `/#` one at the beginning, `/%` one at the end. */
  readonly operator: string;
  readonly pattern: string;
  readonly by: string;
  readonly spend: Spend;
}

/** Far above any value that a build makes. */
const LONGEST = 1 << 16;

/** `text` with the longest text that matches at a place replaced, as `${X/p/by}`; null: it is, or would be, too long. */
export function replaceMatch(text: string, { operator, pattern, by, spend }: Replacement): string | null {
  // What is nothing stands at either end alone.
  if (pattern === '') return operator === '/#' ? by + text : operator === '/%' ? text + by : text;
  if (operator === '//' && isPlain(pattern)) {
    const parts = text.split(pattern);
    return text.length + parts.length * by.length > LONGEST ? null : parts.join(by);
  }
  if (text.length > MAX || pattern.length > MAX) return null;
  if (operator === '/#' || operator === '/%') {
    const end = operator === '/#' ? '##' : '%%';
    const left = removeMatch(text, { operator: end, pattern, spend });
    if (left === null || left === text) return left;
    return operator === '/#' ? by + left : left + by;
  }
  const tokens = tokensOf(pattern);
  const characters = Array.from(text);
  const parts: string[] = [];
  let isDone = false;
  for (let at = 0; at < characters.length; ) {
    const rest = characters.slice(at);
    const length: number = isDone ? 0 : (matchedLengths(tokens, rest, spend).at(-1) ?? 0);
    parts.push(length > 0 ? by : (characters[at] ?? ''));
    isDone = isDone || (length > 0 && operator === '/');
    at += length > 0 ? Array.from(rest.join('').slice(0, length)).length : 1;
  }
  return parts.join('').length > LONGEST ? null : parts.join('');
}

/** What a pattern that stands for one character takes; null: it is none. */
export function oneCharacter(pattern: string): ((character: string) => boolean) | null {
  const [token, ...others] = tokensOf(pattern);
  return token?.kind === 'one' && others.length === 0 ? token.accepts : null;
}

/** Whether a pattern is plain text, so that replacing it is replacing that text. */
export function isPlain(pattern: string): boolean {
  return !/[*?[\\]/.test(pattern);
}
