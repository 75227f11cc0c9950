import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, unreadable } from '#account/snapshot.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { plain } from '#render/paint.ts';
import { planText } from '#render/plan-text.ts';
import { afterSteps } from '#plan/after-state.ts';
import { surplusOfText } from '#plan/surplus.ts';
import {
  ACCOUNT,
  allow,
  denial,
  managed,
  need,
  policy,
  PUSH_ACTIONS,
  pushNeeds,
  REPOSITORY,
  roleWith,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';
import { planOf, problemOf } from './plan-of.ts';

const NAME = 'CodeBuild-ECR-Permissions';
const CLEAN = { enough: true, unmet: [], surplus: [], exact: true, limits: [], minimal: true };
const ENOUGH = policy(
  { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: REPOSITORY },
);

function other(...policies: readonly string[]): ReturnType<typeof roleWith> {
  const named = policies.map((text, index) => [`P${index}`, text] as const);
  return roleWith(Object.fromEntries(named), { name: 'other', arn: `arn:aws:iam::${ACCOUNT}:role/other` });
}

describe('the proof that a plan carries', () => {
  it('of a new policy is clean, and counts the needs', () => {
    expect(planOf({}).proof).toEqual({ ...CLEAN, allowed: 8, open: 0 });
  });

  it('does not take for new what the own policy said before', () => {
    const own = policy(
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' },
    );
    expect(planOf({ snapshot: { role: known(roleWith({ [NAME]: own })) } }).proof).toMatchObject(CLEAN);
  });

  it('of a managed policy taken over does not count on what it said before', () => {
    const present = managed(NAME, allow('ecr:*', '*'), { attachmentCount: 0 });
    if (present.kind !== 'known') throw new Error('not known');
    const { proof } = planOf({ options: { strategy: 'managed', presentPolicy: present.value } });
    expect(proof).toMatchObject(CLEAN);
  });

  it('of a new role is clean', () => {
    expect(planOf({ options: { strategy: 'create-role' } }).proof).toMatchObject(CLEAN);
  });

  it('tells the needs that the plan withholds', () => {
    const claimed = need('s3:GetObject', 'arn:aws:s3:::bucket/x', { evidence: [denial({})] });
    const { proof } = planOf({ needs: [...pushNeeds(), claimed] });
    expect(proof).toMatchObject({
      enough: false,
      allowed: 8,
      unmet: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/x', decision: 'implicitlyDenied' }],
      minimal: true,
    });
  });
});

describe('the proof of a change of roles', () => {
  const options = { strategy: 'switch-role' } as const;

  it('is clean where the other role allows the needs alone', () => {
    expect(planOf({ options, roles: [other(ENOUGH)] }).proof).toMatchObject(CLEAN);
  });

  it('lists what the other role allows beside, where the present one does not allow it as well', () => {
    const extra = policy(
      { Effect: 'Allow', Action: ['s3:GetObject', 'sns:Publish'], Resource: '*' },
      { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' },
    );
    const { proof } = planOf({ options, roles: [other(ENOUGH, extra)] });
    expect(proof).toMatchObject({ enough: true, exact: true, minimal: true });
    expect(proof.surplus.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sns:Publish'], ['*']],
    ]);
    const role = known(roleWith({ Mine: allow('sns:Publish', '*') }));
    expect(planOf({ options, snapshot: { role }, roles: [other(ENOUGH, extra)] }).proof).toMatchObject(CLEAN);
  });

  it('shows the surplus to people', () => {
    const plan = planOf({ options, roles: [other(ENOUGH, allow('sns:Publish', '*'))] });
    const text = planText(plan, plain);
    expect(text).toMatch(/proof more than needed:\n +\+ sns:Publish on \*/);
  });

  it('is not minimal where the present role would do', () => {
    const role = known(roleWith({ Mine: ENOUGH }));
    expect(planOf({ options, snapshot: { role }, roles: [other(ENOUGH)] }).proof.minimal).toBe(false);
  });

  it('is not made where the present role could not be read', () => {
    const role = unreadable({ what: 'the role', needs: 'iam:GetRole', why: 'denied', message: '', on: null });
    expect(problemOf({ options, snapshot: { role }, roles: [other(ENOUGH)] }).kind).toBe('role-unreadable');
  });

  it('gives all that the other role allows where there is too much to compare', () => {
    const many = Array.from({ length: 401 }, (_, index) => ({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::bucket-${index}/*`,
    }));
    const { proof } = planOf({ options, roles: [other(ENOUGH, policy(...many))] });
    expect(proof.exact).toBe(false);
    expect(proof.surplus).toHaveLength(404);
    expect(proof.surplus.every(({ atMost }) => atMost?.includes('too many'))).toBe(true);
  });
});

describe('the surplus of a text', () => {
  const grant = { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:1:key/a' };

  it('is what the condition of the grant would have kept out', () => {
    const condition = { 'kms:ViaService': 'ecr.us-east-1.amazonaws.com' };
    const { access } = surplusOfText({ before: null, after: allow(grant.action, grant.resource) }, [
      { ...grant, condition },
    ]);
    expect(access).toMatchObject([
      { actions: ['kms:Decrypt'], conditions: [{ key: 'kms:ViaService', holds: false }] },
    ]);
  });

  it('is also what a Deny that is gone kept out', () => {
    const [yes, no] = [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' },
    ];
    const { access } = surplusOfText({ before: policy(yes, no), after: policy(yes) }, []);
    expect(access).toMatchObject([{ actions: ['s3:GetObject'], resources: ['*'] }]);
  });
});

describe('the surplus of a change of roles', () => {
  it('is empty exactly where no request of a sample is newly allowed, and never misses one', () => {
    const actions = ['ecr:PutImage', 'ecr:Batch*', 's3:GetObject', 's3:*', 'sns:Publish'];
    const resources = ['*', REPOSITORY, `${REPOSITORY}*`, 'arn:aws:s3:::a/*'];
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      Action: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 3 }),
      Resource: fc.constantFrom(...resources),
    });
    const some = fc.array(statement, { minLength: 1, maxLength: 4 });
    const asked = ['ecr:PutImage', 's3:GetObject', 's3:PutObject', 'sns:Publish'].flatMap((action) =>
      [REPOSITORY, `${REPOSITORY}-x`, 'arn:aws:s3:::a/b', 'arn:aws:sns:us-east-1:1:t'].map((on) =>
        need(action, on),
      ),
    );
    fc.assert(
      fc.property(some, some, (all, theirs) => {
        // A Deny on the present role refuses the change, as far as it would be got round.
        const mine = all.filter(({ Effect }) => Effect === 'Allow');
        const before = snapshotWith({
          role: known(roleWith(mine.length === 0 ? {} : { Mine: policy(...mine) })),
        });
        const roles = [other(policy(...theirs))];
        const plan = planOf({ options: { strategy: 'switch-role' }, needs: [], roles, snapshot: before });
        const after = afterSteps(before, plan.steps, roles);
        for (const one of asked) {
          const [was, is] = [before, after].map(
            (at) => judgeNeed(at, one).decision.layers.identity === 'allowed',
          );
          const listed = plan.proof.surplus.some((access) => covers(access, one));
          expect([one.action, one.resource, listed]).toEqual([one.action, one.resource, is && !was]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function covers(
  access: ReturnType<typeof planOf>['proof']['surplus'][number],
  { action, resource }: { readonly action: string; readonly resource: string },
): boolean {
  const within = (patterns: readonly string[], text: string): boolean =>
    patterns.some((pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
        'i',
      ).test(text),
    );
  return (
    within(access.actions, action) &&
    !within(access.exceptActions, action) &&
    within(access.resources, resource) &&
    !within(access.exceptResources, resource)
  );
}
