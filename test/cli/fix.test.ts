/** The whole path through the real binary: red, mended, green, taken back, byte for byte. */
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteRepositoryCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountState, clientSettings } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { makeSharedRole } from './shared-role.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;

beforeEach(async () => {
  world = await openTrackerApi('fix');
});

afterEach(() => world.end());

const rolemend = (...args: readonly string[]) => runCli(args, world.env);

describe('fix', () => {
  const strategies = [['inline'], ['managed'], ['create-role'], ['switch-role']] as const;

  test.each(strategies)('with strategy %s ends green, and undo restores every byte', async (strategy) => {
    if (strategy === 'switch-role') {
      await makeSharedRole(world.sandbox, 'too-wide', '*');
      await makeSharedRole(world.sandbox, 'shared-build-role', 'tracker_api');
    }
    const before = await accountState(world.sandbox);
    const fixed = await rolemend('fix', 'TrackerAPI', '--strategy', strategy, '--yes');
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
    expect(await accountState(world.sandbox)).not.toBe(before);
    if (strategy === 'switch-role')
      expect(await accountState(world.sandbox)).toContain('role/shared-build-role"');
    const undone = await rolemend('undo', '--yes');
    expect(undone.stderr).toContain('everything is as it was before');
    expect(undone.code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
    const again = await rolemend('verify', 'TrackerAPI', '--retry');
    expect(again.stderr).toContain('the build still fails');
    expect(again.code).toBe(2);
  });

  test('applies exactly what the dry run showed', async () => {
    const shown = await rolemend('fix', 'TrackerAPI', '--dry-run', '--json');
    expect(shown.code).toBe(2);
    const { plan } = JSON.parse(shown.stdout) as {
      plan: { id: string; steps: readonly [{ details: { after: string } }] };
    };
    const state = await accountState(world.sandbox);
    expect(state).not.toContain('CodeBuild-ECR-Permissions');
    const fixed = await rolemend('fix', 'TrackerAPI', '--yes', '--no-retry', '--details');
    expect(fixed.stdout).toContain(`Plan ${plan.id}`);
    expect(fixed.code).toBe(0);
    const policy = await roleState('CodeBuild-ECR-Permissions');
    expect(policy).toBe(plan.steps[0].details.after);
  });

  test('changes nothing without a yes, and says how to give it', async () => {
    const before = await accountState(world.sandbox);
    const declined = await rolemend('fix', 'TrackerAPI');
    expect(declined.code).toBe(5);
    expect(declined.stderr).toContain('add `--yes`');
    expect(await accountState(world.sandbox)).toBe(before);
  });

  test('has nothing to do when it is done already', async () => {
    await rolemend('fix', 'TrackerAPI', '--yes');
    const again = await rolemend('fix', 'TrackerAPI', '--yes');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('nothing was changed');
  });

  test('creates a missing repository with the choices that were shown, and undo deletes it while it is empty', async () => {
    const ecr = new ECRClient(clientSettings(world.sandbox));
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'tracker_api', force: true }));
    const before = await accountState(world.sandbox);
    const fixed = await rolemend(
      'fix',
      'TrackerAPI',
      '--yes',
      '--no-retry',
      '--scan-on-push',
      '--immutable-tags',
    );
    expect(fixed.stdout).toContain('scan on push on, tags immutable');
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([
      { imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
    ]);
    expect((await rolemend('undo', '--yes')).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });

  test('leads on to the same plan: what was chosen for it is in the next command', async () => {
    const chosen = ['--strategy', 'managed', '--policy-name', 'Ours', '--least', '--region', 'us-west-2'];
    const shown = await rolemend('fix', 'TrackerAPI', ...chosen, '--dry-run', '--details');
    const next = /^next rolemend (.*)$/m.exec(shown.stdout)?.[1] ?? '';
    const again = await rolemend(...next.split(' '), '--dry-run', '--details');
    const planOf = (text: string) => /^Plan [0-9a-f]+ .*$/m.exec(text)?.[0];
    expect(planOf(again.stdout)).toBe(planOf(shown.stdout));
    expect(next).toContain('--strategy managed --policy-name Ours --least');
  });

  test('as JSON gives one document that tells how it ended', async () => {
    const fixed = await rolemend('fix', 'TrackerAPI', '--yes', '--json');
    expect(JSON.parse(fixed.stdout)).toMatchObject({
      schema: 'rolemend.fix/1',
      outcome: 'applied',
      verification: { allowed: true, agree: true },
      retry: { kind: 'ended', build: { number: 2, status: 'SUCCEEDED' } },
    });
  });
});

describe('verify --retry', () => {
  test('as JSON gives one document, with how the build ended in it', async () => {
    const verified = await rolemend('verify', 'TrackerAPI', '--retry', '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({
      schema: 'rolemend.verification/1',
      allowed: false,
      retry: { kind: 'ended', build: { number: 2, status: 'FAILED' } },
    });
    expect(verified.code).toBe(2);
  });
});

describe('undo', () => {
  test('refuses with the difference when somebody changed the policy since, and leaves it alone', async () => {
    await rolemend('fix', 'TrackerAPI', '--yes', '--no-retry');
    const iam = new IAMClient(clientSettings(world.sandbox));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'codebuild-TrackerAPI-service-role',
        PolicyName: 'CodeBuild-ECR-Permissions',
        PolicyDocument:
          '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:*","Resource":"*"}}',
      }),
    );
    const changed = await accountState(world.sandbox);
    const refused = await rolemend('undo', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('ecr:*');
    expect(refused.stderr).toContain('nothing was overwritten');
    expect(refused.stderr).toContain('help  somebody changed it since');
    expect(refused.stderr).not.toContain('--resume');
    expect(await accountState(world.sandbox)).toBe(changed);
  });

  test('as JSON gives one document however it ends', async () => {
    const undone = async (...args: readonly string[]) =>
      JSON.parse((await rolemend('undo', '--json', ...args)).stdout);
    expect(await undone()).toMatchObject({ outcome: 'nothing-to-undo', change: null });
    await rolemend('fix', 'TrackerAPI', '--yes', '--no-retry');
    expect(await undone()).toMatchObject({ outcome: 'declined' });
    const { change } = await undone('--yes');
    expect(await undone(change)).toEqual({ schema: 'rolemend.undo/1', outcome: 'undone-already', change });
  });

  test('lists what was changed, and says so when there is nothing', async () => {
    expect((await rolemend('undo', '--list')).stderr).toContain('no changes were made');
    expect((await rolemend('undo')).code).toBe(0);
    await rolemend('fix', 'TrackerAPI', '--yes', '--no-retry');
    const listed = await rolemend('undo', '--list');
    expect(listed.stdout).toContain('applied');
    expect(listed.stdout).toContain('CodeBuild-ECR-Permissions');
  });

  test('is refused in another account', async () => {
    await rolemend('fix', 'TrackerAPI', '--yes', '--no-retry');
    const elsewhere = { ...world.env, AWS_ACCESS_KEY_ID: '111122223333' };
    const refused = await runCli(['undo', '--yes'], elsewhere);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('was made in account 290008131176');
  });

  test('names what it knows when the change does not exist', async () => {
    const missing = await rolemend('undo', '2020');
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('there is no change `2020`');
    expect(missing.stderr).toContain('rolemend undo --list');
  });
});

async function roleState(policy: string): Promise<string | undefined> {
  const state = JSON.parse(await accountState(world.sandbox)) as {
    details: {
      RoleDetailList: readonly {
        RolePolicyList?: readonly { PolicyName: string; PolicyDocument: string }[];
      }[];
    };
  };
  const policies = state.details.RoleDetailList.flatMap(({ RolePolicyList = [] }) => RolePolicyList);
  const found = policies.find(({ PolicyName }) => PolicyName === policy)?.PolicyDocument;
  return found === undefined ? undefined : decodeURIComponent(found);
}
