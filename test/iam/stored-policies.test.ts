/**
 * A policy that AWS holds is judged statement by statement: what is odd in one matches what AWS would let it match, or
 * nothing; never does it change what another statement says, and never is a Deny in doubt taken for none.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, Decision } from '#iam/decision.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { readStored } from '#iam/read/read-stored.ts';

const ACCOUNT = '290008131176';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
const APP = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/app`;

const text = (statements: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', ...more, Statement: statements });
const stored = (document: string) => [{ name: 'p', document, stored: true as const }];

function ask(policies: ApplicablePolicies, action = 'ecr:PutImage', resource = APP): Decision {
  const principal = `arn:aws:sts::${ACCOUNT}:assumed-role/build/session`;
  return decide({ principal, roleArn: ROLE, action, resource }, policies);
}
const verdict = (document: string, action?: string, resource?: string) =>
  ask({ identity: stored(document) }, action, resource).decision;

const PUSH = { Effect: 'Allow', Action: 'ecr:PutImage', Resource: '*' };
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('what is odd and says what it says', () => {
  test.each([
    ['an Id', text([PUSH], { Id: 'x' })],
    ['an element of the document that nobody knows', text([PUSH], { Comment: 'x' })],
    [
      'two statements of one Sid',
      text([
        { ...PUSH, Sid: 'a' },
        { ...ALL, Sid: 'a', Action: 's3:*' },
      ]),
    ],
    ['a Sid with a blank', text([{ ...PUSH, Sid: 'a b' }])],
    ['a character beyond Latin-1', text([{ ...PUSH, Sid: 'a—b' }])],
    [
      'an action that is none beside one that is',
      text([{ ...PUSH, Action: ['ecr:PutImage', 's3:Get, s3:Put'] }]),
    ],
  ])('%s', (_, document) => {
    expect(readPolicy(document, 'identity').ok).toBe(false);
    expect(verdict(document)).toBe('allowed');
    expect(verdict(document, 'ecr:BatchGetImage')).toBe('implicitlyDenied');
    const read = readStored(document, 'identity');
    expect(read.ok && read.value.odd.length).toBeGreaterThan(0);
  });
});

/** Odd statements by themselves: as an Allow they allow nothing, as a Deny they may deny. */
const ODD: readonly (readonly [string, object])[] = [
  ['two actions in one text', { Action: 'ecr:PutImage, ecr:BatchGetImage', Resource: '*' }],
  ['an action with a blank behind it', { Action: 'ecr:PutImage ', Resource: '*' }],
  ['an action without a service', { Action: 'PutImage', Resource: '*' }],
  ['no action', { Resource: '*' }],
  ['Action and NotAction', { Action: 'ecr:PutImage', NotAction: 's3:*', Resource: '*' }],
  ['an action that is a number', { Action: [5], Resource: '*' }],
  ['an empty list', { Action: [], Resource: '*' }],
  ['no resource', { Action: 'ecr:PutImage' }],
  ['Resource and NotResource', { Action: 'ecr:PutImage', Resource: '*', NotResource: APP }],
  ['an unknown operator', { Action: 'ecr:PutImage', Resource: '*', Condition: { StringEqual: { a: 'b' } } }],
  ['a condition that is a text', { Action: 'ecr:PutImage', Resource: '*', Condition: 'x' }],
  ['a condition value that is an object', { Action: '*', Resource: '*', Condition: { Bool: { a: {} } } }],
  ['an element of another case', { action: 'ecr:PutImage', Action: 's3:*', Resource: '*' }],
  ['an unknown element', { Action: 'ecr:PutImage', Resource: '*', Comment: 'x' }],
  ['a principal', { Action: 'ecr:PutImage', Resource: '*', Principal: '*' }],
];

describe('a statement in doubt', () => {
  test.each(ODD)('%s: as an Allow it allows nothing', (_, odd) => {
    expect(verdict(text([{ Effect: 'Allow', ...odd }]))).toBe('implicitlyDenied');
    expect(verdict(text([{ Effect: 'Allow', ...odd }, PUSH]))).toBe('allowed');
  });

  test.each(ODD)('%s: as a Deny it is never taken for none', (_, odd) => {
    const decision = ask({ identity: stored(text([PUSH, { Effect: 'Deny', ...odd }])) });
    expect(decision.decision).toBe('unknown');
    expect(decision.missing).toEqual(['statement 1 of p']);
    expect(decision.reasons.map(({ statement }) => statement)).toContain(1);
  });

  test('a Deny in doubt concerns no request that it cannot be about', () => {
    const document = text([
      ALL,
      { Effect: 'Deny', Action: 'ecr:PutImage, ecr:BatchGetImage', Resource: '*' },
    ]);
    expect(verdict(document, 's3:GetObject', 'arn:aws:s3:::a/b')).toBe('allowed');
    const onOther = text([
      ALL,
      { Effect: 'Deny', Action: 'ecr:Put ', Resource: 'arn:aws:ecr:*:*:repository/x' },
    ]);
    expect(verdict(onOther)).toBe('allowed');
    const held = {
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': 'x' }, Odd: {} },
    };
    expect(verdict(text([ALL, { Effect: 'Deny', ...held }]))).toBe('allowed');
  });

  test('what a Deny surely says is a Deny whatever else is odd in it', () => {
    const document = text([
      ALL,
      { Effect: 'Deny', Action: ['ecr:PutImage', 's3:Get, s3:Put'], Resource: '*' },
    ]);
    expect(verdict(document)).toBe('explicitlyDenied');
    expect(verdict(document, 's3:Get', 'arn:aws:s3:::a')).toBe('unknown');
  });

  test('NotAction with an odd item: what the item may mean is not allowed, and may be denied', () => {
    const NotAction = ['s3:*', 'ecr:PutImage, ecr:BatchGetImage'];
    expect(verdict(text([{ Effect: 'Allow', NotAction, Resource: '*' }]))).toBe('implicitlyDenied');
    expect(verdict(text([{ Effect: 'Allow', NotAction, Resource: '*' }]), 'ecr:ListImages')).toBe('allowed');
    const denying = text([ALL, { Effect: 'Deny', NotAction, Resource: '*' }]);
    expect(verdict(denying)).toBe('unknown');
    expect(verdict(denying, 'ecr:ListImages')).toBe('explicitlyDenied');
    expect(verdict(denying, 's3:GetObject', 'arn:aws:s3:::a/b')).toBe('allowed');
  });

  test('an effect that is neither may deny, and one that is nearly an Allow allows nothing', () => {
    const odd = (Effect: unknown): string => text([PUSH, { ...PUSH, Effect }]);
    expect(verdict(odd('deny'))).toBe('unknown');
    expect(verdict(odd(undefined))).toBe('unknown');
    expect(verdict(odd('allow'))).toBe('allowed');
    expect(verdict(text([{ ...PUSH, Effect: 'allow' }]))).toBe('implicitlyDenied');
  });

  test('a version that is none: only where variables stand is anything in doubt', () => {
    const one = JSON.stringify({
      Version: '2012-10-18',
      Statement: [PUSH, { ...ALL, Resource: 'a${aws:userid}' }],
    });
    expect(verdict(one)).toBe('allowed');
    const deny = { Effect: 'Deny', Action: 'ecr:*', Resource: '${aws:userid}' };
    expect(verdict(JSON.stringify({ Version: 'x', Statement: [PUSH, deny] }))).toBe('unknown');
  });
});

describe('policies of resources', () => {
  const on = (statement: object) => ask({ identity: stored(text([])), resource: stored(text([statement])) });
  const saying = (Effect: string, more: object) => on({ Effect, Action: 'ecr:PutImage', ...more });
  test('a statement without a principal names nobody, and may deny', () => {
    expect(saying('Allow', {}).decision).toBe('implicitlyDenied');
    const allowing = {
      identity: stored(text([PUSH])),
      resource: stored(text([{ Effect: 'Deny', Action: '*' }])),
    };
    expect(ask(allowing).decision).toBe('unknown');
  });
  test('of several principals those that are ones count', () => {
    const AWS = ['arn:aws:iam::1:role/*', ROLE];
    expect(saying('Allow', { Principal: { AWS } }).decision).toBe('allowed');
    expect(saying('Deny', { Principal: { AWS } }).decision).toBe('explicitlyDenied');
    expect(saying('Allow', { Principal: { AWS: AWS[0] } }).decision).toBe('implicitlyDenied');
    expect(saying('Allow', { NotPrincipal: { AWS: ROLE } }).decision).toBe('implicitlyDenied');
  });
});

test('what is no JSON, and what has no statements, is said as before', () => {
  for (const document of ['{', '[]', '{}', '{"Version":"2012-10-17"}', '"x"', '{"statement":[]}'])
    expect(readStored(document, 'identity').ok).toBe(false);
});

describe('one odd statement never changes what the others say', () => {
  const action = fc.constantFrom('ecr:PutImage', 'ecr:*', 's3:GetObject', 'ecr:Batch*', '*');
  const resource = fc.constantFrom('*', APP, 'arn:aws:ecr:*:*:repository/*', 'arn:aws:s3:::a/*');
  const good = fc.record({ Effect: fc.constantFrom('Allow', 'Deny'), Action: action, Resource: resource });
  const junk = fc.oneof(
    fc.constantFrom(...ODD.map(([, odd]) => ({ Effect: 'Allow', ...odd }))),
    fc.record({
      Effect: fc.constantFrom('Allow', 'allow'),
      Action: fc.jsonValue(),
      Resource: fc.jsonValue(),
    }),
    fc.record({
      Effect: fc.constant('Allow'),
      Condition: fc.jsonValue(),
      Action: action,
      Resource: resource,
    }),
  );
  const request = fc.constantFrom(
    ['ecr:PutImage', APP] as const,
    ['ecr:BatchGetImage', APP] as const,
    ['s3:GetObject', 'arn:aws:s3:::a/b'] as const,
  );

  test('an odd Allow, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(good, { maxLength: 4 }), junk, fc.nat(4), request, (goods, odd, at, [act, on]) => {
        const document = text([...goods.slice(0, at), odd, ...goods.slice(at)]);
        if (readPolicy(document, 'identity').ok) return;
        // An Allow whose oddity is only beside what it says still says it.
        const alone = verdict(text([odd]), act, on);
        const without = verdict(text(goods), act, on);
        const expected = without === 'implicitlyDenied' ? alone : without;
        expect(verdict(document, act, on)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('an odd Deny turns an answer only into unknown, or into the Deny that it surely is', () => {
    const denies = junk.map((odd) => ({ ...odd, Effect: 'Deny' }));
    fc.assert(
      fc.property(fc.array(good, { maxLength: 4 }), denies, request, (goods, odd, [act, on]) => {
        const document = text([...goods, odd]);
        if (readPolicy(document, 'identity').ok) return;
        const [before, after] = [verdict(text(goods), act, on), verdict(document, act, on)];
        if (before === 'explicitlyDenied') expect(after).toBe('explicitlyDenied');
        else if (before === 'implicitlyDenied')
          expect(['implicitlyDenied', 'explicitlyDenied']).toContain(after);
        else expect(['allowed', 'unknown', 'explicitlyDenied']).toContain(after);
      }),
      { numRuns: 500 },
    );
  });

  test('no text makes the reader throw, and a policy that is well is read as ever', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.jsonValue().map((value) => text([value])),
        ),
        (document) => {
          for (const kind of [
            'identity',
            'resource',
            'trust',
            'serviceControl',
            'resourceControl',
          ] as const) {
            const [strict, read] = [readPolicy(document, kind), readStored(document, kind)];
            if (!strict.ok) continue;
            expect(read).toEqual({
              ok: true,
              value: { policy: strict.value, open: [], odd: [], mayAllowMore: false },
            });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
