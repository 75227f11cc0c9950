/** Ctrl-C during apply and during watching: nothing half-done, nothing lost, and the way on is said. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountState } from './account-state.ts';
import { runCli, startCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;

beforeEach(async () => {
  world = await openTrackerApi('interrupt');
});

afterEach(() => world.end());

async function put(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${world.sandbox.endpoint}/_sandbox/${path}`, {
    method: 'PUT',
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

describe('Ctrl-C', () => {
  test('between two steps finishes the first, and the change is resumed or taken back', async () => {
    const before = await accountState(world.sandbox);
    await put('faults', [{ service: 'iam', operation: 'CreatePolicy', times: 1, latencyMs: 1500 }]);
    const fixing = startCli(['fix', 'TrackerAPI', '--strategy', 'managed', '--yes'], world.env);
    await fixing.said('→ 1/2');
    fixing.child.kill('SIGINT');
    const { code, stderr } = await fixing.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('stopping after the step under way');
    expect(stderr).toContain('interrupted');
    expect(stderr).toMatch(/rolemend undo \d/);
    const half = await accountState(world.sandbox);
    expect(half).not.toBe(before);
    const blocked = await runCli(['fix', 'TrackerAPI', '--yes'], world.env);
    expect(blocked.stderr).toContain('stopped after 1 of 2 steps');
    expect(blocked.stderr).toContain('rolemend fix TrackerAPI --resume');
    expect(await accountState(world.sandbox)).toBe(half);
    const resumed = await runCli(['fix', 'TrackerAPI', '--resume', '--yes'], world.env);
    expect(resumed.stderr).toContain('the build is green');
    expect(resumed.code).toBe(0);
    expect((await runCli(['undo', '--yes'], world.env)).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });

  test('while a build is watched leaves the build running and says how to look again', async () => {
    await put('settings', { buildPaceMs: 1000 });
    const fixing = startCli(['fix', 'TrackerAPI', '--yes'], world.env);
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
    const fixed = await runCli(['fix', 'TrackerAPI', '--yes'], world.env);
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
  });

  test('a throttled write is tried again, and a lost answer is read back, not repeated', async () => {
    await put('faults', [
      { service: 'iam', operation: 'PutRolePolicy', times: 1, status: 400, code: 'Throttling' },
      { service: 'iam', operation: 'PutRolePolicy', times: 1, drop: true, after: true },
    ]);
    const fixed = await runCli(['fix', 'TrackerAPI', '--yes', '--no-retry'], world.env);
    expect(fixed.stderr).toContain('the answer was lost, but it was done');
    expect(fixed.code).toBe(0);
  });
});
