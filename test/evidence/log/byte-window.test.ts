import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnchorSearch } from '#evidence/log/anchor-search.ts';
import { ByteWindow } from '#evidence/log/byte-window.ts';

const NONE = new AnchorSearch(['no such words']);

/** Bytes of characters of every width, of halves of them, and of line feeds. */
const bytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text)),
      fc.constantFrom('\n', 'é\n', '✓', '🎉', 'plain').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 5 }).map((some) => Buffer.from(some)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts));

describe('the window of a log', () => {
  it('tells of any stretch its text, its offset and its line, as they are in the whole', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 60 }), { maxLength: 12 }), (all, steps) => {
        const window = new ByteWindow(NONE);
        const texts: string[] = [];
        let from = 0;
        for (const step of steps) {
          const next = from + step;
          window.push(all.subarray(window.end, next + 50));
          const { text, place } = window.text(from, next);
          const before = texts.join('');
          expect(place.offset).toBe(before.length);
          expect(place.line).toBe(before.split('\n').length);
          expect(place.startsLine).toBe(before === '' || before.endsWith('\n'));
          texts.push(text);
          window.release(next);
          from = next;
        }
        expect(all.toString('utf8').startsWith(texts.join(''))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
