import { describe, expect, test } from 'vitest';
import { caseFile, type Engine, smallest } from './agreement.ts';
import type { Case, PolicySet, Request } from './case.ts';
import { casesOf, generateWorld } from './generator.ts';
import { judge } from './oracle.ts';
import { soak } from './soak.ts';

describe('the generator', () => {
  test('gives the same world for the same seed', () => {
    expect(generateWorld(7)).toEqual(generateWorld(7));
    expect(generateWorld(7)).not.toEqual(generateWorld(8));
  });

  test('asks nothing twice of the same policies', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { requests } = generateWorld(seed);
      expect(new Set(requests.map((request) => JSON.stringify(request))).size).toBe(requests.length);
    }
  });

  test('asks requests so near to each other that the policies of most worlds answer them differently', () => {
    const worlds = Array.from({ length: 500 }, (_, seed) => casesOf(generateWorld(seed)));
    const answers = worlds.map((cases) => new Set(cases.map((one) => JSON.stringify(judge(one)))));
    expect(answers.filter((different) => different.size > 1).length / worlds.length).toBeGreaterThan(0.7);
  });

  test('stays near the edge: no decision is rare, and each layer both allows and denies', () => {
    const decisions = new Map<string, number>();
    const verdicts = new Set<string>();
    const cases = Array.from({ length: 1_250 }, (_, seed) => casesOf(generateWorld(seed))).flat();
    for (const one of cases) {
      const judged = judge(one);
      decisions.set(judged.decision, (decisions.get(judged.decision) ?? 0) + 1);
      for (const [layer, verdict] of Object.entries(judged.layers)) verdicts.add(`${layer} ${verdict}`);
    }
    const share = (decision: string): number => (decisions.get(decision) ?? 0) / cases.length;
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
  const oracle: Engine = (policies) => (request) => judge({ name: 'one', request, policies });

  /** An engine that has never heard of permissions boundaries. */
  const withoutBoundary: Engine = (policies) => (request) => {
    const { boundary: _, ...others } = policies;
    const judged = judge({ name: 'one', request, policies: others });
    const { layers } = judge({ name: 'one', request, policies });
    return { ...judged, layers: { ...judged.layers, boundary: layers['boundary'] ?? 'absent' } };
  };

  /** An engine that answers each action as it answered it first. */
  const forgetful: Engine = (policies) => {
    const answers = new Map<string, ReturnType<typeof judge>>();
    return (request) => {
      const answer = answers.get(request.action) ?? judge({ name: 'one', request, policies });
      answers.set(request.action, answer);
      return answer;
    };
  };

  test('finds nothing where the engine says what the oracle says', () => {
    const { cases, disagreements, nextSeed, tally } = soak({ engine: oracle, worlds: 50, seed: 40 });
    expect(disagreements).toEqual([]);
    expect([cases, nextSeed]).toEqual([800, 90]);
    expect(Object.values(tally.decisions).reduce((sum, one) => sum + one, 0)).toBe(cases);
  });

  test('finds a missing rule and shrinks the case to what shows it', () => {
    const { disagreements } = soak({ engine: withoutBoundary, worlds: 200, seed: 0 });
    expect(disagreements.length).toBeGreaterThan(5);
    for (const found of disagreements) {
      expect(found.case.policies.boundary).toBeDefined();
      const again = smallest({ ...found, answer: found.engine, engine: withoutBoundary });
      expect(again.case).toEqual(found.case);
      expect(JSON.stringify(found.case).length).toBeLessThan(1_500);
    }
  });

  test('finds what an engine keeps between answers, and says that the case alone does not show it', () => {
    const { disagreements } = soak({ engine: forgetful, worlds: 50, seed: 0 });
    expect(disagreements.length).toBeGreaterThan(5);
    for (const found of disagreements) expect(found.alone).toBe(false);
  });

  test('does not ask a brief answer for layers, and asks a whole one for each', () => {
    const withoutLayers =
      (left: 'whole' | 'brief'): Engine =>
      (policies: PolicySet) =>
      (request: Request, asking) => {
        const judged = judge({ name: 'one', request, policies });
        return asking === left ? { ...judged, layers: {} } : judged;
      };
    expect(soak({ engine: withoutLayers('brief'), worlds: 20, seed: 0 }).disagreements).toEqual([]);
    const [found] = soak({ engine: withoutLayers('whole'), worlds: 20, seed: 0 }).disagreements;
    expect(found?.differs.every((what) => what.startsWith('layers.'))).toBe(true);
  });

  test('takes a refused case for a disagreement', () => {
    const refusing: Engine = () => () => ({ error: 'malformed' });
    expect(soak({ engine: refusing, worlds: 1, seed: 0 }).disagreements[0]?.differs).toEqual(['error']);
  });

  test('writes a disagreement as a decision case', () => {
    const [found] = soak({ engine: withoutBoundary, worlds: 200, seed: 0 }).disagreements;
    if (found === undefined) throw new Error('nothing found');
    const written = JSON.parse(caseFile(found)) as Case & { readonly expect: unknown };
    expect(written.policies).toEqual(found.case.policies);
    expect(written.expect).toEqual({ decision: found.oracle.decision, deniedBy: found.oracle.deniedBy });
  });
});
