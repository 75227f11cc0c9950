/** A role has no rights in another partition, and IAM refuses a policy that names an ARN of one. */
import { expect, it } from 'vitest';
import { need } from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

it('what lies in another partition is withheld, and confirmed by nobody', () => {
  const [there, here] = ['arn:aws-cn:s3:::site/a', 'arn:aws:s3:::site/a'].map((resource) =>
    need('s3:PutObject', resource),
  );
  if (there === undefined || here === undefined) throw new Error('no needs');
  const plan = planOf({ needs: [there, here], options: { confirmed: [there, here] } });
  expect(plan.grants.map(({ resource }) => resource)).toEqual([here.resource]);
  expect(plan.withheld).toEqual([
    expect.objectContaining({
      resource: there.resource,
      why: expect.stringContaining('partition `aws-cn`'),
      confirm: null,
      offered: false,
    }),
  ]);
  expect(plan.expectedEnd.kind).not.toBe('green');
});
