/** Whose code runs next: a build that was started with settings of its own is neither explained unasked nor tried again. */
import { CodeBuildClient, StartBuildCommand, type StartBuildCommandInput } from '@aws-sdk/client-codebuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BuildState } from '#sandbox/codebuild/state.ts';
import { regionOf } from '#sandbox/world.ts';
import { clientSettings } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
beforeEach(async () => {
  world = await openTrackerApi('next-build');
});
afterEach(() => world.end());

const rolemend = (...args: readonly string[]) => runCli(args, world.env);
const builds = (): readonly BuildState[] => [
  ...regionOf(world.sandbox.world, '290008131176', 'us-west-2').codebuild.builds.values(),
];

/** As somebody would who may start builds, and nothing else. */
async function startWith(overrides: Partial<StartBuildCommandInput>): Promise<BuildState> {
  const client = new CodeBuildClient(clientSettings(world.sandbox));
  const { build } = await client.send(new StartBuildCommand({ projectName: 'TrackerAPI', ...overrides }));
  const state = builds().find(({ id }) => id === build?.id);
  await state?.ended;
  if (state === undefined) throw new Error('no build');
  return state;
}

const EVIL: Partial<StartBuildCommandInput> = {
  buildspecOverride: 'version: 0.2\nphases: {build: {commands: [aws ecr get-login-password, exit 1]}}',
  environmentVariablesOverride: [{ name: 'EXTRA', value: 'prod/master', type: 'PLAINTEXT' }],
};

describe('A build that was started with settings of its own', () => {
  test('is passed over for the newest one of the project, and named', async () => {
    const evil = await startWith(EVIL);
    const { stdout } = await rolemend('diagnose', 'TrackerAPI', '--details');
    expect(stdout).toMatch(/^build #1 /m);
    expect(stdout).toContain(`a newer build, \`${evil.id}\` (FAILED), was started by \`administrator\``);
    expect(stdout).toContain('`environment variable EXTRA`');
    expect(stdout).toContain('`--build 2` explains it');
  });

  test.each<readonly [string, Partial<StartBuildCommandInput>]>([
    ['overrides', EVIL],
    ['a pull request', { sourceVersion: 'pr/7' }],
  ])('with %s is not tried again under --yes: a build of the project is started', async (_, overrides) => {
    await startWith(overrides);
    const { stdout } = await rolemend('fix', 'TrackerAPI', '--build', '2', '--yes');
    expect(stdout).toContain('a build of `TrackerAPI` as it is set now is started instead');
    const [first, , ...later] = builds();
    expect(later.length).toBeGreaterThan(0);
    for (const build of later) expect(build.settings).toEqual(first?.settings);
  });

  test('is not tried again by verify --retry either', async () => {
    await startWith(EVIL);
    await rolemend('verify', 'TrackerAPI', '--build', '2', '--retry');
    const [first, , third] = builds();
    expect(third?.settings).toEqual(first?.settings);
  });
});

test('A build without docker because its start switched privileged mode off is said to be that', async () => {
  const buildspecOverride = 'version: 0.2\nphases: {build: {commands: [docker build -t x .]}}';
  await startWith({ privilegedModeOverride: false, buildspecOverride });
  const { stdout } = await rolemend('diagnose', 'TrackerAPI', '--build', '2', '--json');
  const { findings } = JSON.parse(stdout) as { findings: readonly { code: string; next: string }[] };
  expect(findings.find(({ code }) => code === 'privileged-mode-off')?.next).toBe(
    'start a build without that override: the project has another setting',
  );
});
