/** String operators. Wildcards have a meaning in the Like forms only. Source: elements_condition_operators. */
import type { GlobToken } from '../access/glob-language.ts';
import { compileGlob } from '../match/glob.ts';
import type { PatternChar } from '../match/resource.ts';
import { plainText } from '../variables.ts';
import { pair } from './operator.ts';

export const STRING_OPERATORS = [
  ...pair(['StringEquals', 'StringNotEquals'], (requested, wanted) => requested === plainText(wanted), true),
  ...pair(
    ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    (requested, wanted) => requested.toLowerCase() === plainText(wanted).toLowerCase(),
    true,
  ),
  ...pair(['StringLike', 'StringNotLike'], (requested, wanted) => like(wanted, requested), true),
];

/** Whether a text matches a pattern whose wildcards may stand for anything. */
export function like(pattern: readonly PatternChar[], text: string): boolean {
  const tokens = pattern.map((char): GlobToken => {
    if (typeof char !== 'string') return { kind: 'char', char: char.literal };
    if (char === '*') return { kind: 'run', not: null };
    return char === '?' ? { kind: 'one', not: null } : { kind: 'char', char };
  });
  return compileGlob('', tokens).matches(text);
}
