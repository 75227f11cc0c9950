/** The rights of what was named to be changed, where no plan holds it yet. */
import { expect, it } from 'vitest';
import { readChangeTarget } from '#plan/change-target.ts';
import { rightsAt } from '#plan/operator/every-right.ts';
import { OPTIONS } from '../plan-of.ts';

const ACCOUNT = '290008131176';
const PLACE = { partition: 'aws', account: ACCOUNT, region: 'us-west-2', project: 'TrackerAPI' };

function rightsWith(...flags: readonly string[]): readonly string[] {
  const changes = flags.flatMap((flag) => {
    const target = readChangeTarget(flag);
    return target.ok ? [target.value] : [];
  });
  const planning = { ...OPTIONS, changes };
  return rightsAt(PLACE, { extent: 'fix', planning, principals: [] }).map(
    ({ action, resource }) => `${action} ${resource}`,
  );
}

it.each([
  [
    'repository-policy=arn:aws:ecr:us-west-2:290008131176:repository/app',
    ['ecr:SetRepositoryPolicy', 'ecr:DeleteRepositoryPolicy'],
  ],
  ['key-policy=arn:aws:kms:us-west-2:290008131176:key/1234', ['kms:PutKeyPolicy']],
  ['bucket-policy=arn:aws:s3:::team', ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy']],
  ['trust-policy=arn:aws:iam::290008131176:role/build', ['iam:UpdateAssumeRolePolicy']],
  ['tag=arn:aws:ecr:us-west-2:290008131176:repository/app', ['ecr:TagResource', 'ecr:UntagResource']],
  ['tag=arn:aws:iam::290008131176:role/build', ['iam:TagRole', 'iam:UntagRole']],
  ['boundary=arn:aws:iam::290008131176:policy/edge', ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion']],
])('hold those of %s, on that alone', (flag, actions) => {
  const on = flag.slice(flag.indexOf('=') + 1);
  const [before, after] = [rightsWith(), rightsWith(flag)];
  for (const action of actions) {
    expect(before).not.toContain(`${action} ${on}`);
    expect(after).toContain(`${action} ${on}`);
  }
  const more = after.filter((one) => !before.includes(one));
  expect(more.filter((one) => !one.endsWith(` ${on}`))).toEqual([]);
});

it('hold that of a registry on everything, which has no ARN, and of a setting on the project', () => {
  expect(rightsWith(`registry-policy=${ACCOUNT}/us-west-2`)).toContain('ecr:PutRegistryPolicy *');
  const project = 'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI';
  expect(rightsWith('privileged-mode')).toContain(`codebuild:UpdateProject ${project}`);
});
