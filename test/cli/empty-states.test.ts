/** Where there is little to tell, through the real binary: each state says what can be told, and the next command. */
import { CodeBuildClient, StartBuildCommand, StopBuildCommand } from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { BuildState } from '#sandbox/codebuild/state.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { clientSettings } from './account-state.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

const [ACCOUNT, REGION, PROJECT] = ['290008131176', 'us-west-2', 'TrackerAPI'];
const UUID = '[0-9a-f-]{36}';

type AccountInput = WorldInput['accounts'][number];

let opened: { readonly sandbox: Sandbox; readonly around: Surroundings } | null = null;
afterEach(async () => {
  opened?.around.close();
  await opened?.sandbox.close();
  opened = null;
});

async function open(more: Partial<AccountInput> = {}, settings: object = {}): Promise<Sandbox> {
  const accounts = TRACKER_API.accounts.map((account) => ({
    ...account,
    projects: account.projects?.map((project) => ({ ...project, ...settings })) ?? [],
    ...more,
  }));
  const world = await openWorld(worldSchema.parse({ ...TRACKER_API, accounts }), { seed: 'empty' });
  if (!world.ok) throw new Error(world.error);
  opened = { sandbox: world.value, around: surroundings(world.value.endpoint) };
  return world.value;
}

async function diagnose(...args: readonly string[]) {
  const ran = await runCli(
    ['diagnose', '--details', ...(args.length === 0 ? [PROJECT] : args)],
    opened?.around.env ?? {},
  );
  const notes = /^Notes\n([^]*?)\n\n/m.exec(ran.stdout)?.[1] ?? '';
  return { ...ran, notes };
}

const stateOf = ({ world }: Sandbox) => regionOf(world, ACCOUNT, REGION);

async function start(sandbox: Sandbox, paceMs: number): Promise<string> {
  sandbox.world.settings.buildPaceMs = paceMs;
  const client = new CodeBuildClient(clientSettings(sandbox));
  const { build } = await client.send(new StartBuildCommand({ projectName: PROJECT }));
  return build?.id ?? '';
}

const GREEN = {
  source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {build: {commands: [echo hello]}}' },
};

describe('A project', () => {
  it('that was never built is told by its settings, and how to build it', async () => {
    await open({ builds: [] });
    const lacking = await diagnose();
    expect(lacking.code).toBe(2);
    expect(lacking.stdout).toContain('no finished build yet: what follows comes from the project');
    expect(lacking.stdout).toContain(`next rolemend fix ${PROJECT}`);
    expect(lacking.notes).toContain(`aws codebuild start-build --project-name ${PROJECT} --region ${REGION}`);
  });

  it('that was never built and lacks nothing is healthy', async () => {
    await open({ builds: [] }, GREEN);
    const healthy = await diagnose();
    expect(healthy.code).toBe(0);
    expect(healthy.stdout).toContain('nothing found that would stop the build');
  });

  it('that there is none of is told from a slip, from another region, and from an account without any', async () => {
    await open();
    const slip = await diagnose('trackerapi2');
    expect(slip.code).toBe(3);
    expect(slip.stderr).toContain(`did you mean \`${PROJECT}\`? \`rolemend diagnose ${PROJECT}\``);
    const elsewhere = await diagnose(PROJECT, '--region', 'us-east-1');
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.stderr).toContain('region us-east-1, nor any other');
    expect(elsewhere.stderr).toContain(
      `it is in ${REGION}: \`rolemend diagnose ${PROJECT} --region ${REGION}\``,
    );
    const far = await diagnose('something-else');
    expect(far.stderr).toContain(`aws codebuild list-projects --region ${REGION}`);
  });

  it('is told from an account that has none anywhere', async () => {
    await open({ projects: [], builds: [] });
    const none = await diagnose();
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('nor any other');
    expect(none.stderr).toContain('choose the `--region` or the `--profile` that has your projects');
  });
});

describe('A build without a log', () => {
  it('whose project has logs switched off is told by the rest', async () => {
    await open({}, { logsConfig: { cloudWatchLogs: { status: 'DISABLED' } } });
    const told = await diagnose();
    expect(told.code).toBe(2);
    expect(told.notes).toContain('has logs switched off');
    expect(told.notes).toContain('`logsConfig.cloudWatchLogs` enabled');
  });

  it('whose log is in S3 alone names the object, and how to read it', async () => {
    const logsConfig = {
      cloudWatchLogs: { status: 'DISABLED' },
      s3Logs: { status: 'ENABLED', location: 'build-logs/tracker' },
    };
    await open({ buckets: [{ name: 'build-logs' }] }, { logsConfig });
    const { notes } = await diagnose();
    expect(notes).toMatch(
      new RegExp(`aws s3 cp s3://build-logs/tracker/${UUID}\\.gz - \\| gunzip \\| rolemend explain -`),
    );
  });

  it.each([
    ['log group', (sandbox: Sandbox) => stateOf(sandbox).logs.groups.clear()],
    [
      'stream',
      (sandbox: Sandbox) => {
        for (const { streams } of stateOf(sandbox).logs.groups.values()) streams.clear();
      },
    ],
  ])('whose %s was deleted says so, and is told by CloudTrail', async (_, forget) => {
    forget(await open());
    const told = await diagnose();
    expect(told.code).toBe(2);
    expect(told.notes).toContain(
      'the log of the build is not there any more: log group `/aws/codebuild/TrackerAPI`',
    );
    expect(told.stdout).toContain('CloudTrail event');
  });
});

describe('A build', () => {
  it('that is still running is said, with what explains it once it has ended', async () => {
    const sandbox = await open();
    const id = await start(sandbox, 60_000);
    const told = await diagnose();
    expect(told.stdout).toContain('build #1 ');
    expect(told.notes).toContain(`a newer build, \`${id}\`, is still running, in phase`);
    expect(told.notes).toContain(`\`rolemend diagnose ${PROJECT} --build 2\``);
    const asked = await diagnose(PROJECT, '--build', '2');
    expect(asked.stdout).toContain('IN_PROGRESS');
    expect(asked.notes).toContain('the build is still running, in phase');
    stateOf(sandbox).codebuild.builds.get(id)?.stop.abort();
  });

  it('that is the first, and still running, is no missing one', async () => {
    const sandbox = await open({ builds: [] });
    const id = await start(sandbox, 60_000);
    const told = await diagnose();
    expect(told.notes).toContain(`\`${id}\`, is still running`);
    expect(told.notes).not.toContain('start-build');
    stateOf(sandbox).codebuild.builds.get(id)?.stop.abort();
  });

  it('that somebody stopped did not fail', async () => {
    const sandbox = await open({ builds: [] }, GREEN);
    const id = await start(sandbox, 200);
    await new CodeBuildClient(clientSettings(sandbox)).send(new StopBuildCommand({ id }));
    await stateOf(sandbox).codebuild.builds.get(id)?.ended;
    const told = await diagnose();
    expect(told.code).toBe(0);
    expect(told.notes).toContain('somebody stopped the build');
    expect(told.notes).toContain(`\`rolemend verify ${PROJECT} --retry\``);
    expect(told.stdout).not.toContain('no-log');
  });

  it('that timed out in the queue waited for a machine, not for a permission', async () => {
    const sandbox = await open({}, GREEN);
    for (const build of stateOf(sandbox).codebuild.builds.values()) gaveUp(build);
    stateOf(sandbox).logs.groups.clear();
    const told = await diagnose();
    expect(told.code).toBe(2);
    expect(told.stdout).toContain('TIMED_OUT in QUEUED');
    expect(told.stdout).toContain('[queue-timed-out]');
    expect(told.stdout).toContain('`queuedTimeoutInMinutes`');
    expect(told.notes).not.toContain('not there any more');
  });
});

/** As CodeBuild leaves a build that no machine took in time. */
function gaveUp(build: BuildState): void {
  const { startTime, endTime } = build;
  const contexts = [{ statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' }];
  const queued = { phaseType: 'QUEUED', phaseStatus: 'TIMED_OUT', startTime, endTime, contexts };
  build.status = 'TIMED_OUT';
  build.phases.splice(1, build.phases.length, queued);
}
