import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnchorSearch, AnchorsInText } from '#evidence/log/anchor-search.ts';
import { openByteScan, roomIn } from '#evidence/log/byte-scan.ts';

/** Texts that begin alike, lie in each other, and have signs that fold as letters do. */
const ANCHORS = [
  'not authorized',
  'not authorized to',
  'authorized to p',
  'AccessDenied',
  '.dkr.ecr..',
  '"[message]',
  'aaaaaaaaaa',
];
const search = new AnchorSearch(ANCHORS);
const scan = openByteScan();
search.prepare(scan);
const memory = new Uint8Array(scan.memory.buffer);

const folded = (bytes: Uint8Array): string =>
  Buffer.from(bytes.map((byte) => byte | 0x20)).toString('latin1');

function naively(bytes: Uint8Array): readonly object[] {
  const text = folded(bytes);
  return Array.from(text).flatMap((_, at) =>
    ANCHORS.flatMap((words, anchor) =>
      text.startsWith(folded(Buffer.from(words)), at) ? [{ at, anchor }] : [],
    ),
  );
}

function searched(bytes: Uint8Array): readonly object[] {
  const start = scan.BYTES.value;
  memory.set(bytes, start);
  return search
    .search(scan, start, start + bytes.length)
    .map(({ at, anchor }) => ({ at: at - start, anchor }));
}

describe('searching bytes for anchors', () => {
  const part = fc.oneof(
    fc.constantFrom(...ANCHORS, ...ANCHORS.map((words) => words.toUpperCase()), 'not authori', 'a', ' '),
    fc.string({ unit: 'binary', maxLength: 9 }),
  );

  it('finds what stands there, in whatever case, overlapping or not, and nothing that was there before', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.nat({ max: 20 }), (parts, cut) => {
        const bytes = Buffer.from(parts.join(''));
        const shown = bytes.subarray(0, Math.max(0, bytes.length - cut));
        expect(new Set(searched(shown).map((one) => JSON.stringify(one)))).toEqual(
          new Set(naively(shown).map((one) => JSON.stringify(one))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('tells of a text the same without a table as with one', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = Buffer.from(parts.join(''));
        const inText = new AnchorsInText(ANCHORS);
        const before = inText.of(text);
        inText.of(Buffer.alloc(5_000));
        expect(inText.of(text)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it('finds more anchors than there is space to note at once', () => {
    const bytes = Buffer.alloc(roomIn(scan), 'a');
    expect(searched(bytes)).toHaveLength(bytes.length - 9);
  });

  it('holds thousands of anchors', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `${index * 7919}: anchor ${index}`);
    const [large, memoryOf] = [new AnchorSearch(many), openByteScan()];
    large.prepare(memoryOf);
    const bytes = Buffer.from(many.join(' '));
    const start = memoryOf.BYTES.value;
    new Uint8Array(memoryOf.memory.buffer).set(bytes, start);
    const found = large.search(memoryOf, start, start + bytes.length);
    expect(new Set(found.map(({ anchor }) => anchor)).size).toBe(many.length);
  });

  it('takes no anchor that is too short to be found, nor more than its table holds', () => {
    expect(() => new AnchorSearch(['denied:'])).toThrow('Internal error');
    const many = new AnchorSearch(Array.from({ length: 5000 }, (_, index) => `anchor ${index * 7919}`));
    expect(() => many.prepare(openByteScan())).toThrow('Internal error');
  });
});
