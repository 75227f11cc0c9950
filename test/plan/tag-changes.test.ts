/** A tag that a condition waits for, set where a person names it. */
import { expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import { afterSteps } from '#plan/after-state.ts';
import { makePlan } from '#plan/make-plan.ts';
import type { Plan, PlanOptions } from '#plan/plan.ts';
import { tagChanges } from '#plan/tag-changes.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import {
  ACCOUNT,
  allow,
  deny,
  LOGS_POLICY,
  managed,
  policy,
  PUSH,
  PUSH_ACTIONS,
  pushNeeds,
  REPOSITORY,
  ROLE_ARN,
  roleWith,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';
import { OPTIONS } from './plan-of.ts';

const TOKEN = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
const pushIf = (Condition: object, more: object = {}) => ({
  Effect: 'Allow',
  Action: PUSH_ACTIONS,
  Resource: '*',
  Condition,
  ...more,
});
const tag = (on: string) => ({ kind: 'tag', on }) as const;

function plannedIn(
  role: ReturnType<typeof roleWith>,
  more: Partial<Snapshot>,
  options: Partial<PlanOptions>,
) {
  const snapshot = snapshotWith({ role: known(role), resourceTags: { [REPOSITORY]: known({}) }, ...more });
  const asked = { ...OPTIONS, ...options };
  const named = tagChanges(diagnose(snapshot, [PUSH], pushNeeds()), asked);
  const settled = diagnose(afterSteps(snapshot, named.steps), [PUSH], pushNeeds());
  const made = makePlan(settled, { ...asked, settled: { ...named, before: snapshot } });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

const withTeam = (condition: object, more: Partial<Snapshot> = {}, on = REPOSITORY): Plan =>
  plannedIn(roleWith({ logs: LOGS_POLICY, team: policy(TOKEN, pushIf(condition)) }), more, {
    changes: [tag(on)],
  });

const TRACKER = { StringEquals: { 'aws:ResourceTag/team': 'tracker' } };

it('is the whole plan where the Allow is there and waits for it alone', () => {
  const plan = withTeam(TRACKER);
  expect(plan.steps).toEqual([
    { kind: 'add-tag', account: ACCOUNT, on: REPOSITORY, key: 'team', before: null, after: 'tracker' },
  ]);
  expect(plan.grants).toEqual([]);
  expect(plan.proof).toMatchObject({ enough: true, minimal: true, surplus: [] });
  expect(plan.opened).toMatchObject([{ change: `tag=${REPOSITORY}` }]);
  expect(plan.opened[0]?.newlyAllows.join('\n')).toMatch(/statement 1 of team .*ecr:PutImage on /s);
});

it('takes the place of another value, under the key as it is spelled there', () => {
  const plan = withTeam(
    { StringEquals: { 'ecr:ResourceTag/team': 'tracker' } },
    { resourceTags: { [REPOSITORY]: known({ Team: 'other' }) } },
  );
  expect(plan.steps).toMatchObject([{ key: 'Team', before: 'other', after: 'tracker' }]);
});

it('is of the role where the condition is on who asks', () => {
  const plan = withTeam({ StringEquals: { 'aws:PrincipalTag/team': 'tracker' } }, {}, ROLE_ARN);
  expect(plan.steps).toMatchObject([{ kind: 'add-tag', on: ROLE_ARN, key: 'team', after: 'tracker' }]);
  expect(plan.proof.enough).toBe(true);
});

it('is not made up where no one plain value is asked for, and that is said', () => {
  for (const condition of [
    { StringLike: { 'aws:ResourceTag/team': 'track*' } },
    { StringEquals: { 'aws:ResourceTag/team': ['tracker', 'other'] } },
    { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
    { StringNotEquals: { 'aws:ResourceTag/team': 'none' }, Null: { 'aws:ResourceTag/team': 'false' } },
  ]) {
    const plan = withTeam(condition);
    expect(plan.steps.map(({ kind }) => kind)).not.toContain('add-tag');
    expect(plan.notes.join('\n')).toMatch(/`tag=\S+` was named to be changed, and is not/);
  }
});

it('is not chosen between two that would do', () => {
  const team = policy(TOKEN, pushIf(TRACKER), pushIf({ StringEquals: { 'aws:ResourceTag/stage': 'live' } }));
  const plan = plannedIn(roleWith({ logs: LOGS_POLICY, team }), {}, { changes: [tag(REPOSITORY)] });
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['put-role-policy']);
  expect(plan.notes.join('\n')).toContain('more than one tag would do');
});

it('is not set where a Deny would take hold by it', () => {
  const team = policy(
    TOKEN,
    pushIf(TRACKER),
    JSON.parse(deny('ecr:*', '*', { Condition: TRACKER })).Statement[0],
  );
  const plan = plannedIn(roleWith({ logs: LOGS_POLICY, team }), {}, { changes: [tag(REPOSITORY)] });
  expect(plan.steps.map(({ kind }) => kind)).not.toContain('add-tag');
});

it('never gets round a Deny that waits for it', () => {
  const guard = deny('ecr:PutImage', '*', {
    Condition: { StringNotEquals: { 'aws:ResourceTag/approved': 'yes' } },
  });
  const role = roleWith({ logs: LOGS_POLICY, team: allow(['ecr:*'], '*'), guard });
  const plan = plannedIn(role, {}, { changes: [tag(REPOSITORY)] });
  expect(plan.steps).toEqual([]);
  expect(plan.handoffs.map(({ named }) => named?.flag)).not.toContain(`tag=${REPOSITORY}`);
});

it('takes both where an Allow waits for a tag of the role and one of the repository', () => {
  const condition = {
    StringEquals: { 'aws:ResourceTag/team': 'tracker', 'aws:PrincipalTag/team': 'tracker' },
  };
  const one = withTeam(condition);
  expect(one.steps.map(({ kind }) => kind)).toEqual(['put-role-policy']);
  expect(one.notes.join('\n')).toContain(`it takes \`--change tag=${ROLE_ARN}\` as well`);
  const team = policy(TOKEN, pushIf(condition));
  const changes = [tag(REPOSITORY), tag(ROLE_ARN)];
  const both = plannedIn(roleWith({ logs: LOGS_POLICY, team }), {}, { changes });
  expect(both.steps.map(({ kind }) => kind)).toEqual(['add-tag', 'add-tag']);
  expect(both.proof.enough).toBe(true);
});

it('is offered beside a grant without the condition, and handed off where another layer waits for it', () => {
  const team = policy(TOKEN, pushIf(TRACKER));
  const noted = plannedIn(roleWith({ logs: LOGS_POLICY, team }), {}, {});
  expect(noted.notes.join('\n')).toContain(`--change tag=${REPOSITORY}`);
  const boundary = managed('edge', policy({ ...TOKEN, Action: ['logs:*', TOKEN.Action] }, pushIf(TRACKER)));
  const role = roleWith({ logs: LOGS_POLICY, all: allow(['ecr:*'], '*') }, { boundary });
  const handoff = plannedIn(role, {}, {}).handoffs.find(({ named }) => named?.flag === `tag=${REPOSITORY}`);
  expect(handoff).toMatchObject({ layer: 'boundary', at: REPOSITORY, named: { refused: null } });
  expect(handoff?.calls).toEqual([
    {
      operation: 'ecr tag-resource',
      options: [
        ['--resource-arn', REPOSITORY],
        ['--tags', '[{"Key":"team","Value":"tracker"}]'],
        ['--region', 'us-west-2'],
      ],
    },
  ]);
});
