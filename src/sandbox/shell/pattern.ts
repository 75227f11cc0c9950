/** Shell patterns: `*`, `?`, `[…]`, a backslash makes the next character plain. */

/** A regular expression that matches what the pattern matches, not anchored. Stars are lazy where `shortest`. */
function patternSource(pattern: string, shortest = false): string {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (character === '\\' && at + 1 < pattern.length) source += escaped(pattern.charAt(++at));
    else if (character === '*') source += shortest ? '[^]*?' : '[^]*';
    else if (character === '?') source += '[^]';
    else if (set !== null) {
      source += `[${set[1] === '' ? '' : '^'}${(set[2] ?? '').replaceAll(/[\\\]^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else source += escaped(character);
  }
  return source;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

export function matches(text: string, pattern: string): boolean {
  return new RegExp(`^${patternSource(pattern)}$`).test(text);
}

/** Takes a match off the text's beginning or end. */
export function removeMatch(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const longest = operator.length === 2;
  if (operator.startsWith('#')) {
    return text.replace(new RegExp(`^${patternSource(pattern, !longest)}`), '');
  }
  // The shortest match at the end begins as late as it can.
  for (
    let taken = longest ? text.length : 0;
    longest ? taken >= 0 : taken <= text.length;
    taken += longest ? -1 : 1
  ) {
    if (matches(text.slice(text.length - taken), pattern)) return text.slice(0, text.length - taken);
  }
  return text;
}

export function replaceMatch(
  text: string,
  operator: '/' | '//' | '/#' | '/%',
  { pattern, replacement }: { readonly pattern: string; readonly replacement: string },
): string {
  if (pattern === '') return text;
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^${source}` : operator === '/%' ? `${source}$` : source;
  return text.replace(new RegExp(anchored, operator === '//' ? 'g' : ''), () => replacement);
}
