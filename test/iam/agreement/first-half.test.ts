import { describe, expect, test } from 'vitest';
import { CASES_EACH, compare } from './compare.ts';

describe('the engine and the oracle', () => {
  test.each([1, 2])('agree on generated cases, part %i of 4', { timeout: 600_000 }, (part) => {
    const { cases, disagreements } = compare(part * 10_000_000, CASES_EACH);
    expect(disagreements.slice(0, 3).join('\n\n')).toBe('');
    expect(cases).toBe(CASES_EACH);
  });
});
