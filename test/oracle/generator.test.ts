import { describe, expect, test } from 'vitest';
import { type Engine, disagreement } from './agreement.ts';
import { generate } from './generator.ts';
import { judge } from './oracle.ts';
import { soak } from './soak.ts';

describe('the generator', () => {
  test('gives the same case for the same seed', () => {
    expect(generate(7)).toEqual(generate(7));
    expect(generate(7)).not.toEqual(generate(8));
  });

  test('stays near the edge: no decision is rare, and each layer both allows and denies', () => {
    const decisions = new Map<string, number>();
    const verdicts = new Set<string>();
    const cases = 20_000;
    for (let seed = 0; seed < cases; seed += 1) {
      const judged = judge(generate(seed));
      decisions.set(judged.decision, (decisions.get(judged.decision) ?? 0) + 1);
      for (const [layer, verdict] of Object.entries(judged.layers)) verdicts.add(`${layer} ${verdict}`);
    }
    const share = (decision: string): number => (decisions.get(decision) ?? 0) / cases;
    expect(share('allowed')).toBeGreaterThan(0.25);
    expect(share('implicitlyDenied')).toBeGreaterThan(0.25);
    expect(share('explicitlyDenied')).toBeGreaterThan(0.08);
    expect(share('unknown')).toBeGreaterThan(0.04);
    for (const layer of [
      'identity',
      'boundary',
      'session',
      'resource',
      'trust',
      'serviceControl',
      'vpcEndpoint',
    ]) {
      for (const verdict of ['allowed', 'implicitlyDenied', 'explicitlyDenied', 'unknown', 'absent']) {
        expect(verdicts).toContain(`${layer} ${verdict}`);
      }
    }
    for (const verdict of ['allowed', 'explicitlyDenied', 'unknown', 'absent']) {
      expect(verdicts).toContain(`resourceControl ${verdict}`);
    }
  });
});

describe('the comparison', () => {
  /** An engine that has never heard of permissions boundaries. */
  const withoutBoundary: Engine = (given) => {
    const { boundary: _, ...policies } = given.policies;
    const judged = judge({ ...given, policies });
    return { ...judged, layers: { ...judged.layers, boundary: judge(given).layers['boundary'] ?? 'absent' } };
  };

  test('finds nothing where the engine says what the oracle says', () => {
    const { disagreements, nextSeed } = soak({ engine: judge, cases: 500, seed: 40, report: () => {} });
    expect(disagreements).toEqual([]);
    expect(nextSeed).toBe(540);
  });

  test('finds a missing rule and shrinks the case to what shows it', () => {
    const { disagreements } = soak({ engine: withoutBoundary, cases: 2_000, seed: 0, report: () => {} });
    expect(disagreements.length).toBeGreaterThan(5);
    for (const found of disagreements) {
      expect(found.case.policies.boundary).toBeDefined();
      expect(disagreement(found.case, withoutBoundary)?.case).toEqual(found.case);
      expect(JSON.stringify(found.case).length).toBeLessThan(1_500);
    }
  });
});
