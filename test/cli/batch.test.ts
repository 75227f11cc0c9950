/** A project whose builds run in batches, through the real binary: each role gets what it lacks, and the batch is retried. */
import {
  BatchGetBuildBatchesCommand,
  CodeBuildClient,
  ListBuildBatchesForProjectCommand,
} from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { accountState, clientSettings } from './account-state.ts';
import { BATCH_ROLE, type BatchWorld, batchWorld, BUILD_ROLE, PROJECT, PROJECT_ARN } from './batch-world.ts';
import { deniedCalls, operatorWith } from './operator.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

let opened: { readonly sandbox: Sandbox; readonly around: Surroundings } | null = null;
afterEach(async () => {
  opened?.around.close();
  await opened?.sandbox.close();
  opened = null;
});

async function open(given: BatchWorld = {}) {
  const world = await openWorld(worldSchema.parse(batchWorld(given)), { seed: 'batch' });
  if (!world.ok) throw new Error(world.error);
  const around = surroundings(world.value.endpoint);
  opened = { sandbox: world.value, around };
  const rolemend = (...args: readonly string[]) => runCli(args, around.env);
  const json = async (...args: readonly string[]) => JSON.parse((await rolemend(...args, '--json')).stdout);
  return { rolemend, json, sandbox: world.value };
}

async function newestBatch(sandbox: Sandbox) {
  const codebuild = new CodeBuildClient(clientSettings(sandbox));
  const { ids } = await codebuild.send(new ListBuildBatchesForProjectCommand({ projectName: PROJECT }));
  const { buildBatches } = await codebuild.send(new BatchGetBuildBatchesCommand({ ids }));
  return buildBatches?.[0];
}

describe('A red batch', () => {
  it('is diagnosed by all its failed builds, mended, retried, and green; undo restores every byte', async () => {
    const { rolemend, sandbox } = await open();
    const before = await accountState(sandbox);
    const said = await rolemend('diagnose', PROJECT);
    expect(said.code).toBe(2);
    expect(said.stdout).toMatch(/^batch #1 .* FAILED in IN_PROGRESS: 1 SUCCEEDED, 2 FAILED, 1 never begun$/m);
    expect(said.stdout).toContain('failed in it besides: web');
    expect(said.stdout).not.toContain('is not set by the project');
    const fixed = await rolemend('fix', PROJECT, '--yes');
    expect(fixed.stderr).toContain('the batch is green');
    expect(fixed.code).toBe(0);
    const batch = await newestBatch(sandbox);
    expect(batch).toMatchObject({ buildBatchNumber: 1, buildBatchStatus: 'SUCCEEDED' });
    // What went well was not built again.
    const priors = batch?.buildGroups?.map((one) => one.priorBuildSummaryList?.length);
    expect(priors).toEqual([0, 1, 1, 0]);
    expect((await rolemend('undo', '--yes')).code).toBe(0);
    expect(await accountState(sandbox)).toBe(before);
    const again = await rolemend('verify', PROJECT, '--retry');
    expect(again.code).toBe(2);
  });

  it('whose role may start no builds gets a policy on that role, and the role of the builds one of its own', async () => {
    const { rolemend, json, sandbox } = await open({ batches: [] });
    const before = await accountState(sandbox);
    const found = await json('diagnose', PROJECT);
    expect(found.build).toMatchObject({ status: 'FAILED', failedPhase: 'DOWNLOAD_BATCHSPEC' });
    expect(found.batchRole).toEqual({ arn: BATCH_ROLE });
    const steps = found.plan.steps.map((step: { target: string }) => step.target);
    expect(steps).toEqual([BUILD_ROLE, BATCH_ROLE]);
    const ofBatches = found.plan.grants.filter(({ role }: { role?: string }) => role === BATCH_ROLE);
    expect(ofBatches).toEqual(
      ['StartBuild', 'StopBuild', 'RetryBuild'].map((name) => ({
        action: `codebuild:${name}`,
        resource: PROJECT_ARN,
        role: BATCH_ROLE,
        scope: 'settings',
      })),
    );
    const fixed = await rolemend('fix', PROJECT, '--yes');
    expect(fixed.stderr).toContain('the batch is green');
    expect(fixed.code).toBe(0);
    expect((await rolemend('undo', '--yes')).code).toBe(0);
    expect(await accountState(sandbox)).toBe(before);
  });

  it('is mended with another role for its builds, its own role by a policy', async () => {
    const { rolemend, sandbox } = await open({ batches: [] });
    const before = await accountState(sandbox);
    const fixed = await rolemend('fix', PROJECT, '--yes', '--strategy', 'create-role');
    expect(fixed.stderr).toContain('the batch is green');
    expect((await rolemend('undo', '--yes')).code).toBe(0);
    expect(await accountState(sandbox)).toBe(before);
  });

  it('is told in every form for somebody else to mend', async () => {
    const { rolemend } = await open({ batches: [] });
    const script = await rolemend('fix', PROJECT, '--emit', 'aws-cli');
    expect(script.stdout).toContain('--role-name shop-batches');
    const runbook = await rolemend('fix', PROJECT, '--emit', 'runbook');
    expect(runbook.stdout).toContain('aws codebuild retry-build-batch --id');
    expect(runbook.stdout).toContain(`The role that starts the builds of batches, \`${BATCH_ROLE}\`, needs:`);
    const console = await rolemend('fix', PROJECT, '--emit', 'console');
    expect(console.stdout).toContain('Choose "Retry batch build"');
    const policy = await rolemend('fix', PROJECT, '--emit', 'policy');
    expect(policy.stderr).toContain('shop-batches');
  });

  it('is read, mended and retried by whoever has what `permissions` prints, who is refused nothing', async () => {
    const { rolemend, sandbox } = await open({ batches: [] });
    const policy = await rolemend('permissions', PROJECT, '--fix');
    const operator = await operatorWith(sandbox, policy.stdout);
    const fixed = await runCli(['fix', PROJECT, '--yes'], { ...opened?.around.env, ...operator.env });
    expect(fixed.stderr).toContain('the batch is green');
    expect(fixed.code).toBe(0);
    expect(await deniedCalls(sandbox.endpoint, operator)).toEqual([]);
  });

  it('names a Deny on its role, which no plan gets round', async () => {
    const deny = { Effect: 'Deny', Action: 'codebuild:StartBuild', Resource: '*' };
    const { json } = await open({ batches: [deny] });
    const found = await json('diagnose', PROJECT);
    expect(found.findings.map(({ code }: { code: string }) => code)).toContain('identity-explicit-deny');
    expect(found.plan.expectedEnd.kind).toBe('not-green');
    expect(JSON.stringify(found.plan.handoffs)).toContain(BATCH_ROLE);
  });

  it('names a role of its own that CodeBuild may not assume', async () => {
    const { rolemend, sandbox, json } = await open();
    const { IAMClient, UpdateAssumeRolePolicyCommand } = await import('@aws-sdk/client-iam');
    const Statement = [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await new IAMClient(clientSettings(sandbox)).send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'shop-batches', PolicyDocument }),
    );
    const found = await json('diagnose', PROJECT);
    const trust = found.findings.find(({ code }: { code: string }) => code === 'trust-policy-blocks');
    expect(trust).toMatchObject({ resources: [BATCH_ROLE], fixable: false });
    const held = await rolemend('fix', PROJECT, '--yes');
    expect(held.code).toBe(2);
    expect(held.stderr).toContain('--emit handoff');
  });

  it('whose role is the service role as well gets no right to start builds unasked', async () => {
    const { json } = await open({ batchConfig: { serviceRole: BUILD_ROLE } });
    const found = await json('diagnose', PROJECT);
    expect(found.plan.grants.map(({ action }: { action: string }) => action)).not.toContain(
      'codebuild:StartBuild',
    );
    const start = found.plan.withheld.find(
      ({ action }: { action: string }) => action === 'codebuild:StartBuild',
    );
    expect(start).toMatchObject({ scope: 'privilege', confirm: `codebuild:StartBuild=${PROJECT_ARN}` });
  });

  it('is explained by its ID and by one of its builds', async () => {
    const { json, sandbox } = await open();
    const batch = await newestBatch(sandbox);
    const byId = await json('diagnose', PROJECT, '--build', batch?.id ?? '');
    expect(byId.build.batch.id).toBe(batch?.id);
    const web = batch?.buildGroups?.[2]?.currentBuildSummary?.arn ?? '';
    const byBuild = await json('diagnose', PROJECT, '--build', web);
    expect(byBuild.build).toMatchObject({ batch: { id: batch?.id } });
    expect(web).toContain(byBuild.build.id);
  });
});
