import { describe, expect, it } from 'vitest';
import { newAccess } from '#iam/access/new-access.ts';
import type { Access } from '#iam/access/access.ts';
import { randomFrom } from '../../oracle/random.ts';
import { disagreement, isExact, policyOf, shrunk } from './agreement.ts';
import {
  generateLargePair,
  generatePair,
  generateRequests,
  generateTangledPair,
  generateTangledRequests,
} from './generate-pair.ts';

const REPOSITORY = 'arn:aws:ecr:us-west-2:111122223333:repository/app';

interface Written {
  readonly Effect?: 'Allow' | 'Deny';
  readonly [element: string]: unknown;
}

const policy = (...statements: readonly Written[]) =>
  policyOf({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', ...one })),
  });

function gained(before: readonly Written[], after: readonly Written[]): readonly Access[] {
  const found = newAccess([policy(...before)], [policy(...after)]);
  expect(found.exact).toBe(true);
  return found.access;
}

const entry = (access: Partial<Access>): Access => ({
  actions: [],
  exceptActions: [],
  resources: [],
  exceptResources: [],
  conditions: [],
  atMost: null,
  ...access,
});

describe('what a change newly allows', () => {
  /** `ROLEMEND_PAIRS` asks for a longer run, `ROLEMEND_FIRST_PAIR` for another one. */
  const [first, pairs] = [
    Number(process.env.ROLEMEND_FIRST_PAIR ?? 1),
    Number(process.env.ROLEMEND_PAIRS ?? 150),
  ];

  it('agrees with the engine on a thousand requests for each pair of policies', { timeout: 600_000 }, () => {
    const seeds = Array.from({ length: pairs }, (_, index) => first + index);
    const disagreements = seeds.flatMap((seed) => {
      const random = randomFrom(seed);
      const pair = generatePair(random);
      const found = disagreement(pair, generateRequests(random, pair));
      return found === null ? [] : [{ seed, ...shrunk(found) }];
    });
    expect(disagreements).toEqual([]);
  });

  it('agrees with the engine on policies of 10 KB', { timeout: 600_000 }, () => {
    const seeds = Array.from({ length: Math.ceil(pairs / 25) }, (_, index) => first + index);
    const disagreements = seeds.flatMap((seed) => {
      const random = randomFrom(seed);
      const pair = generateLargePair(random, 10_000);
      const found = disagreement(pair, generateRequests(random, pair));
      return found === null ? [] : [{ seed, ...shrunk(found) }];
    });
    expect(disagreements).toEqual([]);
  });

  it('says no less than there is where it cannot be exact', { timeout: 600_000 }, () => {
    let inexact = 0;
    const disagreements = Array.from({ length: 20 }, (_, index) => first + index).flatMap((seed) => {
      const random = randomFrom(seed);
      const pair = generateTangledPair(random);
      if (!isExact(pair)) inexact += 1;
      const found = disagreement(pair, generateTangledRequests(random));
      return found === null ? [] : [{ seed, ...shrunk(found) }];
    });
    expect(disagreements).toEqual([]);
    expect(inexact).toBeGreaterThan(10);
  });

  it('is nothing where the same is said in other words', () => {
    const before = [{ Action: ['ecr:Get*', 'ecr:PutImage'], Resource: [REPOSITORY] }];
    const after = [
      { Action: 'ECR:putimage', Resource: REPOSITORY },
      { Action: 'ecr:GetDownloadUrlForLayer', Resource: REPOSITORY },
      { Action: 'ecr:Get*', Resource: [REPOSITORY] },
    ];
    expect(gained(before, after)).toEqual([]);
    expect(gained(after, before)).toEqual([]);
  });

  it('leaves out what was allowed already, as an exception', () => {
    expect(gained([{ Action: 'ecr:Get*', Resource: '*' }], [{ Action: 'ecr:*', Resource: '*' }])).toEqual([
      entry({ actions: ['ecr:*'], exceptActions: ['ecr:Get*'], resources: ['*'] }),
    ]);
  });

  it('leaves out what a Deny takes back', () => {
    const after = [
      { Action: 'ecr:*', Resource: `${REPOSITORY}*` },
      { Effect: 'Deny', Action: 'ecr:Delete*', Resource: '*' },
    ] as const;
    expect(gained([], after)).toEqual([
      entry({ actions: ['ecr:*'], exceptActions: ['ecr:Delete*'], resources: [`${REPOSITORY}*`] }),
    ]);
  });

  it('is what a removed Deny held back, and no more', () => {
    const allowed = { Action: 's3:*', Resource: 'arn:aws:s3:::b/*' };
    const before = [allowed, { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }] as const;
    expect(gained(before, [allowed])).toEqual([
      entry({ actions: ['s3:DeleteObject'], resources: ['arn:aws:s3:::b/*'] }),
    ]);
  });

  it('says which condition has to hold, and which must not', () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'app' } };
    const all = { Action: 's3:GetObject', Resource: '*' };
    const test = {
      kind: 'context',
      operator: 'StringEquals',
      key: 'aws:PrincipalTag/team',
      values: ['app'],
      plain: false,
    } as const;
    expect(gained([], [{ ...all, Condition }])).toEqual([
      entry({ actions: ['s3:GetObject'], resources: ['*'], conditions: [{ ...test, holds: true }] }),
    ]);
    expect(gained([{ ...all, Condition }], [all])).toEqual([
      entry({ actions: ['s3:GetObject'], resources: ['*'], conditions: [{ ...test, holds: false }] }),
    ]);
  });

  it('tells an Allow on every ARN from one on `*`, which alone allows actions without resources', () => {
    const action = { Action: 'tool:List' };
    expect(gained([{ ...action, Resource: 'arn:*' }], [{ ...action, Resource: '*' }])).toEqual([
      entry({ actions: ['tool:List'], resources: ['*'], exceptResources: ['arn:*'] }),
    ]);
  });

  it('finds nothing in an Allow on ARNs of an action that works on `*` only', () => {
    const token = { Action: 'ecr:GetAuthorizationToken' };
    expect(gained([], [{ ...token, Resource: REPOSITORY }])).toEqual([]);
    expect(gained([{ ...token, Resource: REPOSITORY }], [{ ...token, Resource: '*' }])).toEqual([
      entry({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
    ]);
  });

  it('finds nothing new in a pattern with variables that a wider one covered', () => {
    const before = [{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }];
    expect(
      gained(before, [{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}/*' }]),
    ).toEqual([]);
  });

  it('words what two patterns have in common as patterns', () => {
    const before = [{ Effect: 'Deny', NotAction: 'ecr:*etImage', Resource: '*' }] as const;
    const access = gained(before, [...before, { Action: 'ecr:Get*', Resource: REPOSITORY }]);
    expect(access).toEqual([
      entry({ actions: ['ecr:getimage', 'ecr:get*etimage'], resources: [REPOSITORY] }),
    ]);
  });

  it('ignores texts that no request can ask for', () => {
    expect(
      gained([], [{ Action: 's3:GetObject', Resource: '111122223333.dkr.ecr.us-west-2.amazonaws.com/app' }]),
    ).toEqual([]);
  });

  it('says at most what a statement adds, where what it adds takes too many conditions to say', () => {
    const conditioned = (number: number) => ({
      Action: 's3:GetObject',
      Resource: '*',
      Condition: {
        StringEquals: { [`aws:PrincipalTag/team${number}`]: 'app', [`aws:ResourceTag/team${number}`]: 'app' },
      },
    });
    const before = Array.from({ length: 30 }, (_, number) => conditioned(number));
    const { access, exact } = newAccess([policy(...before)], [policy(...before, conditioned(30))]);
    expect(exact).toBe(false);
    expect(access).toMatchObject([
      {
        conditions: [{ key: 'aws:PrincipalTag/team30' }, { key: 'aws:ResourceTag/team30' }],
        atMost: 'too many conditions meet here to be worked out',
      },
    ]);
  });

  it.each([
    [
      'patterns crafted to overlap in every way',
      (n: number) => `ecr:*a${'?'.repeat(n)}`,
      (n: number) => `arn:aws:s3:::*a${'?'.repeat(n)}`,
    ],
    [
      'a million wildcards',
      (n: number) => `ecr:${'*?'.repeat(40 + n)}`,
      (n: number) => `arn:aws:s3:::${'?*'.repeat(3000)}${n}`,
    ],
  ])('ends on %s, saying where it says more than there is', (_, action, resource) => {
    const many = Array.from({ length: 14 }, (_unused, n) => ({
      Effect: n % 3 === 0 ? 'Deny' : 'Allow',
      Action: [action(n), action(n + 20)],
      NotResource: [resource(n)],
    })) as readonly Written[];
    const { access, exact } = newAccess([policy(...many.slice(0, 6))], [policy(...many.slice(3))]);
    expect(exact).toBe(access.every(({ atMost }) => atMost === null));
  });
});
