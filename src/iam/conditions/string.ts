/** String operators. Wildcards have a meaning in the Like forms only. Source: elements_condition_operators. */
import type { GlobToken } from '../access/glob-language.ts';
import { compileGlob } from '../match/glob.ts';
import type { PatternChar } from '../match/resource.ts';
import { plainText } from '../variables.ts';
import { pair, type ValueTest } from './operator.ts';

export const STRING_OPERATORS = [
  ...pair(['StringEquals', 'StringNotEquals'], equal, true),
  ...pair(['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], equalIgnoringCase, true),
  ...pair(['StringLike', 'StringNotLike'], like, true),
];

/** The same text. */
export function equal(wanted: readonly PatternChar[]): ValueTest {
  const text = plainText(wanted);
  return (requested) => requested === text;
}

export function equalIgnoringCase(wanted: readonly PatternChar[]): ValueTest {
  const text = plainText(wanted).toLowerCase();
  return (requested) => requested.toLowerCase() === text;
}

/** A pattern whose wildcards may stand for anything. */
export function like(pattern: readonly PatternChar[]): ValueTest {
  const tokens = pattern.map((char): GlobToken => {
    if (typeof char !== 'string') return { kind: 'char', char: char.literal };
    if (char === '*') return { kind: 'run', not: null };
    return char === '?' ? { kind: 'one', not: null } : { kind: 'char', char };
  });
  return compileGlob('', tokens).matches;
}
