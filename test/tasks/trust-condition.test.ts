/** A role kept to its projects: all of them go on building, wherever they are, and the earlier text comes back to the byte. */
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { afterEach, expect, it, vi } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { undoChange } from '#apply/undo.ts';
import { regionOf } from '#sandbox/world.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { fixProject } from '#tasks/fix.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { admin, settings } from '../sandbox/arrange.ts';
import { Sdk } from '../worlds/sdk.ts';
import { trust } from '../worlds/words.ts';
import { ACCOUNT, PROJECT, ROLE, ROLE_ARN } from '../worlds/world.ts';
import { accessOf, requestOf, sleepingClock } from './on-sandbox.ts';

let sandbox: Sandbox;
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

const FAR = 'eu-west-1';
async function trustOf(): Promise<string> {
  const { Role } = await new Sdk(sandbox).iam().getRole({ RoleName: ROLE });
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
}

/** The status of a build of a project that does nothing under the role. */
async function builds(name: string, region: string): Promise<string | undefined> {
  const codebuild = new CodeBuild(settings(sandbox, admin(ACCOUNT), region));
  const { projects = [] } = await codebuild.batchGetProjects({ names: [name] });
  if (projects.length === 0)
    await codebuild.createProject({
      name,
      serviceRole: ROLE_ARN,
      source: { type: 'NO_SOURCE', buildspec: '{"version":0.2,"phases":{"build":{"commands":["true"]}}}' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
      logsConfig: { cloudWatchLogs: { status: 'DISABLED' } },
    });
  const { build } = await codebuild.startBuild({ projectName: name });
  const started = regionOf(sandbox.world, ACCOUNT, region).codebuild.builds.get(build?.id ?? '');
  await started?.ended;
  return started?.status;
}

it('lets the others of the role build in every region, and nobody else’s, until it is taken back', async () => {
  const opened = await openWorld('tracker-api', { seed: 'trust' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  const sdk = new Sdk(sandbox);
  await sdk.trust(trust());
  await sdk.enough();
  const open = await trustOf();
  expect([await builds('Nightly', 'us-west-2'), await builds('Nightly', FAR)]).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);

  const access = await accessOf(sandbox, ACCOUNT);
  const ports = {
    ...access,
    clock: sleepingClock(),
    random: () => 0.5,
    journal: openJournal(memoryStorage()),
  };
  const changes = [{ kind: 'trustCondition', on: ROLE_ARN } as const];
  const request = { ...requestOf(PROJECT, { changes }), retry: true, approve: async () => true };
  const fixed = await fixProject(request, ports);
  if (!fixed.ok || fixed.value.kind !== 'applied') throw new Error(JSON.stringify(fixed).slice(0, 500));
  expect(fixed.value.retry).toMatchObject({ value: { build: { status: 'SUCCEEDED' } } });
  expect(JSON.parse(await trustOf()).Statement[0].Condition.StringEquals['aws:SourceArn']).toHaveLength(3);
  expect([await builds('Nightly', 'us-west-2'), await builds('Nightly', FAR)]).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);
  await expect(builds('Stranger', FAR)).rejects.toThrow(/sts:AssumeRole/);

  await undoChange(fixed.value.change, ports);
  expect(await trustOf()).toBe(open);
});
