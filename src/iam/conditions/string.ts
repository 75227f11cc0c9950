/** String operators. Wildcards have a meaning in the Like forms only. Source: elements_condition_operators. */
import type { GlobToken } from '../access/glob-language.ts';
import { compileGlob } from '../match/glob.ts';
import type { PatternChar } from '../match/resource.ts';
import { plainText } from '../variables.ts';
import { pair, type ValueIndex, type ValueTest } from './operator.ts';

const asked = (text: string): string => text;

const EQUAL: ValueIndex = { wanted: plainText, requested: asked };
const IGNORING_CASE: ValueIndex = {
  wanted: (chars) => plainText(chars).toLowerCase(),
  requested: (text) => text.toLowerCase(),
};

/** A pattern without wildcards. */
export const LITERAL: ValueIndex = {
  wanted: (chars) => (chars.includes('*') || chars.includes('?') ? null : plainText(chars)),
  requested: asked,
};

export const STRING_OPERATORS = [
  ...pair(['StringEquals', 'StringNotEquals'], { compile: equal, index: EQUAL }, true),
  ...pair(
    ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    { compile: equalIgnoringCase, index: IGNORING_CASE },
    true,
  ),
  ...pair(['StringLike', 'StringNotLike'], { compile: like, index: LITERAL }, true),
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
