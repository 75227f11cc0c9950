/** A sample of `npm run soak -- plans`: what the oracle says of plans for random worlds. */
import { describe, expect, it } from 'vitest';
import { judgePlans } from './random-plans.ts';

const SAMPLE = 120;

describe('a plan for a random world', () => {
  it('grants no more than its needs, and leaves none denied without saying whose it is', () => {
    const { faults, plans, grants, handoffs } = judgePlans(1, SAMPLE);
    expect(faults).toEqual([]);
    expect(plans.applying).toBeGreaterThan(SAMPLE / 10);
    expect(Math.min(grants, handoffs)).toBeGreaterThan(SAMPLE / 2);
  });
});
