/** Ctrl-C during apply and during watching: nothing half-done, nothing lost, and the way on is said. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { accountState } from './account-state.ts';
import { runCli, startCli, type Surroundings, surroundings } from './run-cli.ts';

let sandbox: Sandbox;
let around: Surroundings;

beforeEach(async () => {
  const opened = await openWorld('tracker-api', { seed: 'interrupt' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
});

afterEach(async () => {
  around.close();
  await sandbox.close();
});

async function put(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${sandbox.endpoint}/_sandbox/${path}`, {
    method: 'PUT',
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

describe('Ctrl-C', () => {
  test('between two steps finishes the first, and the change is resumed or taken back', async () => {
    const before = await accountState(sandbox);
    await put('faults', [{ service: 'iam', operation: 'CreatePolicy', times: 1, latencyMs: 1500 }]);
    const fixing = startCli(['fix', 'TrackerAPI', '--strategy', 'managed', '--yes'], around.env);
    await fixing.said('→ 1/2');
    fixing.child.kill('SIGINT');
    const { code, stderr } = await fixing.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('stopping after the step under way');
    expect(stderr).toContain('interrupted');
    expect(stderr).toMatch(/rolemend undo \d/);
    const half = await accountState(sandbox);
    expect(half).not.toBe(before);
    const blocked = await runCli(['fix', 'TrackerAPI', '--yes'], around.env);
    expect(blocked.stderr).toContain('stopped after 1 of 2 steps');
    expect(blocked.stderr).toContain('rolemend fix TrackerAPI --resume');
    expect(await accountState(sandbox)).toBe(half);
    const resumed = await runCli(['fix', 'TrackerAPI', '--resume', '--yes'], around.env);
    expect(resumed.stderr).toContain('the build is green');
    expect(resumed.code).toBe(0);
    expect((await runCli(['undo', '--yes'], around.env)).code).toBe(0);
    expect(await accountState(sandbox)).toBe(before);
  });

  test('while a build is watched leaves the build running and says how to look again', async () => {
    await put('settings', { buildPaceMs: 1000 });
    const fixing = startCli(['fix', 'TrackerAPI', '--yes'], around.env);
    await fixing.said('▶ build TrackerAPI:');
    fixing.child.kill('SIGINT');
    const { code, stderr } = await fixing.ended;
    expect(code).toBe(4);
    expect(stderr).toContain('the build is still running');
    expect(stderr).toMatch(/rolemend diagnose TrackerAPI --build TrackerAPI:/);
    expect(stderr).toMatch(/rolemend undo \d/);
  });
});

describe("IAM's delay", () => {
  test('is waited for, and a build that is denied what was just granted is tried again and said so', async () => {
    await put('settings', { consistencyDelayMs: 2500 });
    const fixed = await runCli(['fix', 'TrackerAPI', '--yes'], around.env);
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
  });

  test('a throttled write is tried again, and a lost answer is read back, not repeated', async () => {
    await put('faults', [
      { service: 'iam', operation: 'PutRolePolicy', times: 1, status: 400, code: 'Throttling' },
      { service: 'iam', operation: 'PutRolePolicy', times: 1, drop: true, after: true },
    ]);
    const fixed = await runCli(['fix', 'TrackerAPI', '--yes', '--no-retry'], around.env);
    expect(fixed.stderr).toContain('the answer was lost, but it was done');
    expect(fixed.code).toBe(0);
  });
});
