/** `tighten` at the built command where its process is killed, and where two of it meet on one role. */
import { afterAll, expect, it } from 'vitest';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { allow, ENOUGH, PROJECT, projectWorld } from '../tasks/project-world.ts';
import { accountState } from './account-state.ts';
import { runCli, startCli, surroundings } from './run-cli.ts';

const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0)) await end();
});

async function open(input: WorldInput) {
  const opened = await openWorld(worldSchema.parse(input), { seed: 'tighten' });
  if (!opened.ok) throw new Error(opened.error);
  const { env, close } = surroundings(opened.value.endpoint);
  ends.push(async () => {
    close();
    await opened.value.close();
  });
  return { sandbox: opened.value, env, before: await accountState(opened.value) };
}

const SURPLUS = allow('dynamodb:*');

it.concurrent('is gone on with after SIGKILL, by nothing but --resume, and undone to what was there', async () => {
  const { sandbox, env, before } = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
  const running = startCli(['tighten', PROJECT, '--yes'], env);
  await running.said('may have effect for a moment more');
  running.child.kill('SIGKILL');
  await running.ended;
  expect(await accountState(sandbox)).not.toBe(before);
  const refused = await runCli(['tighten', PROJECT, '--yes'], env);
  expect(refused.stderr).toContain('no green build came after it yet');
  const resumed = await runCli(['tighten', PROJECT, '--resume', '--yes'], env);
  expect(resumed.code, resumed.stderr).toBe(0);
  const undone = await runCli(['undo', '--yes'], env);
  expect(undone.stderr).toContain('everything is as it was before');
  expect(await accountState(sandbox)).toBe(before);
}, 90_000);

it.concurrent('leaves a role that two projects tighten at once with what both need, and undo takes all back', async () => {
  const [project] = projectWorld({}).accounts[0]?.projects ?? [];
  if (project === undefined) throw new Error('no project');
  const projects = [project, { ...project, name: 'other' }];
  const world = projectWorld({
    rights: [...ENOUGH, allow('logs:*'), SURPLUS],
    account: { projects, builds: [PROJECT, 'other'] },
  });
  const { sandbox, env, before } = await open(world);
  const both = await Promise.all(
    [PROJECT, 'other'].map((name) => runCli(['tighten', name, '--yes', '--json'], env)),
  );
  const outcomes = both.map(({ stdout }) =>
    stdout === '' ? 'none' : (JSON.parse(stdout) as { outcome: string }).outcome,
  );
  expect(outcomes).toContain('tightened');
  for (let left = 2; left > 0; left--) await runCli(['undo', '--yes'], env);
  expect(await accountState(sandbox)).toBe(before);
}, 90_000);
