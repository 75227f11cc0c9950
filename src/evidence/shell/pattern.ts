/** Shell patterns (`*`, `?`, `[…]`) against whole texts. Time is at most the product of the two lengths. */
type Token =
  | { readonly kind: 'any' }
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean };

/** Longest pattern or text looked at; anything longer does not match. */
const MAX = 4096;

export function matchesPattern(pattern: string, text: string): boolean {
  if (pattern.length > MAX || text.length > MAX) return false;
  const tokens = tokensOf(pattern);
  let reached = new Set([0]);
  const skipStars = (states: Set<number>) => {
    for (const state of states) if (tokens[state]?.kind === 'any') states.add(state + 1);
    return states;
  };
  reached = skipStars(reached);
  for (const character of text) {
    const next = new Set<number>();
    for (const state of reached) {
      const token = tokens[state];
      if (token?.kind === 'any') next.add(state);
      else if (token?.accepts(character) === true) next.add(state + 1);
    }
    reached = skipStars(next);
  }
  return reached.has(tokens.length);
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

/** `text` without the shortest or longest prefix or suffix that matches, as `${X#p}`, `${X##p}`, `${X%p}`, `${X%%p}`. */
export function removeMatch(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string | null {
  if (text.length > MAX) return null;
  const isPrefix = operator.startsWith('#');
  const lengths = Array.from({ length: text.length + 1 }, (_, index) => index);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const part = isPrefix ? text.slice(0, length) : text.slice(text.length - length);
    if (matchesPattern(pattern, part))
      return isPrefix ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}

/** Whether a pattern is plain text, so that replacing it is replacing that text. */
export function isPlain(pattern: string): boolean {
  return !/[*?[\\]/.test(pattern);
}
