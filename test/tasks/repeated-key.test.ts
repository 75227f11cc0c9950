import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasSurelyNoRepeatedKey, placeOfRepeatedKey } from '#tasks/repeated-key.ts';

/** JSON of objects whose keys and texts are made of what JSON itself is made of. */
const word = fc
  .array(fc.constantFrom('a', ':', '"', '\\', ' ', '{', '::1'), { maxLength: 3 })
  .map((parts) => parts.join(''));
const space = fc.constantFrom('', ' ', '\t', ' \n ');
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    word.map((text) => JSON.stringify(text)),
    fc.constantFrom('1', 'null'),
    fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    fc
      .array(fc.tuple(word, space, tie('json')), { maxLength: 3 })
      .map(
        (members) =>
          `{${members.map(([key, gap, value]) => `${JSON.stringify(key)}${gap}:${value}`).join()}}`,
      ),
  ),
}));

test('the quick test never passes over a key that stands twice', () => {
  fc.assert(
    fc.property(json, (text) => {
      const isRepeated = placeOfRepeatedKey(text, '') !== null;
      expect(isRepeated && hasSurelyNoRepeatedKey(text, JSON.parse(text))).toBe(false);
    }),
    { numRuns: 5000, seed: 1 },
  );
});

test('the quick test is sure of what is usual', () => {
  const text = '{"a" : {"b:c":"d:e"},\n "f":[{"a":1},{"a":"x\\"y"}]}';
  expect(hasSurelyNoRepeatedKey(text, JSON.parse(text))).toBe(true);
});
