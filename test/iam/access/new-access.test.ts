import { describe, expect, test } from 'vitest';
import { newAccess } from '#iam/access/new-access.ts';
import { randomFrom } from '../../oracle/random.ts';
import { disagreement, policyOf, shrunk } from './agreement.ts';
import { generatePair, generateRequests } from './generate-pair.ts';

/** `ROLEMEND_PAIRS` asks for a longer run. */
const PAIRS = Number(process.env.ROLEMEND_PAIRS ?? 150);
const FIRST = Number(process.env.ROLEMEND_FIRST_PAIR ?? 1);

describe('what a change newly allows', () => {
  test('agrees with the engine on a thousand requests for each pair of policies', () => {
    for (let seed = FIRST; seed < FIRST + PAIRS; seed++) {
      const random = randomFrom(seed);
      const pair = generatePair(random);
      const found = disagreement(pair, generateRequests(random, pair));
      if (found !== null) expect({ seed, ...shrunk(found) }).toBe('no disagreement');
    }
  }, 600_000);
});
