import { expect, test } from 'vitest';
import { kept } from '#iam/kept.ts';

const counted = (most: number) => {
  const made: string[] = [];
  const upper = kept(most, (text) => {
    made.push(text);
    return text.toUpperCase();
  });
  return { made, upper };
};

test('what was made of a text is made once', () => {
  const { made, upper } = counted(10);
  expect([upper('a'), upper('b'), upper('a')]).toEqual(['A', 'B', 'A']);
  expect(made).toEqual(['a', 'b']);
});

test('no more is kept than asked for, and what was let go is made anew', () => {
  const { made, upper } = counted(2);
  for (const text of ['a', 'b', 'c', 'c', 'a']) upper(text);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('a very long text is not kept', () => {
  const { made, upper } = counted(10);
  const long = 'x'.repeat(10_000);
  expect(upper(long)).toBe(upper(long));
  expect(made).toHaveLength(2);
});
