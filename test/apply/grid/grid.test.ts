/** A part of the grid that `npm run soak -- apply` tries as a whole. */
import { describe, expect, it } from 'vitest';
import { GRID, runBuildGrid, runGrid } from './run-grid.ts';

/** What a plan shows stands for all: each kind of strike is tried on the first plan that has it. */
const kinds = new Set<string>();

describe.each(GRID)('every fault and kill at every call and journal write: $name', (one) => {
  it('ends exactly at the target, exactly at what was before, or with an entry that says so', async () => {
    const { violations, combinations } = await runGrid(one, { kinds });
    expect(violations).toEqual([]);
    expect(combinations).toBeGreaterThan(10);
  });

  it('does so where it is struck once more while it is ended', async () => {
    const part = { index: 0, of: 60 };
    expect((await runGrid(one, { pairs: true, part, everyNth: 7 })).violations).toEqual([]);
  });
});

describe('every fault and kill at every call and journal write of the build that follows', () => {
  it('begins one build, which another process goes on with', async () => {
    expect((await runBuildGrid()).violations).toEqual([]);
  });
});
