/** Credentials that expire: before a command, between two steps of a change, while a build is watched. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountState } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;

beforeEach(async () => {
  world = await openTrackerApi('expired');
});

afterEach(() => world.end());

/** As AWS answers once the token has run out, to one operation; `times` 0 lifts it. */
async function expireFor(service: string, operation: string, times = 1000): Promise<void> {
  const fault = { service, operation, times, status: 403, code: 'ExpiredToken' };
  const answer = await fetch(`${world.sandbox.endpoint}/_sandbox/faults`, {
    method: 'PUT',
    body: JSON.stringify(times === 0 ? [] : [fault]),
  });
  expect(answer.ok).toBe(true);
}

describe('credentials that have expired', () => {
  test('before a command: it says so, and what renews them', async () => {
    await expireFor('sts', 'GetCallerIdentity');
    const { code, stdout, stderr } = await runCli(['diagnose', 'TrackerAPI'], world.env);
    expect(stdout).toBe('');
    expect(stderr).toContain('the AWS credentials do not work');
    expect(stderr).toContain('aws sso login');
    expect(code).toBe(1);
  });

  test('between two steps: the change is resumed once they are renewed, and can be taken back', async () => {
    const before = await accountState(world.sandbox);
    await expireFor('iam', 'AttachRolePolicy');
    const stopped = await runCli(['fix', 'TrackerAPI', '--strategy', 'managed', '--yes'], world.env);
    expect(stopped.stderr).toContain('iam:AttachRolePolicy failed: ExpiredToken');
    expect(stopped.stderr).toMatch(
      /aws sso login.*; then `rolemend undo .*`rolemend fix TrackerAPI --resume`/,
    );
    expect(stopped.code).toBe(1);
    await expireFor('iam', 'AttachRolePolicy', 0);
    const resumed = await runCli(['fix', 'TrackerAPI', '--resume', '--yes'], world.env);
    expect(resumed.stderr).toContain('the build is green');
    expect(resumed.code).toBe(0);
    expect((await runCli(['undo', '--yes'], world.env)).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });

  test('while a build is watched: the change stands, and how to go on is said', async () => {
    await expireFor('codebuild', 'BatchGetBuilds');
    const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--yes'], world.env);
    expect(stderr).toMatch(/build TrackerAPI:\S+ goes on, but can no longer be watched/);
    expect(stderr).toContain('the AWS credentials do not work');
    expect(stderr).toMatch(/undo rolemend undo \d/);
    expect(stderr).toMatch(/next rolemend diagnose TrackerAPI --build TrackerAPI:/);
    expect(code).toBe(1);
  });

  test('for the log alone: the build is watched to its end without it, and that is said once', async () => {
    await expireFor('logs', 'GetLogEvents');
    const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--yes'], world.env);
    expect(stderr.split("the build's log cannot be read")).toHaveLength(2);
    expect(stderr).toContain('the build is green');
    expect(code).toBe(0);
  });
});
