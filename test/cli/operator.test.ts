/** Whoever runs `fix` with too few rights of their own hears of it before anything is asked or tried. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountState } from './account-state.ts';
import { allow, deny, document, type Operator, operatorWith } from './operator.ts';
import { type Ran, runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;

beforeEach(async () => {
  world = await openTrackerApi('operator');
});

afterEach(() => world.end());

const ROLE = 'arn:aws:iam::290008131176:role/service-role/codebuild-TrackerAPI-service-role';
const as = (operator: Operator, ...args: readonly string[]): Promise<Ran> =>
  runCli(args, { ...world.env, ...operator.env });

const without = (...actions: readonly string[]): Promise<Operator> =>
  operatorWith(world.sandbox, document(allow('*'), deny(actions)));

interface Json {
  readonly outcome?: string;
  readonly plan?: { readonly operator: unknown };
  readonly diagnosis?: { readonly plan: { readonly operator: unknown } };
}
const json = ({ stdout }: Ran): Json => JSON.parse(stdout) as Json;

describe('the rights of whoever runs fix', () => {
  it('are named where the plan cannot be applied: nothing is asked, nothing tried', async () => {
    const operator = await without('iam:PutRolePolicy', 'iam:DeleteRolePolicy');
    const before = await accountState(world.sandbox);
    const lacks = {
      as: operator.arn,
      lacks: [
        { action: 'iam:PutRolePolicy', resource: ROLE, for: 'apply' },
        { action: 'iam:DeleteRolePolicy', resource: ROLE, for: 'undo' },
      ],
      unchecked: [],
    };
    const diagnosed = await as(operator, 'diagnose', 'TrackerAPI', '--json');
    expect(json(diagnosed).plan?.operator).toMatchObject(lacks);
    const fixed = await as(operator, 'fix', 'TrackerAPI', '--yes', '--json');
    expect(fixed.code).toBe(2);
    expect(json(fixed).outcome).toBe('not-permitted');
    expect(json(fixed).diagnosis?.plan.operator).toMatchObject(lacks);
    expect(fixed.stderr).toContain(`may not do \`iam:PutRolePolicy\` on \`${ROLE}\``);
    expect(fixed.stderr).toContain('what is lacking, as one policy');
    expect(fixed.stderr).toContain('rolemend permissions --fix TrackerAPI');
    expect(fixed.stderr).not.toContain('→ 1/1');
    expect(await accountState(world.sandbox)).toBe(before);
  }, 30_000);

  it('are said before the question where only undo or the retry lacks some', async () => {
    const operator = await without('iam:DeleteRolePolicy', 'codebuild:RetryBuild');
    const asked = await as(operator, 'fix', 'TrackerAPI');
    expect(asked.code).toBe(5);
    expect(asked.stdout).toContain(`iam:DeleteRolePolicy on ${ROLE}, to undo it`);
    expect(asked.stdout).toContain('codebuild:RetryBuild on');
    const fixed = await as(operator, 'fix', 'TrackerAPI', '--yes', '--no-retry');
    expect(fixed.code).toBe(0);
  }, 30_000);

  it('are said not to be known where the simulator may not be asked', async () => {
    const operator = await without('iam:SimulatePrincipalPolicy');
    const shown = await as(operator, 'fix', 'TrackerAPI', '--dry-run');
    expect(shown.stdout).toContain('was not checked');
    expect(shown.stdout).toContain(`needs \`iam:SimulatePrincipalPolicy\` on \`${operator.arn}\``);
    const fixed = await as(operator, 'fix', 'TrackerAPI', '--yes', '--no-retry');
    expect(fixed.code).toBe(0);
  }, 30_000);

  it('are named all at once where the project, or its role, may not even be read', async () => {
    const project = 'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI';
    const calls = ['BatchGetProjects', 'BatchGetBuilds', 'UpdateProject'].map((call) => `codebuild:${call}`);
    const blind = await operatorWith(world.sandbox, document(allow('*'), deny(calls)), 'blind');
    const how = ['--strategy', 'create-role'];
    const unread = await as(blind, 'fix', 'TrackerAPI', '--yes', ...how);
    expect(unread.code).toBe(4);
    expect(unread.stderr).toContain(`you may not do \`codebuild:BatchGetProjects\` on \`${project}\``);
    for (const call of calls) expect(unread.stderr).toContain(call);
    const told = JSON.parse((await as(blind, 'fix', 'TrackerAPI', '--dry-run', ...how, '--json')).stdout) as {
      error: { operator: { lacks: { action: string }[] }; handoffs: { actions: string[] }[] };
    };
    expect(told.error.operator.lacks.map(({ action }) => action)).toEqual(expect.arrayContaining(calls));
    expect(told.error.handoffs[0]?.actions).toEqual(expect.arrayContaining(calls));

    const reads = [
      'iam:GetRole',
      'iam:ListRolePolicies',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
    ];
    const half = await operatorWith(
      world.sandbox,
      document(
        { ...allow('*'), NotAction: reads, Action: undefined },
        allow(reads, 'arn:aws:iam::290008131176:role/codebuild-*'),
        allow(reads, 'arn:aws:iam::290008131176:role/service-role/*-ecr-role'),
      ),
      'half',
    );
    const roleUnread = await as(half, 'fix', 'TrackerAPI', '--yes', ...how);
    expect(roleUnread.code).toBe(4);
    expect(roleUnread.stderr).toContain('is not known: the present role could not be read');
    for (const read of reads) expect(roleUnread.stderr).toContain(read);
    expect(roleUnread.stderr).toContain('what is lacking, as one policy');
    const printed = await as(half, 'fix', 'TrackerAPI', '--emit', 'handoff', ...how);
    expect(printed.stdout).toContain('an administrator of whoever runs Rolemend');
    expect(printed.stdout).toContain('aws iam put-user-policy --user-name half');
  }, 60_000);
});
