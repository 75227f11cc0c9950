/** The narrowest exception that a Deny of everything but some can be given, held against the engine. */
import { describe, expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import { decide } from '#iam/decide.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import { type Exemption, withExceptions } from '#plan/handoffs/statements.ts';
import { allow, policy, PUSH_ACTIONS, REPOSITORY, ROLE_ARN, roleWith } from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

const mayPush = known(roleWith({ push: allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], '*') }));
const LOGS = 'arn:aws:logs:us-west-2:290008131176:*';

function handoffAt(layer: 'serviceControl' | 'resourceControl', statement: object): Handoff | undefined {
  const arn = `arn:aws:organizations::999999999999:policy/o-1/${layer}_policy/p-12345678`;
  const policies = known([
    { name: 'S', arn, text: policy(statement) },
    {
      name: 'Full',
      arn: null,
      text: policy({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
    },
    { name: 'FullSCP', arn: null, text: allow('*', '*') },
  ]);
  const level = { target: 'r-1', policies };
  const snapshot: Partial<Snapshot> = { role: mayPush, [layer]: known([level]) };
  return planOf({ snapshot }).handoffs[0];
}

/** Whether a Deny of the text takes hold of a request by the role, or by another one. */
function isDenied(text: string, action: string, resource: string, role = ROLE_ARN): boolean {
  const document = { name: 'S', document: text, stored: true } as const;
  const request = {
    principal: `${role.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/')}/AWSCodeBuild-1`,
    roleArn: role,
    action,
    resource,
    resourceAccount: '290008131176',
    context: {},
    unknownKeys: [],
  };
  const full = { name: 'Full', document: allow('*', '*'), stored: true } as const;
  const judged = decide(request, {
    identity: [full],
    serviceControl: [{ target: 'r-1', policies: [document, full] }],
  });
  return judged.decision === 'explicitlyDenied';
}

const exempted: Exemption = {
  deny: { statement: 0 },
  asker: { key: 'aws:PrincipalArn', value: ROLE_ARN },
  actions: ['ecr:PutImage'],
  resources: [REPOSITORY],
};
const other = 'arn:aws:iam::290008131176:role/other';

describe.each([
  ['all actions but some', { NotAction: ['logs:*', 's3:*'], Resource: '*' }],
  [
    'all actions but some, on some resources',
    { NotAction: 'logs:*', Resource: [REPOSITORY, `${REPOSITORY}-b`] },
  ],
  [
    'some actions on all resources but some',
    { Action: ['ecr:PutImage', 'ecr:DeleteRepository', 'sqs:*'], NotResource: LOGS },
  ],
  ['all actions but some on all resources but some', { NotAction: 'logs:*', NotResource: [LOGS] }],
  [
    'what a condition says',
    { NotAction: 'logs:*', Resource: '*', Condition: { Null: { 'aws:TokenAge': 'true' } } },
  ],
])('the exception of a Deny of %s', (_what, members) => {
  const before = policy({ Sid: 'Guard', Effect: 'Deny', ...members });
  const { after } = withExceptions(before, [exempted]);
  const text = after ?? '';

  it('lets the role do what it needs', () => {
    expect([
      isDenied(before, 'ecr:PutImage', REPOSITORY),
      isDenied(text, 'ecr:PutImage', REPOSITORY),
    ]).toEqual([true, false]);
  });

  it('denies everything else that was denied, and nothing more', () => {
    const requests = [
      'ecr:PutImage',
      'ecr:DeleteRepository',
      'sqs:SendMessage',
      'logs:PutLogEvents',
      'iam:PassRole',
    ]
      .flatMap((action) =>
        [REPOSITORY, `${REPOSITORY}-b`, `${LOGS.slice(0, -1)}x`, 'arn:aws:sqs:us-west-2:290008131176:q'].map(
          (on) => [action, on] as const,
        ),
      )
      .flatMap(([action, on]) => [ROLE_ARN, other].map((role) => [action, on, role] as const))
      .filter(([action, on, role]) => !(action === 'ecr:PutImage' && on === REPOSITORY && role === ROLE_ARN));
    const isAsBefore = ([action, on, role]: (typeof requests)[number]): boolean => {
      const isListed = !('Resource' in members) || members.Resource === '*';
      // A statement cannot name both what it is on and what it is not on: of a list, all of it is let off.
      return (
        isDenied(before, action, on, role) === isDenied(text, action, on, role) ||
        (!isListed && role === ROLE_ARN && action === 'ecr:PutImage')
      );
    };
    expect(requests.filter((one) => !isAsBefore(one))).toEqual([]);
  });

  it('names each statement once', () => {
    const sids = JSON.parse(text).Statement.map(({ Sid }: { Sid: string }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
  });
});

it.each(['serviceControl', 'resourceControl'] as const)(
  'is shown to the owner of a %s policy with the requests that it stops today and would then',
  (layer) => {
    const principal = layer === 'resourceControl' ? { Principal: '*' } : {};
    const denies = { Sid: 'Guard', Effect: 'Deny', ...principal, Action: 'ecr:*', NotResource: LOGS };
    const handoff = handoffAt(layer, denies);
    const ends = handoff?.requests?.map(({ by, resource, today, after }) => [by, resource, today, after]);
    expect(ends?.at(1)).toEqual([ROLE_ARN, REPOSITORY, 'stopped', 'passes']);
    expect(ends?.at(-2)?.slice(2)).toEqual(['stopped', 'stopped']);
    expect(ends?.at(-1)).toEqual([ROLE_ARN, `${REPOSITORY}-other`, 'stopped', 'stopped']);
  },
);

it('two askers are each let off for what they need alone, by one text', () => {
  const Action = ['ecr:PutImage', 'ecr:BatchGetImage', 'sqs:*'];
  const before = policy({ Sid: 'Guard', Effect: 'Deny', Action, Resource: '*' });
  const exemption = (arn: string, action: string): Exemption => ({
    deny: { statement: 0 },
    asker: { key: 'aws:PrincipalArn', value: arn },
    actions: [action],
    resources: [REPOSITORY],
  });
  const { after } = withExceptions(before, [
    exemption(ROLE_ARN, 'ecr:PutImage'),
    exemption(other, 'ecr:BatchGetImage'),
  ]);
  const through = [ROLE_ARN, other, 'arn:aws:iam::290008131176:role/third'].flatMap((role) =>
    ['ecr:PutImage', 'ecr:BatchGetImage', 'sqs:SendMessage'].flatMap((action) =>
      [REPOSITORY, `${REPOSITORY}-b`]
        .filter((on) => !isDenied(after ?? '', action, on, role))
        .map((on) => [action, on, role]),
    ),
  );
  expect(through).toEqual([
    ['ecr:PutImage', REPOSITORY, ROLE_ARN],
    ['ecr:BatchGetImage', REPOSITORY, other],
  ]);
});
