/** Ctrl-C while reading, during apply and during watching: nothing half-done, nothing lost, and the way on is said. */
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import { accountState, clientSettings } from './account-state.ts';
import { openCallGate } from './call-gate.ts';
import { allow, document } from './operator.ts';
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

describe('Ctrl-C while something is read', () => {
  test.each([
    ['diagnose TrackerAPI', 'GetRole'],
    ['needs TrackerAPI', 'GetRole'],
    ['verify TrackerAPI --retry', 'SimulatePrincipalPolicy'],
    ['permissions TrackerAPI', 'GetRole'],
    ['fix TrackerAPI --yes', 'GetRole'],
    ['fix TrackerAPI --yes --json', 'SimulatePrincipalPolicy'],
    ['fix TrackerAPI --emit aws-cli', 'GetCallerIdentity'],
  ])('ends `%s` at once, and nothing was changed', async (command, operation) => {
    const before = await accountState(world.sandbox);
    const gate = await openCallGate(world.sandbox.endpoint);
    const reached = gate.hold(operation, 'before');
    const reading = startCli(command.split(' '), { ...world.env, AWS_ENDPOINT_URL: gate.endpoint });
    await reached;
    reading.child.kill('SIGINT');
    const { code, stdout, stderr } = await reading.ended;
    await gate.close();
    expect(code, stderr).toBe(130);
    const said = 'interrupted while project `TrackerAPI` was read';
    if (command.endsWith('--json')) expect(JSON.parse(stdout).error.message).toBe(said);
    else {
      // What is asked ahead is under way a moment before the reading counts it.
      expect(stderr).toMatch(new RegExp(`error ${said}, (?:at \`|after 0[.])`));
      expect(stderr).toContain('\nhelp  nothing was changed; give the command again');
      expect(stdout).toBe('');
    }
    expect(await accountState(world.sandbox)).toBe(before);
    expect(readdirSync(world.stateFolder).filter((name) => name.endsWith('.json'))).toEqual([]);
  });

  test('ends `undo` before its question, and the change stands', async () => {
    await runCli(['fix', 'TrackerAPI', '--yes', '--no-retry'], world.env);
    const after = await accountState(world.sandbox);
    const gate = await openCallGate(world.sandbox.endpoint);
    const reached = gate.hold('GetCallerIdentity', 'before');
    const undoing = startCli(['undo', '--yes'], { ...world.env, AWS_ENDPOINT_URL: gate.endpoint });
    await reached;
    undoing.child.kill('SIGINT');
    const { code, stderr } = await undoing.ended;
    await gate.close();
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('error interrupted while the account was read');
    expect(await accountState(world.sandbox)).toBe(after);
  });
});

describe("IAM's delay", () => {
  test('is waited for, and a build that is denied what was just granted is tried again and said so', async () => {
    await put('settings', { consistencyDelayMs: 2500 });
    const fixed = await runCli(['fix', 'TrackerAPI', '--yes'], world.env);
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
  });

  test('of a tag that an Allow waits for is waited for and said, as is that of a policy', async () => {
    const role = 'codebuild-TrackerAPI-service-role';
    const iam = new IAMClient(clientSettings(world.sandbox));
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'tracker' } };
    const waiting = { ...allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS]), Condition };
    const policy = { RoleName: role, PolicyName: 'team', PolicyDocument: document(waiting) };
    await iam.send(new PutRolePolicyCommand(policy));
    const before = await accountState(world.sandbox);
    await put('settings', { consistencyDelayMs: 2500 });
    const tag = `tag=arn:aws:iam::290008131176:role/service-role/${role}`;
    const fixed = await runCli(['fix', 'TrackerAPI', '--yes', '--change', tag], world.env);
    expect(fixed.stdout).toContain('the tag `team` = `tracker`');
    expect(fixed.stderr).toContain('IAM has not caught up yet');
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
    expect((await runCli(['undo', '--yes'], world.env)).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
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
