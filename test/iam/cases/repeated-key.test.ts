import { expect, test } from 'vitest';
import { placeOfRepeatedKey } from '#iam/cases/repeated-key.ts';

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"b":[1,{"c":1,"c":2}]}}', 'a.b[1].c'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['[{"a":1},{"a":1}]', null],
  ['{"a":"{\\"b\\":1,\\"b\\":2}","b":"a"}', null],
])('%s repeats %s', (text, place) => {
  expect(placeOfRepeatedKey(text)).toBe(place);
});
