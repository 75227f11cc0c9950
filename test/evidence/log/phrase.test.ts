import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfFirst, endOfPhrase, phrase } from '../../../src/evidence/log/phrase.ts';

const WORDS = 'because no identity-based policy';

/** The wording as a terminal or a form may break it, sometimes beyond recognition. */
const printed = fc
  .array(fc.constantFrom('', '', '', '', '', '\n', ' ', '\n\n', 'x', ' '.repeat(23), ' '.repeat(25)), {
    minLength: WORDS.length + 1,
    maxLength: WORDS.length + 1,
  })
  .chain((breaks) =>
    fc
      .array(fc.boolean(), { minLength: WORDS.length, maxLength: WORDS.length })
      .map((upper) =>
        Array.from(
          WORDS,
          (letter, at) => `${breaks[at]}${upper[at] === true ? letter.toUpperCase() : letter}`,
        ),
      )
      .map((letters) => `${letters.join('')}${breaks.at(-1)}`),
  );

test('a wording ends where its regular expression says', () => {
  const expression = new RegExp(phrase(WORDS), 'iy');
  fc.assert(
    fc.property(printed, fc.nat({ max: 3 }), (text, start) => {
      expression.lastIndex = start;
      const found = expression.test(text);
      expect(endOfPhrase(text, start, WORDS)).toBe(found ? expression.lastIndex : null);
    }),
    { numRuns: 2000 },
  );
});

test('a wording is found in either letter case, over broken words and wide gaps', () => {
  expect(endOfPhrase('so BECAUSE\n  n\no ', 3, 'because no')).toBe(16);
  expect(endOfPhrase('becauseno', 0, 'because no')).toBeNull();
  expect(endOfPhrase('because', 0, 'because no')).toBeNull();
  expect(endOfPhrase('becau\u017fe no', 0, 'because no')).toBeNull();
});

test('of several wordings the first that stands there counts', () => {
  expect(endOfFirst('because the', 0, ['because no', 'because', 'because the'])).toBe(7);
  expect(endOfFirst('although', 0, ['because no', 'because'])).toBeNull();
});
