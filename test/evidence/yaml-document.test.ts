/** YAML that others wrote: read in a time that grows as its length does, whatever is wrong with it. */
import { describe, expect, it } from 'vitest';
import { readYaml, wrongInYaml } from '#evidence/yaml-document.ts';

const wrongWith = (text: string): string | null => {
  const read = readYaml(text);
  return read.ok ? wrongInYaml(read.value) : read.error;
};

/** Of each the library's own reading grows with the square of the length, by how it looks for a line or a key. */
const SHAPES = {
  'anchors of nothing': (length: number) => '&a '.repeat(length / 3),
  'maps that do not end': (length: number) => 'a: {b\n'.repeat(length / 6),
  'maps in maps that do not end': (length: number) => '{a: '.repeat(length / 4),
  'texts that do not end': (length: number) => 'a: "x\n'.repeat(length / 6),
  'very many keys': (length: number) =>
    Array.from({ length: length / 6 }, (_, index) => `${100_000 + index}:`).join('\n'),
};

const LENGTH = 6_000;

function fastest(text: string): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    wrongWith(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe('YAML that others wrote', () => {
  it.each(Object.entries(SHAPES))('of %s takes no more than in proportion', (_, shape) => {
    fastest(shape(LENGTH));
    const few = fastest(shape(LENGTH));
    // The square of it would be 64 times as long.
    expect(fastest(shape(8 * LENGTH))).toBeLessThan(24 * few + 60);
  });

  it.each([
    ['a: {b', /^Flow map .* at line 1, column 6$/],
    ['a: 1\nb: {c: 1, c: 2}', /^Map keys must be unique at line 2, column 11$/],
    ['- '.repeat(50_000), /^nested deeper than 64 levels$/],
    ['['.repeat(65), /^nested deeper than 64 levels$/],
    [`a: ${'x'.repeat(1 << 20)}`, /^longer than 1048576 characters$/],
  ])('case %# is told what is wrong with it, and where', (text, told) => {
    expect(wrongWith(text)).toMatch(told);
  });
});
