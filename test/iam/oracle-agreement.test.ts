/**
 * The engine against the oracle, over generated cases near the edge of every rule. A failure prints the smallest
 * case that shows it, as it goes into `test/cases/decisions/`.
 */

import { describe, expect, test } from 'vitest';
import { simulate } from '#iam/simulate.ts';
import { type Answer, describeDisagreement, type Engine } from '../oracle/agreement.ts';
import { soak } from '../oracle/soak.ts';

const engine: Engine = (given) => simulate(given) as Answer;

const CASES_EACH = 50_000;

describe('the engine and the oracle', () => {
  test.each([1, 2, 3, 4])('agree on generated cases, part %i of 4', (part) => {
    const seed = part * 10_000_000;
    const { cases, disagreements } = soak({ engine, cases: CASES_EACH, seed, report: () => {} });
    expect(disagreements.slice(0, 3).map(describeDisagreement).join('\n\n')).toBe('');
    expect(cases).toBe(CASES_EACH);
  });
});
