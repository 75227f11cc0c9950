/** What a person adds to a plan: the plan is made again with it, told, and applied as one change. */
import { afterEach, expect, test, vi } from 'vitest';
import { ACCOUNT, type OnSandbox, openOnSandbox, pairs, REGION } from './on-sandbox.ts';
import { fixture, LOGS, PROJECT, projectWorld } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const SERVICE = {
  action: 'ecs:UpdateService',
  resource: `arn:aws:ecs:${REGION}:${ACCOUNT}:service/prod/web`,
};

test('an added pair is granted in the same change, and the plan with it is told before', async () => {
  on = await openOnSandbox(projectWorld({ rights: [LOGS], buildspec: fixture('ecs-deploy') }));
  const { plan } = await on.diagnose(PROJECT);
  if (!plan.ok) throw new Error(plan.error.message);
  expect(plan.value.withheld).toContainEqual(
    expect.objectContaining({ ...SERVICE, scope: 'never', offered: true }),
  );
  const { outcome, events } = await on.fix(PROJECT, { offer: async () => [SERVICE] });
  if (outcome.kind !== 'applied') throw new Error(outcome.kind);
  expect(pairs(outcome.change.grants)).toContain(`${SERVICE.action} ${SERVICE.resource}`);
  const kinds = events.map(({ kind }) => kind);
  expect(kinds.indexOf('plan-extended')).toBeGreaterThanOrEqual(0);
  expect(kinds.indexOf('plan-extended')).toBeLessThan(kinds.indexOf('step-started'));
});

test('nothing is added where the answer is no', async () => {
  on = await openOnSandbox(projectWorld({ rights: [LOGS], buildspec: fixture('ecs-deploy') }));
  const { outcome } = await on.fix(PROJECT, { offer: async () => [] });
  if (outcome.kind !== 'applied') throw new Error(outcome.kind);
  expect(pairs(outcome.change.grants)).not.toContain(`${SERVICE.action} ${SERVICE.resource}`);
});
