/** The policy that `permissions` prints, given to somebody who has nothing else. */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CodeBuildClient, BatchGetProjectsCommand, UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountState, clientSettings } from './account-state.ts';
import { deniedCalls, forgetCalls, type Operator, operatorWith } from './operator.ts';
import { type Ran, runCli } from './run-cli.ts';
import { makeSharedRole } from './shared-role.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';
import { some } from '../every.ts';

let world: TrackerApi;

beforeEach(async () => {
  world = await openTrackerApi('permissions');
});

afterEach(() => world.end());

const asAdmin = (...args: readonly string[]): Promise<Ran> => runCli(args, world.env);
const as = (operator: Operator, ...args: readonly string[]): Promise<Ran> =>
  runCli(args, { ...world.env, ...operator.env });

describe('permissions', () => {
  const strategies = [
    ['inline', []],
    ['managed', []],
    ['create-role', []],
    ['switch-role', ['--role', 'shared-build-role']],
  ] as const;

  it.each(some(strategies, 2))(
    'prints what fix with strategy %s and its undo take, and they are refused nothing',
    async (strategy, more) => {
      const ecr = new ECRClient(clientSettings(world.sandbox));
      await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'tracker_api', force: true }));
      await makeSharedRole(world.sandbox, 'shared-build-role', 'tracker_api');
      const how = ['--strategy', strategy, ...more];
      const { stdout, code } = await asAdmin('permissions', '--fix', 'TrackerAPI', ...how);
      expect(code).toBe(0);
      const operator = await operatorWith(world.sandbox, stdout);
      const before = await accountState(world.sandbox);
      const fixed = await as(operator, 'fix', 'TrackerAPI', '--yes', ...how, '--no-retry', '--details');
      expect(fixed.code, fixed.stderr).toBe(0);
      expect(fixed.stdout).toContain('may apply this, undo it and start the build');
      const undone = await as(operator, 'undo', '--yes');
      expect(undone.stderr).toContain('everything is as it was before');
      expect(await accountState(world.sandbox)).toBe(before);
      if (strategy === 'inline') {
        const again = await as(operator, 'fix', 'TrackerAPI', '--yes');
        expect(again.stderr).toContain('the build is green');
      }
      expect(await deniedCalls(world.sandbox.endpoint, operator)).toEqual([]);
    },
    60_000,
  );

  it('prints what diagnose and verify read, a secret of the project and its key among it', async () => {
    await useSecret();
    const { stdout } = await asAdmin('permissions', '--read', 'TrackerAPI');
    expect(stdout).not.toMatch(/iam:Put|iam:PassRole|RetryBuild/);
    const operator = await operatorWith(world.sandbox, stdout);
    expect((await as(operator, 'diagnose', 'TrackerAPI')).stdout).not.toContain('could not be read');
    await as(operator, 'verify', 'TrackerAPI');
    expect(await deniedCalls(world.sandbox.endpoint, operator)).toEqual([]);
  }, 30_000);

  it('is complete in one round for somebody who may not even read the project', async () => {
    await useSecret();
    const nobody = await operatorWith(world.sandbox, null, 'nobody');
    const printed = await as(nobody, 'permissions', '--read', 'TrackerAPI');
    expect(printed.code).toBe(0);
    expect(printed.stderr).toContain('could not be read now: project `TrackerAPI`');
    const operator = await operatorWith(world.sandbox, printed.stdout);
    await forgetCalls(world.sandbox.endpoint);
    await as(operator, 'diagnose', 'TrackerAPI');
    expect(await deniedCalls(world.sandbox.endpoint, operator)).toEqual([]);
  }, 30_000);

  it('says plainly what has to be filled in where no project is given, and asks AWS nothing', async () => {
    const { stdout, stderr, code } = await runCli(['permissions', '--fix'], {
      PATH: world.env['PATH'] ?? '',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('arn:aws:iam::ACCOUNT-ID:role/PATH-AND-NAME-OF-ROLE');
    expect(stderr).toContain(
      'fill in before it is of use: `ACCOUNT-ID`, `REGION`, `PROJECT`, `PATH-AND-NAME-OF-ROLE`',
    );
    expect(stderr).toContain('any permission there is');
  });

  it('keeps the path of the role, and is one JSON document where that is asked for', async () => {
    const { stdout } = await asAdmin('permissions', 'TrackerAPI', '--json');
    const printed = JSON.parse(stdout) as {
      policy: { Statement: readonly { Action: string[]; Resource: string }[] };
    };
    expect(printed).toMatchObject({ schema: 'rolemend.permissions/1', for: 'fix', project: 'TrackerAPI' });
    const writing = printed.policy.Statement.filter(({ Action }) => Action.includes('iam:PutRolePolicy'));
    expect(writing.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:iam::290008131176:role/service-role/codebuild-TrackerAPI-service-role',
    ]);
  });

  it('refuses to choose between reading and changing', async () => {
    const { code, stderr } = await asAdmin('permissions', '--read', '--fix');
    expect(code).toBe(3);
    expect(stderr).toContain('`--read` and `--fix` were both given');
    const tighten = await runCli(['permissions', '--tighten', '--json'], { PATH: world.env['PATH'] ?? '' });
    expect(JSON.parse(tighten.stdout)).toMatchObject({ for: 'tighten', project: null });
    expect(tighten.stdout).toContain('iam:GenerateServiceLastAccessedDetails');
    expect(tighten.stdout).toContain(':policy/PATH-AND-NAME-OF-POLICY');
  });
});

/** The project reads a secret, by its name. */
async function useSecret(): Promise<void> {
  await new SecretsManagerClient(clientSettings(world.sandbox)).send(
    new CreateSecretCommand({ Name: 'tracker/token', SecretString: 'any' }),
  );
  const codebuild = new CodeBuildClient(clientSettings(world.sandbox));
  const { projects } = await codebuild.send(new BatchGetProjectsCommand({ names: ['TrackerAPI'] }));
  const environment = projects?.[0]?.environment;
  if (environment === undefined) throw new Error('there is no project');
  const environmentVariables = [
    ...(environment.environmentVariables ?? []),
    { name: 'TOKEN', value: 'tracker/token', type: 'SECRETS_MANAGER' as const },
  ];
  await codebuild.send(
    new UpdateProjectCommand({ name: 'TrackerAPI', environment: { ...environment, environmentVariables } }),
  );
}
