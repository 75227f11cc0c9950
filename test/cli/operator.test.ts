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
});
