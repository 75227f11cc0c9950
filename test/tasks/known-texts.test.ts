import { describe, expect, test } from 'vitest';
import { KnownTexts } from '#tasks/known-texts.ts';

const made = (of: string) => ({ of });

describe('what was made of texts', () => {
  test('is found by the same text alone, though others of its length differ in one character', () => {
    const known = new KnownTexts<{ of: string }>({ all: 100_000, each: 1000 });
    const texts = Array.from({ length: 200 }, (_, at) => `${'x'.repeat(at)}y${'x'.repeat(199 - at)}`);
    for (const text of texts) known.keep(text, made(text));
    for (const text of [...texts, ...texts.toReversed()]) expect(known.get(text)).toEqual(made(text));
    expect(known.get('x'.repeat(200))).toBeUndefined();
  });

  test('goes when there is too much of it, the oldest first, however lately it was asked for', () => {
    const known = new KnownTexts<{ of: string }>({ all: 10, each: 10 });
    known.keep('12345', made('old'));
    known.keep('67890', made('new'));
    expect(known.get('12345')).toEqual(made('old'));
    known.keep('x', made('newest'));
    expect(['12345', '67890', 'x'].map((text) => known.get(text)?.of)).toEqual([undefined, 'new', 'newest']);
  });

  test('is not kept of a text that is too long', () => {
    const known = new KnownTexts<{ of: string }>({ all: 10, each: 4 });
    known.keep('12345', made('long'));
    expect(known.get('12345')).toBeUndefined();
  });
});
