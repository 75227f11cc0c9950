/** A plan that changes things of another account and another region: no form of it would make or write one of the same name here. */
import { expect, it } from 'vitest';
import type { Plan } from '#plan/plan.ts';
import type { Step } from '#plan/steps/step.ts';
import { emitCdk } from '#render/emit/cdk.ts';
import { emitCloudFormation } from '#render/emit/cloudformation.ts';
import { emitConsole } from '#render/emit/console.ts';
import { emitTerraform } from '#render/emit/terraform.ts';
import { planOf } from '../../apply/plans.ts';

const OTHER = '111122223333';
const POLICY = '{"Version":"2012-10-17","Statement":[]}';

const written = (at: Extract<Step, { kind: 'write-policy' }>['at'], before: string | null = null): Step => ({
  kind: 'write-policy',
  at,
  before,
  after: POLICY,
});

const STEPS: readonly Step[] = [
  {
    kind: 'create-repository',
    account: '290008131176',
    region: 'eu-central-1',
    name: 'team/base',
    arn: 'arn:aws:ecr:eu-central-1:290008131176:repository/team/base',
    scanOnPush: true,
    tagMutability: 'MUTABLE',
  },
  written({
    kind: 'repository',
    account: OTHER,
    region: 'us-west-2',
    on: `arn:aws:ecr:us-west-2:${OTHER}:repository/team/app`,
  }),
  written({ kind: 'registry', account: OTHER, region: 'eu-central-1', on: `${OTHER}/eu-central-1` }),
  written(
    { kind: 'key', account: OTHER, region: 'us-west-2', on: `arn:aws:kms:us-west-2:${OTHER}:key/k-1` },
    POLICY,
  ),
  written({ kind: 'bucket', account: OTHER, region: '', on: 'arn:aws:s3:::releases' }),
  written({
    kind: 'trust',
    account: OTHER,
    region: '',
    on: `arn:aws:iam::${OTHER}:role/deploy`,
  }),
];
const PLAN: Plan = planOf(STEPS);

it('Terraform is given the provider of each, and names what it is', () => {
  const blocks = emitTerraform(PLAN)
    .split(/\n\n(?=[#r])/)
    .slice(1);
  expect(blocks).toHaveLength(STEPS.length);
  const places = ['290008131176, eu-central-1', `${OTHER}, us-west-2`, `${OTHER}, eu-central-1`];
  for (const [index, place] of [...places, `${OTHER}, us-west-2`, `${OTHER}, us-west-2`].entries()) {
    const provider = `aws.account_${place.replaceAll(/\W+/g, '_')}`;
    expect(blocks[index]).toContain(`# ${provider} is a provider of account ${place}`);
    expect(blocks[index]).toMatch(new RegExp(`provider += ${provider}\n`));
  }
  expect(blocks[1]).toMatch(/repository += "team\/app"/);
  expect(blocks[5]).not.toContain('resource "');
  expect(blocks[5]).toContain(`arn:aws:iam::${OTHER}:role/deploy`);
});

it.each([
  ['cloudformation', emitCloudFormation],
  ['cdk', emitCdk],
] as const)('a stack (%s) declares none of them, and says where each belongs', (_, emit) => {
  const text = emit(PLAN);
  expect(text).not.toMatch(
    /Type: AWS::|new (?:ecr|iam|s3|kms)\.|Cfn(?:Repository|Key|BucketPolicy|RegistryPolicy)\(/,
  );
  expect(text).toContain(
    'the AWS::ECR::Repository team/base belongs in a stack of account 290008131176 eu-central-1',
  );
  for (const what of [`RegistryPolicy of ${OTHER}/eu-central-1`, 'BucketPolicy of arn:aws:s3:::releases'])
    expect(text).toContain(`${what} belongs in a stack of account ${OTHER}`);
  for (const of of ['repository/team/app', 'key/k-1', 'role/deploy'])
    expect(text).toMatch(new RegExp(`:${OTHER}:${of} exists: set .* where that is declared`));
});

it('the walk signs in to each other account first, and opens the page of its region', () => {
  const [repository = '', ...others] = emitConsole(PLAN)
    .split(/\n\n(?=\*\*)/)
    .slice(0, STEPS.length);
  expect(repository).toContain('eu-central-1.console.aws.amazon.com');
  expect(repository).not.toContain('Sign in to account');
  for (const walk of others) expect(walk).toContain(`1. Sign in to account \`${OTHER}\``);
  expect(others[0]).toContain('us-west-2.console.aws.amazon.com');
  expect(others[1]).toContain('eu-central-1.console.aws.amazon.com');
});
