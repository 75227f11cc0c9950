/** One world of each kind from red to the end; `npm run soak -- worlds` tries all. */
import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '#diagnosis/codes.ts';
import { WORLDS } from './all.ts';
import { runWorld } from './run-world.ts';
import type { World } from './world.ts';

const OF_EACH_KIND: readonly World[] = [
  ...new Map(WORLDS.toReversed().map((world) => [world.kind, world])).values(),
];

describe('worlds', () => {
  it.concurrent.each(OF_EACH_KIND)('$name: $cause', async (world) => {
    const { violations } = await runWorld(world);
    expect(violations).toEqual([]);
  });

  it('are at least sixty, each with a name and a cause of its own', () => {
    expect(WORLDS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(WORLDS.map(({ name }) => name)).size).toBe(WORLDS.length);
    expect(new Set(WORLDS.map(({ cause }) => cause)).size).toBe(WORLDS.length);
  });

  // In the sandbox no build waits for a machine, and every failure says something.
  it('ask for every finding code but two', () => {
    const asked = new Set<string>(WORLDS.flatMap(({ expect: { codes } }) => codes));
    const never = Object.keys(FINDING_CODES).filter((code) => !asked.has(code));
    expect(never).toEqual(['queue-timed-out', 'unexplained']);
  });
});
