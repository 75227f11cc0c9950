/** The end state of emitted code, carried out by Terraform and by the AWS CLI themselves, is that of `apply`. Each where a machine has it. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Plan, PlanOptions } from '#plan/plan.ts';
import { emitAwsCli } from '#render/emit/aws-cli.ts';
import { emitTerraform } from '#render/emit/terraform.ts';
import type { Sandbox } from '#sandbox/server.ts';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { hasAwsCli, putAwsInto } from '../clients/aws-cli.ts';
import { accountState } from '../cli/account-state.ts';
import { ACCOUNT, type OnSandbox, openOnSandbox, REGION } from '../tasks/on-sandbox.ts';
import { LOGS, PROJECT, projectWorld } from '../tasks/project-world.ts';
import { EVERY } from '../every.ts';

const run = promisify(execFile);
const PLUGINS = '/opt/tf-plugins';
const hasTerraform = existsSync(PLUGINS) && spawnSync('terraform', ['version']).status === 0;

const opened: OnSandbox[] = [];
const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((one) => one.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function open(world: WorldInput): Promise<OnSandbox> {
  const on = await openOnSandbox(world);
  opened.push(on);
  return on;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-applied-'));
  folders.push(folder);
  return folder;
}

/** What AWS makes up, and when. */
const MADE_UP = /^(?:.*Date|RoleId|PolicyId|createdAt|created|lastModified|VersionId|DefaultVersionId)$/;

/** What the account holds, each policy as the document that it is. */
async function held(sandbox: Sandbox): Promise<unknown> {
  return JSON.parse(await accountState(sandbox), (key, value: unknown) => {
    if (MADE_UP.test(key)) return undefined;
    // What was applied bears the name of the change, by which it is found again.
    if (key === 'Description') return String(value).replace(/, change \S+$/, '');
    const isPolicy = typeof value === 'string' && /(?:Document|policyText)$/.test(key);
    return isPolicy ? (JSON.parse(decodeURIComponent(value)) as unknown) : value;
  });
}

async function planIn(on: OnSandbox, planning: Partial<PlanOptions>): Promise<Plan> {
  const { plan } = await on.diagnose(PROJECT, planning);
  if (!plan.ok) throw new Error(plan.error.message);
  expect(plan.value.steps).not.toEqual([]);
  return plan.value;
}

async function byApply(world: WorldInput, planning: Partial<PlanOptions>): Promise<unknown> {
  const on = await open(world);
  await on.fix(PROJECT, { planning });
  return held(on.sandbox);
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'any', AWS_DEFAULT_REGION: REGION };

async function byAwsCli({ sandbox }: OnSandbox, plan: Plan): Promise<void> {
  const folder = newFolder();
  await putAwsInto(folder, sandbox.endpoint);
  writeFileSync(join(folder, 'fix.sh'), emitAwsCli(plan));
  const env = { ...process.env, ...CREDENTIALS, PATH: `${folder}:${process.env['PATH']}` };
  await run('/bin/sh', ['-e', join(folder, 'fix.sh')], { env });
}

/** Applies it, and gives what Terraform would then still change. */
async function byTerraform({ sandbox }: OnSandbox, plan: Plan): Promise<string> {
  const folder = newFolder();
  const endpoints = ['iam', 'sts', 'ecr', 'codebuild'].map((name) => `    ${name} = "${sandbox.endpoint}"`);
  writeFileSync(
    join(folder, 'provider.tf'),
    `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "${REGION}"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  endpoints {
${endpoints.join('\n')}
  }
}
`,
  );
  writeFileSync(join(folder, 'plan.tf'), emitTerraform(plan));
  writeFileSync(join(folder, 'empty.rc'), '');
  const env = {
    ...process.env,
    ...CREDENTIALS,
    TF_CLI_CONFIG_FILE: join(folder, 'empty.rc'),
    CHECKPOINT_DISABLE: '1',
  };
  const terraform = (...args: readonly string[]) =>
    run('terraform', [...args, '-no-color'], { cwd: folder, env });
  await terraform('init', `-plugin-dir=${PLUGINS}`);
  await terraform('apply', '-auto-approve');
  return (await terraform('plan')).stdout;
}

const TAGS = [{ key: 'team', value: 'build tools' }];
const RED = projectWorld({ rights: [LOGS] });
const WITHOUT_REPOSITORY = projectWorld({ rights: [LOGS], repositories: [] });

type Case = readonly [what: string, world: WorldInput, planning: Partial<PlanOptions>];
const DECLARED: readonly Case[] = [
  ['a repository, and the right to push to it', WITHOUT_REPOSITORY, { tags: TAGS, scanOnPush: true }],
  ['a managed policy with a path and tags', RED, { strategy: 'managed', policyPath: '/builds/', tags: TAGS }],
];
const COMMANDED: readonly Case[] = [
  ...DECLARED,
  ['an inline policy', RED, {}],
  ['a role of its own', RED, { strategy: 'create-role', tags: TAGS }],
  ['no inline policy', RED, { noInline: true }],
  [
    'a setting of the project',
    projectWorld({ rights: [LOGS], environment: { privilegedMode: false } }),
    { changes: [{ kind: 'privileged-mode', on: 'project' }] },
  ],
  ['the least that is needed', RED, { least: true, policyName: 'ci-{project}' }],
];

describe.skipIf(!hasAwsCli)('what the AWS CLI does by the emitted commands for', () => {
  it.each(COMMANDED)('%s is what apply does', { timeout: 120_000 }, async (_, world, planning) => {
    const on = await open(world);
    await byAwsCli(on, await planIn(on, planning));
    expect(await held(on.sandbox)).toEqual(await byApply(world, planning));
  });
});

/** Each takes a minute of its provider, which is begun anew three times. */
it.skipIf(!hasTerraform).each(EVERY ? DECLARED : [])(
  'what Terraform does by the emitted code for %s is what apply does, and is all that it wants',
  { timeout: 120_000 },
  async (_, world, planning) => {
    const on = await open(world);
    const left = await byTerraform(on, await planIn(on, planning));
    expect(left).toContain('No changes.');
    expect(await held(on.sandbox)).toEqual(await byApply(world, planning));
  },
);
