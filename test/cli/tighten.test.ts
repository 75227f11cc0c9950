/** `tighten` as people meet it: what it shows, what it asks, how it exits. */
import { afterEach, expect, it } from 'vitest';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { allow, ENOUGH, LOGS, policy, PROJECT, projectWorld } from '../tasks/project-world.ts';
import { accountState } from './account-state.ts';
import { type Ran, runCli, surroundings } from './run-cli.ts';
import type { TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
afterEach(() => world.end());

async function open(input: WorldInput): Promise<void> {
  const opened = await openWorld(worldSchema.parse(input), { seed: 'tighten' });
  if (!opened.ok) throw new Error(opened.error);
  const around = surroundings(opened.value.endpoint);
  const end = async (): Promise<void> => {
    around.close();
    await opened.value.close();
  };
  world = { ...around, sandbox: opened.value, end };
}

const rolemend = (...args: readonly string[]): Promise<Ran> => runCli(args, world.env);

it('shows what would go and changes nothing, takes it out with --yes, and undo puts it back', async () => {
  await open(projectWorld({ rights: [...ENOUGH, allow('dynamodb:*'), allow('kms:Decrypt')] }));
  const before = await accountState(world.sandbox);
  const shown = await rolemend('tighten', PROJECT, '--dry-run');
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout).toContain('takes out of role `build-role` what nothing needs and nothing used');
  expect(shown.stdout).toMatch(/-\s+"Action": "dynamodb:\*"/);
  expect(shown.stdout).toContain('stays kms:Decrypt in `base`: whether it is used is recorded nowhere');
  expect(await rolemend('tighten', PROJECT)).toMatchObject({ code: 5 });
  expect(await accountState(world.sandbox)).toBe(before);
  const done = await rolemend('tighten', PROJECT, '--yes', '--json');
  expect(done.code, done.stderr).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    schema: 'rolemend.tighten/1',
    outcome: 'tightened',
    retry: { build: { status: 'SUCCEEDED' } },
  });
  expect(done.stderr).toContain('the build is green after it');
  const undone = await rolemend('undo', '--yes');
  expect(undone.stderr).toContain('everything is as it was before');
  expect(await accountState(world.sandbox)).toBe(before);
});

it('leaves the role of a project alone that is not green, and says what to do', async () => {
  await open(projectWorld({ rights: [LOGS, allow('dynamodb:*')] }));
  const refused = await rolemend('tighten', PROJECT, '--yes');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('nothing is taken out of a role whose build is not green');
  expect(refused.stderr).toContain(`\`rolemend fix ${PROJECT}\` mends it`);
});

it('says why everything stays where the use is not known', async () => {
  const Principal = { Service: ['codebuild.amazonaws.com', 'lambda.amazonaws.com'] };
  const trust = policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  await open(projectWorld({ rights: [...ENOUGH, allow('dynamodb:*')], role: { trust } }));
  const kept = await rolemend('tighten', PROJECT, '--yes');
  expect(kept.code, kept.stderr).toBe(4);
  expect(kept.stdout).toContain(
    '`lambda.amazonaws.com` may take the role as well, and what for is not known',
  );
});
