import { expect, test } from 'vitest';
import { JsonCursor } from '#iam/cases/json-cursor.ts';
import { isWhole, placeOfRepeatedKey } from '#iam/cases/repeated-key.ts';

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"b":[1,{"c":1,"c":2}]}}', 'a.b[1].c'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"l":[{"a":1},{"a":1}]}', null],
  ['{"__proto__":{"a":1}}', null],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{"a":{"b":1,"c":2},"a":{"b":1}}', 'a'],
  ['{"a":"{\\"b\\":1,\\"b\\":2}","b":"a"}', null],
])('%s repeats %s', (text, place) => {
  expect(placeOfRepeatedKey(text)).toBe(place);
  const written = new JsonCursor(text).skip()?.members ?? Number.NaN;
  expect(isWhole(JSON.parse(text), written)).toBe(place === null);
});
