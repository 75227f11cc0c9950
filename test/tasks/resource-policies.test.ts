/** Policies of buckets, secrets, keys and registries that deny: the layer is named, and no right of the role is planned for it. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readFileSync } from 'node:fs';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { buildsOf, type OnSandbox, openOnSandbox, pairs } from './on-sandbox.ts';
import { allow, LOGS, policy, PROJECT, projectWorld, repository, TOKEN } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const denyAll = (Action: string, Resource = '*'): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
});

function everySetting(change: (account: WorldInput['accounts'][number]) => void): WorldInput {
  const path = new URL('../sandbox/worlds/every-setting.json', import.meta.url);
  const world = JSON.parse(readFileSync(path, 'utf8')) as WorldInput;
  const [account] = world.accounts;
  if (account === undefined) throw new Error('no account');
  const inline = account.roles?.[0]?.inline ?? {};
  inline['vpc'] = policy(allow('ec2:*'));
  change(account);
  return world;
}

describe('a repository that is said not to exist', () => {
  test('hides the rights of a pull-through cache: they are named, granted, and turn the build green', async () => {
    const image = '$AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/upstream/nginx/nginx:1';
    const cached = repository('upstream/nginx/nginx');
    on = await openOnSandbox(
      projectWorld({
        rights: [
          LOGS,
          TOKEN,
          allow(
            ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
            cached,
          ),
        ],
        buildspec: `version: 0.2
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login -u AWS --password-stdin $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com
      - docker pull ${image}
`,
        account: { pullThroughCacheRules: [{ prefix: 'upstream', upstream: 'public.ecr.aws' }] },
      }),
    );
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    const hidden = ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'].map(
      (action) => `${action} ${cached}`,
    );
    expect(diagnosis.evidence).toContainEqual(expect.objectContaining({ symptom: 'repository-unknown' }));
    expect(pairs(plan.ok ? plan.value.grants : [])).toEqual(hidden);
    await on.fix(PROJECT);
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });
});

describe('a policy of the resource that denies', () => {
  test('on a bucket of artifacts is named, and the write is not granted to the role', async () => {
    on = await openOnSandbox(
      everySetting(({ buckets = [] }) => {
        for (const bucket of buckets)
          if (bucket.name === 'every-setting-out')
            bucket.policy = policy(denyAll('s3:PutObject', 'arn:aws:s3:::every-setting-out/*'));
      }),
    );
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose('every');
    expect(diagnosis.findings).toContainEqual(
      expect.objectContaining({ layer: 'resource', actions: ['s3:PutObject'], fixable: false }),
    );
    const grants = pairs(plan.ok ? plan.value.grants : []);
    expect(grants.filter((pair) => pair.startsWith('s3:PutObject arn:aws:s3:::every-setting-out'))).toEqual(
      [],
    );
  });

  test('on a key is named, and no use of the key is granted to the role', async () => {
    on = await openOnSandbox(
      everySetting(({ keys = [] }) => {
        const root = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::290008131176:root' } };
        for (const key of keys)
          key.policy = policy(
            { ...root, Action: 'kms:*', Resource: '*' },
            {
              ...denyAll('kms:Decrypt'),
              Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/every-setting' } },
            },
          );
      }),
    );
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose('every');
    expect(diagnosis.findings).toContainEqual(
      expect.objectContaining({ layer: 'resource', actions: ['kms:Decrypt'], fixable: false }),
    );
    expect(pairs(plan.ok ? plan.value.grants : []).filter((pair) => pair.startsWith('kms:Decrypt'))).toEqual(
      [],
    );
  });

  test('on a registry is named, and no push is granted to the role', async () => {
    on = await openOnSandbox(
      projectWorld({ account: { registryPolicy: policy(denyAll('ecr:InitiateLayerUpload')) } }),
    );
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['registry-policy-blocks']);
    expect(plan.ok ? plan.value.steps : null).toEqual([]);
  });
});
