/** A project with every setting a build touches: each right taken away is named, and all of them are mended at once. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FindingCode } from '#diagnosis/codes.ts';
import type { Sandbox } from '#sandbox/server.ts';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, pairs, REGION } from './on-sandbox.ts';
import { allow, policy } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const PROJECT = 'every';
const at = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** The world of every setting without some of its role's policies, and with the rights a VPC needs. */
function without(...taken: readonly string[]): WorldInput {
  const path = new URL('../sandbox/worlds/every-setting.json', import.meta.url);
  const world = JSON.parse(readFileSync(path, 'utf8')) as WorldInput;
  const inline = world.accounts[0]?.roles?.[0]?.inline ?? {};
  inline['vpc'] = policy(allow('ec2:*'));
  for (const name of taken) delete inline[name];
  return world;
}

/** As for an operator who may not. */
async function deny(sandbox: Sandbox, service: string, operation: string): Promise<void> {
  const fault = { service, operation, times: 100, status: 400, code: 'AccessDeniedException' };
  await fetch(`${sandbox.endpoint}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify([fault]) });
}

describe('a project of every setting', () => {
  test.each<readonly [string, FindingCode, string]>([
    ['logs', 'logs-not-writable', 'logs:CreateLogStream'],
    ['image', 'image-pull-credentials', 'ecr:BatchGetImage'],
    ['source', 'source-not-readable', 's3:GetObject'],
    ['parameters', 'parameter-not-readable', 'ssm:GetParameters'],
    ['secrets', 'secret-not-readable', 'secretsmanager:GetSecretValue'],
    ['key', 'key-not-usable', 'kms:GenerateDataKey'],
    ['outputs', 'artifact-not-writable', 's3:PutObject'],
  ])('without its rights on %s is told by %s, and mended', async (name, code, action) => {
    on = await openOnSandbox(without(name));
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis } = await on.diagnose(PROJECT, { trustSource: true });
    expect(diagnosis.verdict).toBe('blocked');
    const found = diagnosis.findings.find((finding) => finding.code === code);
    expect(found?.actions).toContain(action);
    await on.fix(PROJECT, { planning: { trustSource: true } });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('decrypts a secret and a parameter with the key that the account says they are under', async () => {
    on = await openOnSandbox(without('key'));
    const { diagnosis, plan } = await on.diagnose(PROJECT, { trustSource: true });
    const bound = (plan.ok ? plan.value.grants : []).flatMap(({ action, condition = {} }) =>
      action === 'kms:Decrypt' ? [condition['kms:ViaService']] : [],
    );
    expect(new Set(bound)).toEqual(
      new Set([
        `s3.${REGION}.amazonaws.com`,
        `secretsmanager.${REGION}.amazonaws.com`,
        `ssm.${REGION}.amazonaws.com`,
      ]),
    );
    expect(diagnosis.unreadable).toEqual([]);
    await on.fix(PROJECT, { planning: { trustSource: true } });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('says what it hides that nobody may ask for the key, and takes the denial for no delay of IAM', async () => {
    on = await openOnSandbox(without('key'));
    await deny(on.sandbox, 'ssm', 'DescribeParameters');
    const { diagnosis } = await on.diagnose(PROJECT, { trustSource: true });
    expect(diagnosis.unreadable[0]).toMatchObject({
      needs: 'ssm:DescribeParameters',
      hides: expect.stringContaining("a key of the account's own"),
    });
    await on.fix(PROJECT, { planning: { trustSource: true } });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'FAILED']);
  });

  test('that reads a secret which is not there is told so, and that no permission would help', async () => {
    const world = without();
    for (const account of world.accounts) account.secrets = [];
    on = await openOnSandbox(world);
    const { diagnosis } = await on.diagnose(PROJECT, { trustSource: true });
    expect(diagnosis.findings[0]).toMatchObject({
      code: 'secret-not-readable',
      cause: expect.stringContaining('does not exist'),
      fixable: false,
    });
    expect(diagnosis.notes.join()).not.toContain('allowed now');
  });

  test('without any right is mended by one change, every need with its evidence', async () => {
    on = await openOnSandbox(
      without('logs', 'image', 'source', 'parameters', 'secrets', 'key', 'outputs', 'vpc'),
    );
    const { diagnosis } = await on.diagnose(PROJECT, { trustSource: true });
    const needs = pairs(diagnosis.needs);
    for (const need of [
      `logs:CreateLogStream ${at('logs', 'log-group:/builds/every:*')}`,
      'ecr:GetAuthorizationToken *',
      `ecr:BatchGetImage ${at('ecr', 'repository/build-image')}`,
      's3:GetObject arn:aws:s3:::every-setting-source/app/buildspec.yml',
      `ssm:GetParameters ${at('ssm', 'parameter/every/password')}`,
      'ec2:CreateNetworkInterface *',
    ])
      expect(needs).toContain(need);
    for (const need of diagnosis.needs) expect(need.evidence).not.toEqual([]);
    const { outcome } = await on.fix(PROJECT, { planning: { trustSource: true } });
    expect(outcome.kind).toBe('applied');
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('pulled with credentials of CodeBuild needs the repository to let CodeBuild in, and no Allow helps', async () => {
    const world = without();
    const [project] = world.accounts[0]?.projects ?? [];
    Object.assign(project?.['environment'] ?? {}, { imagePullCredentialsType: 'CODEBUILD' });
    on = await openOnSandbox(world);
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose(PROJECT, { trustSource: true });
    const found = diagnosis.findings.find(({ code }) => code === 'image-pull-credentials');
    expect(found).toMatchObject({ layer: 'resource', fixable: false });
    expect(pairs(plan.ok ? plan.value.grants : []).filter((pair) => pair.startsWith('ecr:'))).toEqual([]);
  });
});
