/** Who else gets what a plan grants: the other projects of the role, said before the question. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { clientSettings } from './account-state.ts';
import { allow, deny, document, operatorWith } from './operator.ts';
import { type Ran, runCli } from './run-cli.ts';
import { makeSharedRole } from './shared-role.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ROLE = 'arn:aws:iam::290008131176:role/service-role/codebuild-TrackerAPI-service-role';

let world: TrackerApi;

beforeAll(async () => {
  world = await openTrackerApi('reach');
  await makeSharedRole(world.sandbox, 'another-role', 'tracker_api');
  const codebuild = new CodeBuildClient(clientSettings(world.sandbox));
  const others = { WebApp: ROLE, Nightly: ROLE, Elsewhere: 'arn:aws:iam::290008131176:role/another-role' };
  for (const [name, serviceRole] of Object.entries(others)) {
    await codebuild.send(
      new CreateProjectCommand({
        name,
        serviceRole,
        source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
      }),
    );
  }
});
afterAll(() => world.end());

const run = (args: readonly string[], env = {}): Promise<Ran> => runCli(args, { ...world.env, ...env });

describe('the other projects of a role', () => {
  it('are listed with the plan that grants to all of them', async () => {
    const { stdout } = await run(['diagnose', 'TrackerAPI', '--json']);
    expect(JSON.parse(stdout).plan.reach).toEqual({ projects: ['Nightly', 'WebApp'], complete: true });
  });

  it('are named to a person, with how to spare them', async () => {
    const { stdout } = await run(['fix', 'TrackerAPI', '--dry-run']);
    expect(stdout).toContain('the role is used by `Nightly`, `WebApp` as well, which get the same');
    expect(stdout).toContain('`rolemend fix TrackerAPI --strategy create-role`');
  });

  it('get nothing from a role of the project’s own', async () => {
    const { stdout } = await run(['diagnose', 'TrackerAPI', '--json', '--strategy', 'create-role']);
    expect(JSON.parse(stdout).plan.reach).toEqual({ projects: [], complete: true });
  });

  it('are said to be unknown where they may not be listed', async () => {
    const policy = document(allow('*'), deny('codebuild:ListProjects'));
    const { env } = await operatorWith(world.sandbox, policy);
    const json = await run(['diagnose', 'TrackerAPI', '--json'], env);
    expect(JSON.parse(json.stdout).plan.reach).toBeNull();
    const { stdout } = await run(['diagnose', 'TrackerAPI'], env);
    expect(stdout).toContain('which other projects use the role could not be read');
  });
});
