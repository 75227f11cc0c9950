/** Laws that hold for every case, over the generated ones. Source: facts 1.1 (explicit Deny, union), simulate format. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApplicablePolicies, AuthorizationRequest, NamedPolicy, Verdict } from '#iam/decision.ts';
import { decide } from '#iam/decide.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { casesOf, generateWorld } from '../oracle/generator.ts';

const RUNS = { numRuns: 1000 };
const seeds = fc.integer({ min: 0, max: 50_000_000 });

interface Scene {
  readonly request: AuthorizationRequest;
  readonly policies: ApplicablePolicies;
}
const sceneOf = (seed: number): Scene => {
  const [one] = casesOf(generateWorld(seed, 1));
  if (one === undefined) throw new Error('Internal error: a world without a request');
  return one;
};

const LAYERS = ['identity', 'boundary', 'session', 'resource', 'vpcEndpoint'] as const;
type Plain = (typeof LAYERS)[number];
const NAMES_A_PRINCIPAL: ReadonlySet<string> = new Set(['resource', 'vpcEndpoint']);

/** The policies with one more statement in a layer. */
function withStatement(policies: ApplicablePolicies, layer: Plain, statement: object): ApplicablePolicies {
  const found = policies[layer] ?? [];
  if (found === 'unreadable') return policies;
  const named = NAMES_A_PRINCIPAL.has(layer) ? { Principal: '*', ...statement } : statement;
  const document = { Version: '2012-10-17', Statement: [named] };
  return { ...policies, [layer]: [...found, { name: 'added', document }] };
}

/** A statement on the very action, or on something near it. */
const clauses = (action: string) =>
  fc.constantFrom<object>(
    { Action: action },
    { Action: `${action.split(':')[0] ?? ''}:*` },
    { Action: action, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'app' } } },
    { NotAction: 'iam:*' },
    { Action: 'iam:GetUser' },
  );

/** A trust policy has actions of STS alone and no Resource; adding to it is another grammar. */
const isOrdinary = ({ request }: Scene): boolean => !request.action.toLowerCase().startsWith('sts:');

describe('a law', () => {
  test('adding a Deny never allows what was not allowed', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...LAYERS), fc.gen(), (seed, layer, gen) => {
        const scene = sceneOf(seed);
        fc.pre(isOrdinary(scene) && scene.policies[layer] !== undefined);
        const before = decide(scene.request, scene.policies);
        const statement = { Effect: 'Deny', Resource: '*', ...gen(clauses, scene.request.action) };
        const after = decide(scene.request, withStatement(scene.policies, layer, statement));
        if (after.decision === 'allowed') expect(before.decision).toBe('allowed');
        if (before.decision === 'explicitlyDenied') expect(after.decision).toBe('explicitlyDenied');
      }),
      RUNS,
    );
  });

  test('adding an Allow to a layer that is there never creates an explicit deny, and never takes away', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...LAYERS), fc.gen(), (seed, layer, gen) => {
        const scene = sceneOf(seed);
        fc.pre(isOrdinary(scene) && scene.policies[layer] !== undefined);
        const before = decide(scene.request, scene.policies);
        const statement = { Effect: 'Allow', Resource: '*', ...gen(clauses, scene.request.action) };
        const after = decide(scene.request, withStatement(scene.policies, layer, statement));
        if (after.decision === 'explicitlyDenied') expect(before.decision).toBe('explicitlyDenied');
        if (before.decision === 'allowed') expect(after.decision).toBe('allowed');
      }),
      RUNS,
    );
  });

  test('the order of policies, of statements and of layers does not matter', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { request, policies } = sceneOf(seed);
        const before = decide(request, policies);
        const after = decide(request, reversed(policies) as ApplicablePolicies);
        expect(after.decision).toBe(before.decision);
        expect([...after.deniedBy].sort()).toEqual([...before.deniedBy].sort());
        expect(after.layers).toEqual(before.layers);
        expect([...after.missing].sort()).toEqual([...before.missing].sort());
      }),
      RUNS,
    );
  });

  test('the name of a policy decides nothing', () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, name) => {
        const { request, policies } = sceneOf(seed);
        const renamed = JSON.parse(JSON.stringify(policies), (key, value: unknown) =>
          key === 'name' ? name : value,
        ) as ApplicablePolicies;
        expect(decide(request, renamed).layers).toEqual(decide(request, policies).layers);
      }),
      RUNS,
    );
  });

  test('a policy printed and read again is the same policy', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0, 2), (seed, indent) => {
        for (const { document, kind } of documentsOf(sceneOf(seed))) {
          const read = readPolicy(document, kind);
          expect(read.ok).toBe(true);
          expect(readPolicy(JSON.stringify(document, null, indent), kind)).toEqual(read);
        }
      }),
      RUNS,
    );
  });

  test('knowing a layer only resolves what was unknown: a known answer stays', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...LAYERS), (seed, layer) => {
        const { request, policies } = sceneOf(seed);
        fc.pre(policies[layer] !== undefined && policies[layer] !== 'unreadable');
        const unread = decide(request, { ...policies, [layer]: 'unreadable' });
        if (unread.decision === 'unknown') expect(unread.missing.length).toBeGreaterThan(0);
        else expect(settles(unread.decision, decide(request, policies).decision)).toBe(true);
      }),
      RUNS,
    );
  });

  test('knowing a key only resolves what was unknown, whether it is there or not', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), (seed, at) => {
        const { request, policies } = sceneOf(seed);
        const { context = {} } = request;
        const names = Object.keys(context);
        const name = names[at % names.length];
        fc.pre(name !== undefined);
        const rest = Object.fromEntries(Object.entries(context).filter(([key]) => key !== name));
        const open = decide({ ...request, context: rest, unknownKeys: [name] }, policies);
        if (open.decision === 'unknown') return;
        expect(settles(open.decision, decide(request, policies).decision)).toBe(true);
        expect(settles(open.decision, decide({ ...request, context: rest }, policies).decision)).toBe(true);
      }),
      RUNS,
    );
  });
});

/** What is denied anyway for lack of an Allow may turn out to be denied by a Deny as well, and nothing else. */
const settles = (before: Verdict, after: Verdict): boolean =>
  before === after || (before === 'implicitlyDenied' && after === 'explicitlyDenied');

/** Every list and every object of the policies turned round, but the levels, whose order is theirs. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).toReversed();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)] as const)
      .toReversed(),
  );
}

function documentsOf({ request, policies }: Scene) {
  const isTrust = request.action.toLowerCase().startsWith('sts:');
  const kinds = {
    identity: 'identity',
    boundary: 'identity',
    session: 'session',
    resource: isTrust ? 'trust' : 'resource',
    vpcEndpoint: 'vpcEndpoint',
  } as const;
  return LAYERS.flatMap((layer) => {
    const list = policies[layer] ?? [];
    if (list === 'unreadable') return [];
    return list.map(({ document }: NamedPolicy) => ({ document, kind: kinds[layer] }));
  });
}
