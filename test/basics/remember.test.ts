import { expect, it } from 'vitest';
import { remember, rememberLast, rememberTexts } from '#basics/remember.ts';

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

it('reads the same members once, and anew when one has changed', () => {
  let asked = 0;
  const read = rememberLast(({ one, other }: { one: object; other?: string }) => {
    asked += 1;
    return [one, other];
  });
  const one = {};
  expect(read({ one })).toBe(read({ one }));
  expect(asked).toBe(1);
  expect(read({ one, other: 'more' })).toEqual([one, 'more']);
  expect(read({ one: {}, other: 'more' })).toEqual([{}, 'more']);
  expect(read({ one })).toEqual([one, undefined]);
  expect(asked).toBe(4);
});

it('keeps the newest texts, up to so many characters', () => {
  const asked: string[] = [];
  const kept = rememberTexts<string>(5);
  const read = (text: string) =>
    kept(text, () => {
      asked.push(text);
      return text.toUpperCase();
    });
  expect([read('abc'), read('abc'), read('de'), read('abc')]).toEqual(['ABC', 'ABC', 'DE', 'ABC']);
  expect(asked).toEqual(['abc', 'de']);
  read('f');
  expect([read('de'), read('abc')]).toEqual(['DE', 'ABC']);
  expect(asked).toEqual(['abc', 'de', 'f', 'abc']);
});

it('keeps a text from the second time on, where most come only once', () => {
  const asked: string[] = [];
  const kept = rememberTexts<string>(5, 'second');
  const read = (text: string) =>
    kept(text, () => {
      asked.push(text);
      return text.toUpperCase();
    });
  expect(['abc', 'abc', 'abc', 'de', 'abc'].map(read)).toEqual(['ABC', 'ABC', 'ABC', 'DE', 'ABC']);
  expect(asked).toEqual(['abc', 'abc', 'de']);
  // What is pushed out has to come twice again.
  expect(['fg', 'abc', 'abc', 'abc'].map(read)).toEqual(['FG', 'ABC', 'ABC', 'ABC']);
  expect(asked).toEqual(['abc', 'abc', 'de', 'fg', 'abc', 'abc']);
});

it('tells long texts apart that differ in one character, wherever it is', () => {
  for (const from of ['first', 'second'] as const) {
    const kept = rememberTexts<string>(1_000_000, from);
    const texts = Array.from({ length: 20 }, (_, at) => `${'a'.repeat(at)}b${'a'.repeat(10_000 - at)}`);
    for (const text of [...texts, ...texts, ...texts]) expect(kept(text, () => text)).toBe(text);
  }
});
