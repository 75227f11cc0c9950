/** A grant on a role of several projects, bound to the one that it is for. */
import { expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import type { Need } from '#needs/need.ts';
import { pushNeeds, snapshotWith } from '../diagnosis/build-snapshot.ts';
import { OPTIONS, planOf, stepOf } from './plan-of.ts';

const PROJECT = snapshotWith({}).project.arn;
const REPOSITORY = pushNeeds().find(({ action }) => action === 'ecr:PutImage')?.resource;
const shared = { roleUsers: known({ projects: ['Nightly'], complete: true }) };
const { onlyProject: _, ...plain } = OPTIONS;

const needLike = (action: string, resource: string, more: Partial<Need> = {}): Need => {
  const [first] = pushNeeds();
  if (first === undefined) throw new Error('no need to be like');
  return { ...first, action, resource, context: {}, ...more };
};

const statements = (needs: readonly Need[], onlyProject: boolean) => {
  const confirmed = needs.filter(({ action }) => action.startsWith('s3:'));
  const plan = planOf({ snapshot: shared, needs, options: { ...plain, confirmed, onlyProject } });
  return { plan, written: JSON.parse(stepOf(plan, 'put-role-policy').after).Statement };
};

it('binds what the session itself asks for, and says what it leaves to every project', () => {
  const { plan, written } = statements(pushNeeds(), true);
  expect(written).toEqual([
    expect.objectContaining({
      Action: ['ecr:GetAuthorizationToken'],
      Condition: { ArnEquals: { 'codebuild:projectArn': PROJECT } },
    }),
    expect.not.objectContaining({ Condition: expect.anything() }),
  ]);
  expect(plan.proof).toMatchObject({ enough: true, surplus: [], exact: true, minimal: true });
  expect(plan.reach?.projects).toEqual(['Nightly']);
  expect(plan.notes.join()).toMatch(/`ecr:PutImage`.* is not documented, as of a docker push or pull/);
});

it('keeps the other binding of a grant beside it', () => {
  const object = 'arn:aws:s3:::team-cache/app';
  const need = needLike('s3:GetObject', object, { context: { 'aws:ResourceAccount': '290008131176' } });
  const { plan, written } = statements([need], true);
  expect(written[0].Condition).toEqual({
    ArnEquals: { 'codebuild:projectArn': PROJECT },
    StringEquals: { 'aws:ResourceAccount': '290008131176' },
  });
  expect(plan.reach).toEqual({ projects: [], complete: true });
  expect(plan.notes.join()).not.toContain('not documented');
});

it.each([
  [
    'a key that another service uses for the build',
    'kms:Decrypt',
    { 'kms:ViaService': 's3.us-west-2.amazonaws.com' },
  ],
  ['a role that is passed on', 'iam:PassRole', { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }],
  ['the network interface that CodeBuild makes', 'ec2:DescribeSubnets', {}],
  ['what a registry is asked with its token', 'ecr:BatchGetImage', {}],
])('binds no grant of %s', (_what, action, context) => {
  const resource = action.startsWith('ecr:') && REPOSITORY !== undefined ? REPOSITORY : '*';
  const before = planOf({
    snapshot: shared,
    needs: [needLike(action, resource, { context })],
    options: plain,
  });
  const after = planOf({
    snapshot: shared,
    needs: [needLike(action, resource, { context })],
    options: { ...plain, onlyProject: true },
  });
  expect(after.steps).toEqual(before.steps);
});

it('leaves a role of the project’s own as it would be', () => {
  const options = { ...plain, strategy: 'create-role' } as const;
  const bound = planOf({ snapshot: shared, options: { ...options, onlyProject: true } });
  expect(bound.steps).toEqual(planOf({ snapshot: shared, options }).steps);
});
