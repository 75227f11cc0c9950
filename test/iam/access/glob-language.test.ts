import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptiness, type Glob } from '#iam/access/glob-language.ts';

const glob = (pattern: string, not: string | null = null): Glob =>
  pattern
    .split('')
    .map((char) =>
      char === '*' ? { kind: 'run', not } : char === '?' ? { kind: 'one', not } : { kind: 'char', char },
    );

/** A plain matcher, by recursion, to hold the automata against. */
function matches(pattern: Glob, text: string): boolean {
  const [token, ...rest] = pattern;
  if (token === undefined) return text === '';
  if (token.kind === 'run') {
    return matches(rest, text) || (text !== '' && text[0] !== token.not && matches(pattern, text.slice(1)));
  }
  if (text === '') return false;
  const here = token.kind === 'char' ? token.char === text[0] : token.not !== text[0];
  return here && matches(rest, text.slice(1));
}

describe('whether a set of texts is empty', () => {
  test.each([
    [['ecr:*'], [], 'inhabited'],
    [['ecr:Get*'], ['ecr:*'], 'empty'],
    [['ecr:*'], ['ecr:Get*'], 'inhabited'],
    [['ecr:*', 's3:*'], [], 'empty'],
    [['*a*', '*b*'], [], 'inhabited'],
    [['*'], ['*'], 'empty'],
    [['?'], ['*?'], 'empty'],
    [['a?c'], ['abc'], 'inhabited'],
    [['abc'], ['a?c'], 'empty'],
    [['*'], ['?*'], 'inhabited'],
  ] as const)('within %j and without %j it is %s', (within, without, expected) => {
    const answer = emptiness(
      within.map((one) => glob(one)),
      without.map((one) => glob(one)),
    );
    expect(answer.kind).toBe(expected);
  });

  test('a run that may not cross a colon does not reach the next field', () => {
    expect(emptiness([glob('a:*:c', ':')], [glob('a:?*:c', ':'), glob('a::c')]).kind).toBe('empty');
    expect(emptiness([glob('a:b:b:c')], [glob('a:*:c', ':')]).kind).toBe('inhabited');
  });

  test('a witness lies in the set, and an empty set has no member among short texts', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 5 });
    const texts = ['', 'a', 'b', 'x', 'ab', 'ba', 'aa', 'bx', 'abx', 'aab', 'bab', 'xaxb', 'abab', 'bbaab'];
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.array(pattern, { maxLength: 3 }),
        (inside, outside) => {
          const within = inside.map((one) => glob(one));
          const without = outside.map((one) => glob(one));
          const member = (text: string): boolean =>
            within.every((one) => matches(one, text)) && !without.some((one) => matches(one, text));
          const answer = emptiness(within, without);
          const found = answer.kind === 'inhabited' ? [answer.witness] : texts;
          expect(found.some(member)).toBe(answer.kind === 'inhabited');
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  test('patterns crafted to explode end undecided instead of hanging', () => {
    const hostile = Array.from({ length: 12 }, (_, index) => glob(`*a${'?'.repeat(index + 6)}`));
    expect(['undecided', 'inhabited', 'empty']).toContain(emptiness([glob('*')], hostile).kind);
    expect(emptiness([glob(`*${'a?'.repeat(40)}*`)], [glob(`*${'?a'.repeat(41)}*`)]).kind).not.toBe('empty');
  });
});
