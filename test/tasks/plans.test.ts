/** The person's choices, and the partitions: what is planned, and how it is printed. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { emitAwsCli } from '#render/emit/aws-cli.ts';
import { emitConsole } from '#render/emit/console.ts';
import { emitPolicy } from '#render/emit/policy.ts';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { accountOf } from '#sandbox/world.ts';
import { ACCOUNT, type OnSandbox, openOnSandbox, pairs } from './on-sandbox.ts';
import {
  allow,
  LOGS,
  policy,
  PROJECT,
  projectWorld,
  PUSH,
  repository,
  ROLE,
  TOKEN,
} from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const FOREIGN = policy(allow('s3:ListBucket', 'arn:aws:s3:::theirs'));
const OWN = policy(TOKEN);

test('a policy of the chosen name is added to, one of another name left alone, and least leaves out the rest of the set', async () => {
  const inline = { base: policy(LOGS), theirs: FOREIGN, 'my-builds': OWN };
  on = await openOnSandbox(projectWorld({ role: { inline } }));
  const policies = accountOf(on.sandbox.world, ACCOUNT).iam.roles.get(ROLE)?.inline;
  const theirs = policies?.get('theirs');
  const { outcome } = await on.fix(PROJECT, { planning: { policyName: 'my-builds', least: true } });
  expect(outcome).toMatchObject({
    kind: 'applied',
    retry: { ok: true, value: { build: { status: 'SUCCEEDED' } } },
  });
  expect([...(policies?.keys() ?? [])].toSorted()).toEqual(['base', 'my-builds', 'theirs']);
  expect(policies?.get('theirs')).toBe(theirs);
  expect(policies?.get('my-builds')).toContain('ecr:GetAuthorizationToken');
  if (outcome.kind !== 'applied') return;
  const written = PUSH.filter((action) => action !== 'ecr:GetDownloadUrlForLayer');
  expect(pairs(outcome.change.grants)).toEqual(written.map((action) => `${action} ${repository()}`));
});

/** The same world in another partition: its ARNs, its region, its registry's host. */
function moved(partition: string, region: string, suffix: string): WorldInput {
  const text = JSON.stringify(projectWorld({ rights: [LOGS] }))
    .replaceAll('arn:aws:', `arn:${partition}:`)
    .replaceAll('us-west-2', region)
    .replaceAll('.$AWS_DEFAULT_REGION.amazonaws.com', `.$AWS_DEFAULT_REGION.${suffix}`);
  return JSON.parse(text) as WorldInput;
}

describe('in partition', () => {
  test.each([
    ['aws-cn', 'cn-north-1', 'amazonaws.com.cn', 'https://cn-north-1.console.amazonaws.cn/iam/'],
    [
      'aws-us-gov',
      'us-gov-west-1',
      'amazonaws.com',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/iam/',
    ],
  ])(
    '%s policy, commands and links are its own, and the build turns green',
    async (partition, region, suffix, link) => {
      on = await openOnSandbox(moved(partition, region, suffix), { partition });
      const { plan } = await on.diagnose(PROJECT);
      if (!plan.ok) throw new Error(plan.error.message);
      const arn = `arn:${partition}:ecr:${region}:${ACCOUNT}:repository/tracker_api`;
      for (const text of [emitPolicy(plan.value) ?? '', emitAwsCli(plan.value)]) {
        expect(text).toContain(arn);
        expect(text).not.toContain('arn:aws:');
      }
      expect(emitConsole(plan.value)).toContain(link);
      const { outcome } = await on.fix(PROJECT);
      expect(outcome).toMatchObject({
        kind: 'applied',
        retry: { value: { build: { status: 'SUCCEEDED' } } },
      });
    },
  );
});
