/** Several statements that stop one need: one document where they stand in one policy, one hand-off for each policy where they do not. */
import { expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import {
  allow,
  deny,
  managed,
  policy,
  PUSH_ACTIONS,
  ROLE_ARN,
  roleWith,
} from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

const ENOUGH = allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], '*');
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const denying = (Sid: string, Action: string): object => ({ Sid, Effect: 'Deny', Action, Resource: '*' });
const handoffs = (snapshot: Partial<Snapshot>): readonly Handoff[] => planOf({ snapshot }).handoffs;

it('lets the role off both in one document of the boundary, so that neither call undoes the other', () => {
  const text = policy(
    EVERYTHING,
    denying('NoLogin', 'ecr:GetAuthorizationToken'),
    denying('NoImages', 'ecr:PutImage'),
  );
  const role = known(roleWith({ push: ENOUGH }, { boundary: managed('Team', text) }));
  const [handoff, ...more] = handoffs({ role });
  expect(more).toEqual([]);
  expect(handoff?.actions).toEqual(['ecr:GetAuthorizationToken', 'ecr:PutImage']);
  const after = JSON.parse(handoff?.change.after ?? '');
  const excepted = after.Statement.filter((one: { Condition?: object }) => one.Condition !== undefined);
  const unless = { ArnNotEquals: { 'aws:PrincipalArn': ROLE_ARN } };
  expect(excepted).toContainEqual(expect.objectContaining({ Sid: 'NoLogin', Condition: unless }));
  expect(excepted).toContainEqual(expect.objectContaining({ Sid: 'NoImages', Condition: unless }));
});

it('tells both policies of the role that deny the same', () => {
  const role = known(roleWith({ push: ENOUGH, one: deny('ecr:PutImage', '*'), two: deny('ecr:Put*', '*') }));
  expect(handoffs({ role }).map(({ at }) => at)).toEqual([
    `inline policy one of ${ROLE_ARN}`,
    `inline policy two of ${ROLE_ARN}`,
  ]);
});

it('asks each level of the organisation that lacks an Allow, and each that denies besides', () => {
  const scp = (name: string, text: string) => ({
    name,
    arn: `arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-${name}`,
    text,
  });
  const levels = [
    { target: 'r-1', policies: known([scp('root', policy(EVERYTHING, denying('No', 'ecr:PutImage')))]) },
    { target: 'ou-1', policies: known([scp('unit', allow('logs:*', '*'))]) },
    { target: '290008131176', policies: known([scp('account', allow('s3:*', '*'))]) },
  ];
  const found = handoffs({ role: known(roleWith({ push: ENOUGH })), serviceControl: known(levels) });
  const at = new Set(found.map((one) => one.at.split('/').at(-1)));
  expect(at).toEqual(new Set(['p-account', 'p-root', 'p-unit']));
  expect(found).toHaveLength(3);
});

it('asks nobody to write more than AWS takes', () => {
  const text = policy({
    Effect: 'Allow',
    Action: 'logs:*',
    Resource: `arn:aws:logs:*:*:${'x'.repeat(6_000)}`,
  });
  const role = known(roleWith({ push: ENOUGH }, { boundary: managed('Team', text) }));
  const [handoff] = handoffs({ role });
  expect(handoff).toMatchObject({
    calls: [],
    change: { after: null },
    named: { excess: expect.any(String) },
  });
  expect(handoff?.why).toContain('where 6144 are the quota');
  expect(JSON.stringify(handoff?.change.statement)).toContain('ecr:PutImage');
});
