import { describe, expect, test } from 'vitest';
import { simulate } from '#iam/simulate.ts';

const ROLE = 'arn:aws:iam::111122223333:role/build';
const RESOURCE = 'arn:aws:ecr:us-east-1:111122223333:repository/app';
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const FIELDS = ['arn:aws:ecr', 'arn:aws:ecr:us-east-1', 'arn:aws:ecr:*:111122223333'];

const policy = (...Statement: readonly object[]) => [
  { name: 'P', document: { Version: '2012-10-17', Statement } },
];
const level = (...statements: readonly object[]) => [{ target: 'r-root', policies: policy(...statements) }];
const named = (statement: object) => ({ ...statement, Principal: '*' });

/** The layers with a statement in the one that is asked about. */
const LAYERS = {
  identity: (one: object) => ({ identity: policy(one) }),
  boundary: (one: object) => ({ identity: policy(ALL), boundary: policy(one) }),
  serviceControl: (one: object) => ({ identity: policy(ALL), serviceControl: level(one) }),
  resource: (one: object) => ({ identity: policy(), resource: policy(named(one)) }),
  vpcEndpoint: (one: object) => ({ identity: policy(ALL), vpcEndpoint: policy(named(one)) }),
} as const;

const decisionOf = (policies: object): string => {
  const request = { principal: ROLE, action: 'ecr:PutImage', resource: RESOURCE };
  const outcome = simulate({ name: 'case', request, policies });
  return 'decision' in outcome ? outcome.decision : outcome.error.message;
};

describe.each(FIELDS)('the incomplete `%s`', (incomplete) => {
  test.each([
    ['identity', 'allowed'],
    ['boundary', 'allowed'],
    ['serviceControl', 'implicitlyDenied'],
    ['resource', 'implicitlyDenied'],
    ['vpcEndpoint', 'implicitlyDenied'],
  ] as const)('in an Allow of %s: %s', (layer, decision) => {
    expect(decisionOf(LAYERS[layer]({ ...ALL, Resource: incomplete }))).toBe(decision);
    expect(decisionOf(LAYERS[layer]({ ...ALL, Resource: RESOURCE }))).toBe('allowed');
  });

  test.each(['serviceControl', 'resource', 'vpcEndpoint'] as const)(
    'is left out by NotResource in an Allow of %s',
    (layer) => {
      const { Resource: _, ...statement } = ALL;
      expect(decisionOf(LAYERS[layer]({ ...statement, NotResource: incomplete }))).toBe('implicitlyDenied');
    },
  );

  test('denies in every kind of policy, as no page tells that it does not', () => {
    const deny = { Effect: 'Deny', Action: 'ecr:*', Resource: incomplete };
    const identity = policy(ALL);
    const levels = level(named(deny));
    expect(decisionOf({ identity, resourceControl: levels })).toBe('explicitlyDenied');
    for (const layer of ['identity', 'boundary', 'serviceControl', 'resource', 'vpcEndpoint'] as const)
      expect(decisionOf(LAYERS[layer](deny))).toBe('explicitlyDenied');
  });

  test('is refused in a session policy', () => {
    expect(
      decisionOf({ identity: policy(ALL), session: policy({ ...ALL, Resource: incomplete }) }),
    ).toContain('fewer than six fields');
  });
});
