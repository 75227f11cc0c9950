import { describe, expect, it } from 'vitest';
import { actionsOf, findAction } from '#catalog/actions.ts';
import actions from '#catalog/data/actions.json' with { type: 'json' };
import escalation from '#catalog/data/escalation-paths.json' with { type: 'json' };
import { neverByDefault } from '#catalog/never-by-default.ts';
import { raisesPrivileges } from '#catalog/privileged-actions.ts';
import { PULL_ACTIONS, PUSH_ACTIONS } from '#catalog/registry-actions.ts';

const UNLISTED = new Map(
  escalation.unlisted.flatMap(({ actions: names, reason }) => names.map((name) => [name, reason] as const)),
);

describe('an action that can raise privileges', () => {
  it.each([
    'iam:CreateUser',
    'IAM:PassRole',
    'sts:AssumeRole',
    'sts:AssumeRoleWithWebIdentity',
    'organizations:LeaveOrganization',
    'kms:PutKeyPolicy',
    'lambda:AddPermission',
    'ecr:SetRepositoryPolicy',
    'apprunner:UpdateService',
    'bedrock-agentcore:InvokeCodeInterpreter',
    'ec2:CreateLaunchTemplateVersion',
    'sagemaker:UpdateNotebookInstance',
    'secretsmanager:PutResourcePolicy',
    'ecr:*',
    '*',
  ])('%s is known, with its reason', (action) => expect(raisesPrivileges(action)).toMatch(/^it /));

  it.each([
    ...PUSH_ACTIONS,
    ...PULL_ACTIONS,
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ecr:GetAuthorizationToken',
    's3:PutObject',
    'sts:GetServiceBearerToken',
    'sts:GetCallerIdentity',
    'cloudformation:DescribeStacks',
    'cloudformation:DescribeStackResources',
    'cloudformation:ListStacks',
    'ec2:CreateNetworkInterfacePermission',
    'secretsmanager:ValidateResourcePolicy',
  ])('%s is none', (action) => expect(raisesPrivileges(action)).toBeNull());

  it.each(
    actionsOf('cloudformation')
      .map(({ name }) => name)
      .filter(
        (name) =>
          /:(Create|Update|Delete)Stack(Set|Instances)?$/.test(name) || name.endsWith(':ExecuteChangeSet'),
      ),
  )('%s is known: a template runs with the role of its stack', (name) =>
    expect(raisesPrivileges(name)).not.toBeNull(),
  );

  it('takes in what AWS calls permissions management and is no reading and no taking away', () => {
    const listed = Object.keys(actions.services)
      .flatMap((service) => actionsOf(service))
      .filter(({ name, level }) => level === 'permissions' && /:(Put|Set|Attach|Add|Grant)/.test(name));

    expect(listed.length).toBeGreaterThan(100);
    expect(listed.filter(({ name }) => raisesPrivileges(name) === null)).toEqual([]);
  });
});

describe('the catalogue of published escalation paths', () => {
  const paths = Object.entries({ ...escalation.paths, ...escalation.later });

  it('says where and when it was taken, and under which licence', () => {
    expect(escalation.source).toContain('github.com/DataDog/pathfinding.cloud');
    expect(escalation.licence).toBe('Apache-2.0');
    expect(Object.keys(escalation.paths)).toHaveLength(65);
  });

  it.each(paths.filter(([id]) => id !== 'batch-002'))(
    '%s: one of its permissions at least is in the list',
    (_, needed) => expect(needed.some((action) => raisesPrivileges(action) !== null)).toBe(true),
  );

  it('batch-002 rests on `batch:SubmitJob` alone, which is offered one by one as never by default', () => {
    expect(escalation.later['batch-002']).toEqual(['batch:SubmitJob']);
    expect(neverByDefault('batch:SubmitJob')).not.toBeNull();
  });

  it.each(paths)('%s: each permission is in the list, or a reason says why it is not', (_, needed) => {
    for (const action of needed) expect(raisesPrivileges(action) === null).toBe(UNLISTED.has(action));
  });

  it('gives no reason for a permission that no path asks for, and names only actions that AWS has', () => {
    const needed = new Set(paths.flatMap(([, names]) => names));

    expect([...UNLISTED.keys()].filter((action) => !needed.has(action))).toEqual([]);
    expect([...needed].filter((action) => findAction(action) === null)).toEqual([]);
  });
});
