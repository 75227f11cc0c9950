/** Rules of the house: no inline policies, names by a pattern, a path, tags; by flag, or because AWS Config has the rule. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetPolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ECRClient, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PlanOptions } from '#plan/plan.ts';
import { readTag } from '#plan/house-rules.ts';
import { diagnoseAsOperator } from '#tasks/check-operator.ts';
import { emitAwsCli } from '#render/emit/aws-cli.ts';
import { emitCdk } from '#render/emit/cdk.ts';
import { emitCloudFormation } from '#render/emit/cloudformation.ts';
import { emitConsole } from '#render/emit/console.ts';
import { emitTerraform } from '#render/emit/terraform.ts';
import { clientSettings } from '../cli/account-state.ts';
import { planOf } from '../plan/plan-of.ts';
import { accessOf, ACCOUNT, type OnSandbox, openOnSandbox, requestOf } from './on-sandbox.ts';
import { allow, deny, LOGS, policy, PROJECT, projectWorld, repository } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

/** A user who may do all but that. */
async function operatorWithout({ sandbox }: OnSandbox, actions: string | readonly string[]) {
  const iam = new IAMClient(clientSettings(sandbox));
  await iam.send(new CreateUserCommand({ UserName: 'builder' }));
  const text = JSON.stringify(policy(allow('*'), deny(actions)));
  await iam.send(new PutUserPolicyCommand({ UserName: 'builder', PolicyName: 'most', PolicyDocument: text }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'builder' }));
  return accessOf(sandbox, AccessKey?.AccessKeyId ?? '', AccessKey?.SecretAccessKey);
}

const TAGS = [{ key: 'team', value: 'build tools' }];
const RULED = { configRules: { 'no-inline': 'IAM_NO_INLINE_POLICY_CHECK' } };

async function planned(account: object, options: Partial<PlanOptions> = {}) {
  on = await openOnSandbox(projectWorld({ rights: [LOGS], account }));
  const { plan } = await on.diagnose(PROJECT, options);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

describe('where inline policies are forbidden', () => {
  it('by a rule of AWS Config, a managed policy is planned, applied and green', async () => {
    const plan = await planned(RULED);
    expect(plan.strategy).toBe('managed');
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['create-policy', 'attach-role-policy']);
    expect(plan.notes[0]).toBe(
      'the rule `no-inline` of AWS Config allows no inline policies: a managed policy is used instead',
    );
    expect((await on?.fix(PROJECT))?.outcome).toMatchObject({
      kind: 'applied',
      retry: { ok: true, value: { build: { status: 'SUCCEEDED' } } },
    });
  });

  it('by a flag, a role that is made gets a managed policy as well', async () => {
    const plan = await planned({}, { strategy: 'create-role', noInline: true });
    expect(plan.steps.map(({ kind }) => kind)).not.toContain('put-role-policy');
  });

  it('by another rule, nothing changes, and where the rules may not be read, that is said', async () => {
    expect((await planned({ configRules: { keys: 'ACCESS_KEYS_ROTATED' } })).strategy).toBe('inline');
    await on?.close();
    on = await openOnSandbox(projectWorld({ rights: [LOGS], account: RULED }));
    const { reader } = await operatorWithout(on, 'config:*');
    const diagnosed = await diagnoseAsOperator(requestOf(PROJECT, {}), reader);
    if (!diagnosed.ok || !diagnosed.value.plan.ok) throw new Error('no plan');
    const { strategy, operator } = diagnosed.value.plan.value;
    expect(strategy).toBe('inline');
    expect(operator?.lacks).toMatchObject([{ action: 'config:DescribeConfigRules', for: 'read' }]);
  });
});

describe('names and tags', () => {
  it('follow the pattern and stand on all that is made', async () => {
    const plan = await planned(
      { repositories: [] },
      { strategy: 'managed', policyName: 'ci-{project}-{region}', policyPath: '/builds/', tags: TAGS },
    );
    const arn = `arn:aws:iam::${ACCOUNT}:policy/builds/ci-app-us-west-2`;
    expect(plan.steps).toMatchObject([
      { kind: 'create-repository', tags: TAGS },
      { policyArn: arn, tags: TAGS },
      {},
    ]);
    const fixed = await on?.fix(PROJECT, {
      planning: {
        strategy: 'managed',
        policyName: 'ci-{project}-{region}',
        policyPath: '/builds/',
        tags: TAGS,
      },
    });
    expect(fixed?.outcome.kind).toBe('applied');
    const settings = clientSettings(on?.sandbox ?? { endpoint: '' });
    const { Policy } = await new IAMClient(settings).send(new GetPolicyCommand({ PolicyArn: arn }));
    expect(Policy?.Tags).toEqual([{ Key: 'team', Value: 'build tools' }]);
    const listed = await new ECRClient(settings).send(
      new ListTagsForResourceCommand({ resourceArn: repository() }),
    );
    expect(listed.tags).toEqual([{ Key: 'team', Value: 'build tools' }]);
  });

  it('stand on a role that is made, by a pattern, with the change that made it', async () => {
    const pattern = [...TAGS, { key: 'made', value: '{project} of {region}: {change}' }];
    const planning = { strategy: 'create-role', tags: pattern } as const;
    on = await openOnSandbox(projectWorld({ rights: [LOGS] }));
    const { outcome } = await on.fix(PROJECT, { planning });
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    const iam = new IAMClient(clientSettings(on.sandbox));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'codebuild-app-ecr-role' }));
    expect(Role?.Tags).toEqual([
      { Key: 'team', Value: 'build tools' },
      { Key: 'made', Value: `app of us-west-2: ${outcome.change.id}` },
    ]);
  });

  it('ask for the right to tag, which whoever lacks it is told before anything is tried', async () => {
    on = await openOnSandbox(projectWorld({ rights: [LOGS], repositories: [] }));
    const { reader } = await operatorWithout(on, ['iam:TagPolicy', 'ecr:TagResource']);
    const asked = requestOf(PROJECT, { strategy: 'managed', tags: TAGS });
    const diagnosed = await diagnoseAsOperator(asked, reader);
    if (!diagnosed.ok || !diagnosed.value.plan.ok) throw new Error('no plan');
    const lacks = diagnosed.value.plan.value.operator?.lacks ?? [];
    expect(lacks.map(({ action }) => action).toSorted()).toEqual(['ecr:TagResource', 'iam:TagPolicy']);
  });

  const plan = planOf({ options: { strategy: 'managed', tags: TAGS, policyPath: '/builds/' } });
  it.each([
    ['aws-cli', emitAwsCli(plan), `--tags '[{"Key":"team","Value":"build tools"}]'`],
    ['terraform', emitTerraform(plan), '  tags = {\n    team = "build tools"\n  }'],
    ['cloudformation', emitCloudFormation(plan), 'give it team = build tools once it is there'],
    ['cdk', emitCdk(plan), 'give it team = build tools once it is there'],
    ['console', emitConsole(plan), 'add the tag `team` = `build tools`'],
  ])('are in the form %s', (_, text, shown) => {
    expect(text).toContain(shown);
    expect(text).toContain('/builds/');
  });

  it.each([
    ['team=tools', true],
    ['team=', true],
    ['team={project}/{change}', true],
    ['team={who}', false],
    ['{project}=team', false],
    ['aws:team=tools', false],
    ['=tools', false],
    ['team', false],
    ['te"am=tools', false],
  ])('%s is a tag: %s', (text, isOne) => {
    expect(readTag(text).ok).toBe(isOne);
  });
});
