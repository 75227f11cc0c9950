import { expect, it } from 'vitest';
import { remember } from '#basics/remember.ts';

it('reads each value once, and equal values apart', () => {
  const read: object[] = [];
  const lengthOf = remember((lines: readonly string[]) => {
    read.push(lines);
    return lines.length;
  });
  const [one, other] = [['a'], ['a']];
  expect([lengthOf(one), lengthOf(one), lengthOf(other)]).toEqual([1, 1, 1]);
  expect(read).toEqual([one, other]);
});

it('remembers an answer that is nothing', () => {
  let asked = 0;
  const none = remember(() => {
    asked += 1;
    return undefined;
  });
  const value = {};
  none(value);
  none(value);
  expect(asked).toBe(1);
});
