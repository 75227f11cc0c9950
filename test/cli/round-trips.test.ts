/** How long the runbook's case waits for AWS: what is asked is asked side by side, whoever may take the plan too. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { control, servedCalls, tripsOf } from '../aws/arrange.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
beforeAll(async () => {
  world = await openTrackerApi('round-trips');
  const services = ['sts', 'codebuild', 'iam', 'ecr', 'logs', 'cloudtrail', 'organizations', 'config'];
  // Long against the time in which a busy machine sends what it asks side by side.
  const faults = services.map((service) => ({ service, times: 500, latencyMs: 1_500 }));
  await control(world.sandbox.endpoint, 'faults', faults);
});
afterAll(() => world.end());

test.each([
  ['diagnose', ['diagnose', 'TrackerAPI', '--json']],
  ['fix', ['fix', 'TrackerAPI', '--dry-run']],
])(
  '`%s` waits for three round trips, and asks once what its operator may do',
  async (_, args) => {
    const { endpoint } = world.sandbox;
    const before = (await servedCalls(endpoint)).length;
    expect((await runCli(args, world.env)).code).toBe(2);
    const calls = (await servedCalls(endpoint)).slice(before);
    expect(tripsOf(calls)).toBe(3);
    const simulated = calls.filter(({ operation }) => operation === 'SimulatePrincipalPolicy');
    expect(simulated).toHaveLength(2);
  },
  60_000,
);

test('what was asked ahead of a plan that asks for nothing is waited for by nobody', async () => {
  const mended = await openTrackerApi('asked ahead');
  const { env, sandbox } = mended;
  expect((await runCli(['fix', 'TrackerAPI', '--yes', '--no-retry'], env)).code).toBe(0);
  await control(sandbox.endpoint, 'faults', [
    { service: 'iam', operation: 'SimulatePrincipalPolicy', times: 9, latencyMs: 600_000 },
  ]);
  expect((await runCli(['diagnose', 'TrackerAPI'], env)).stdout).toContain('retry the build');
  await mended.end();
}, 60_000);
