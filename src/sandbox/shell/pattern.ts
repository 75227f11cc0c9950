/** Shell patterns: `*`, `?`, `[…]`, a backslash makes the next character plain. */
import { compile, type Pattern, type Program } from '#basics/regular/program.ts';
import { replaced } from '#basics/regular/replace.ts';
import { find } from '#basics/regular/run.ts';
import { readSet } from '#basics/regular/set.ts';
import type { Spend } from '#basics/regular/spend.ts';

const ANY: Pattern = { kind: 'one', has: () => true };
const END: Pattern = { kind: 'place', holds: (text, at) => at === text.length };

function partsOf(pattern: string): readonly Pattern[] {
  const parts: Pattern[] = [];
  for (let at = 0; at < pattern.length; ) {
    const character = pattern.charAt(at);
    const set = character === '[' ? readSet(pattern, at + 1, '!^') : null;
    if (set !== null) {
      parts.push({ kind: 'one', has: set.has });
      at = set.end;
    } else if (character === '*') {
      parts.push({ kind: 'repeat', of: ANY, least: 0, most: null });
      at += 1;
    } else if (character === '?') {
      parts.push(ANY);
      at += 1;
    } else {
      const escaped = character === '\\' && at + 1 < pattern.length;
      const code = pattern.charCodeAt(escaped ? at + 1 : at);
      parts.push({ kind: 'one', has: (each) => each === code });
      at += escaped ? 2 : 1;
    }
  }
  return parts;
}

/** A pattern that is too long matches nothing. */
const programOf = (parts: readonly Pattern[]): Program | null => compile({ kind: 'sequence', parts }, 0);

export function matches(text: string, pattern: string, spend: Spend): boolean {
  const program = programOf([...partsOf(pattern), END]);
  return program !== null && find(program, text, { anchored: true, spend }) !== null;
}

export interface Removal {
  readonly operator: '#' | '##' | '%' | '%%';
  readonly pattern: string;
}

/** Takes a match off the text's beginning or end. */
export function removeMatch(text: string, { operator, pattern }: Removal, spend: Spend): string {
  const search = { anchored: true, shortest: operator.length === 1, spend };
  const parts = partsOf(pattern);
  if (operator.startsWith('#')) {
    const program = programOf(parts);
    const found = program === null ? null : find(program, text, search);
    return text.slice(found?.end ?? 0);
  }
  // From the end backwards, the end of a match is its beginning.
  const program = programOf(parts.toReversed());
  const found = program === null ? null : find(program, reversed(text, spend), search);
  return text.slice(0, text.length - (found?.end ?? 0));
}

function reversed(text: string, spend: Spend): string {
  spend(text.length);
  return text.split('').toReversed().join('');
}

export interface Replacement {
  readonly operator: '/' | '//' | '/#' | '/%';
  readonly pattern: string;
  readonly replacement: string;
}

/** Puts something in a match's place: the first, every, the one at the beginning or at the end. */
export function replaceMatch(
  text: string,
  { operator, pattern, replacement }: Replacement,
  spend: Spend,
): string {
  if (pattern === '') return text;
  const parts = partsOf(pattern);
  const program = programOf(operator === '/%' ? [...parts, END] : parts);
  if (program === null) return text;
  const replacing = { program, every: operator === '//', anchored: operator === '/#', spend };
  return replaced(text, replacing, () => replacement);
}
