/** Policies that are asked about again and again, as the same objects, and changed between two calls. */
import { expect, test } from 'vitest';
import { decide } from '#iam/decide.ts';
import type { NamedPolicy, OrganizationLevel } from '#iam/decision.ts';
import { simulate, simulateBrief } from '#iam/simulate.ts';

const request = {
  principal: 'arn:aws:iam::111122223333:user/ann',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::bucket/key',
};
const document = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [action], Resource: '*', Condition: {} }],
});
const verdict = (input: unknown): string => {
  const [answer, brief] = [simulate(input), simulateBrief(input)];
  if ('error' in answer || 'error' in brief) return 'error' in answer ? answer.error.code : 'differs';
  expect(brief.decision).toBe(answer.decision);
  return answer.decision;
};

type Changed = ReturnType<typeof document>;

const CHANGES: readonly (readonly [string, (document: Changed) => void, string])[] = [
  ['an action replaced', ({ Statement }) => Statement[0]?.Action.splice(0, 1, 's3:Put*'), 'implicitlyDenied'],
  ['an action taken out', ({ Statement }) => Statement[0]?.Action.pop(), 'malformed-policy'],
  ['a statement taken out', ({ Statement }) => Statement.pop(), 'implicitlyDenied'],
  [
    'an effect turned',
    ({ Statement }) => Object.assign(Statement[0] ?? {}, { Effect: 'Deny' }),
    'explicitlyDenied',
  ],
  [
    'a condition added',
    ({ Statement }) =>
      Object.assign(Statement[0]?.Condition ?? {}, { Bool: { 'aws:SecureTransport': 'true' } }),
    'implicitlyDenied',
  ],
  ['an element added', (changed) => Object.assign(changed, { Other: 1 }), 'malformed-policy'],
  ['an element taken away', (changed) => Reflect.deleteProperty(changed, 'Statement'), 'malformed-policy'],
  [
    'a list made one text',
    ({ Statement }) => Object.assign(Statement[0] ?? {}, { Action: 'iam:*' }),
    'implicitlyDenied',
  ],
];

test.each(CHANGES)(
  'simulate sees what was changed in a document since the last call: %s',
  (_, change, then) => {
    const changed = document('s3:*');
    const policies = { identity: [{ name: 'P', document: changed }] };
    expect(verdict({ request, policies })).toBe('allowed');
    expect(verdict({ request, policies })).toBe('allowed');
    change(changed);
    expect(verdict({ request, policies })).toBe(then);
    expect(verdict({ request, policies })).toBe(then);
  },
);

test('simulate takes frozen policies as they are, again and again', () => {
  const freeze = <Value>(value: Value): Value => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  const policies = freeze({ identity: [{ name: 'P', document: document('s3:*') }] });
  for (const action of ['s3:GetObject', 'ecr:PutImage', 's3:GetObject'])
    expect(verdict({ request: { ...request, action }, policies })).toBe(
      action.startsWith('s3:') ? 'allowed' : 'implicitlyDenied',
    );
});

test('decide sees policies added, taken away, replaced and levels changed since the last call', () => {
  const identity: NamedPolicy[] = [{ name: 'P', document: document('s3:*') }];
  const serviceControl: OrganizationLevel[] = [{ target: 'r', policies: [] }];
  const policies = { identity };
  expect(decide(request, policies).decision).toBe('allowed');
  identity.push({
    name: 'D',
    document: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
  });
  expect(decide(request, policies).decision).toBe('explicitlyDenied');
  identity.pop();
  expect(decide(request, policies).decision).toBe('allowed');
  identity[0] = { name: 'P', document: document('iam:*') };
  expect(decide(request, policies).decision).toBe('implicitlyDenied');
  const bound = { identity: [{ name: 'P', document: document('s3:*') }], serviceControl };
  expect(decide(request, bound).deniedBy).toEqual(['serviceControl']);
  serviceControl[0] = { target: 'r', policies: [{ name: 'S', document: document('*') }] };
  expect(decide(request, bound).decision).toBe('allowed');
});

test('decide names a policy as it is called now', () => {
  const identity = [{ name: 'Old', document: document('iam:*') }];
  const policies = { identity };
  expect(decide(request, policies).reasons[0]?.policy).toBe('Old');
  Object.assign(identity[0] ?? {}, { name: 'New' });
  expect(decide(request, policies).reasons[0]?.policy).toBe('New');
});

test('one document is read by the grammar of the layer it stands in, whichever came first', () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
  };
  const policies = { resource: [{ name: 'T', document: trust }], identity: [] };
  const assume = {
    ...request,
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::111122223333:role/r',
  };
  expect(verdict({ request: assume, policies })).toBe('allowed');
  expect(verdict({ request, policies })).toBe('implicitlyDenied');
  expect(decide(assume, policies).layers.trust).toBe('allowed');
});

test('documents that come as text are told apart by the name of their policy too', () => {
  const text = JSON.stringify(document('s3:*'));
  for (const [name, spelt] of [
    ['P', ` ${text}`],
    ['P ', text],
  ] as const) {
    for (let time = 0; time < 3; time++) {
      const answer = simulate({ request, policies: { identity: [{ name, document: spelt }] } });
      expect('error' in answer ? answer.error : answer.reasons.map(({ policy }) => policy)).toEqual([name]);
      const decided = decide(request, { identity: [{ name, document: spelt }] });
      expect(decided.reasons.map(({ policy }) => policy)).toEqual([name]);
    }
  }
});
