/** What a plan is printed as, and that it does what `fix` does: the printed commands run through the real AWS CLI. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasAwsCli, putAwsInto } from '../clients/aws-cli.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const RUNBOOK = join(import.meta.dirname, 'runbook-policy.json');

let world: TrackerApi;

beforeAll(async () => {
  world = await openTrackerApi('emit');
});

afterAll(() => world.end());

const emit = (form: string, ...more: readonly string[]) =>
  runCli(['fix', 'TrackerAPI', '--emit', form, ...more], world.env);

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string;
}

const statementsOf = (text: string): readonly object[] =>
  (JSON.parse(text) as { Statement: readonly Statement[] }).Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.toSorted(),
  }));

describe('the emitted', () => {
  test("policy is the runbook's", async () => {
    const { code, stdout } = await emit('policy');
    expect(code).toBe(0);
    expect(statementsOf(stdout)).toEqual(statementsOf(await readFile(RUNBOOK, 'utf8')));
  });

  test('json is the plan that `fix --json` tells', async () => {
    const [{ code, stdout }, told] = await Promise.all([
      emit('json'),
      runCli(['fix', 'TrackerAPI', '--dry-run', '--json'], world.env),
    ]);
    expect(code).toBe(0);
    const { plan } = JSON.parse(told.stdout) as { plan: Record<'alternatives' | 'operator', unknown> };
    const { alternatives, operator } = plan;
    expect({ ...JSON.parse(stdout), alternatives, operator }).toEqual(plan);
  });

  test('console walk links to the very role', async () => {
    const { stdout } = await emit('console');
    expect(stdout).toContain('console.aws.amazon.com/iam/home');
    expect(stdout).toContain('codebuild-TrackerAPI-service-role');
    expect(stdout).toContain('Create inline policy');
  });

  test("runbook has the runbook's sections, filled in", async () => {
    const { stdout } = await emit('runbook');
    for (const section of [
      '## Problem',
      '## Solution',
      '### Option 1: ',
      '### Option 2: ',
      '### Option 3: ',
      '## Verify the fix',
      '## Required permissions',
      '## Notes',
    ])
      expect(stdout).toContain(section);
    expect(stdout).toContain(
      '- `ecr:PutImage` on `arn:aws:ecr:us-west-2:290008131176:repository/tracker_api`: ',
    );
  });

  test('code is a difference against the file that `--source` names, which stays as it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rolemend-emit-'));
    for (const [form, text] of [
      ['terraform', 'locals {}\n'],
      ['cloudformation', 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic # ours\n'],
      // What the difference ends with is white space that belongs to it.
      ['cloudformation', 'Resources:\r\n  Topic:\r\n    Type: AWS::SNS::Topic\r\nOutputs: {}\r\n'],
      ['cloudformation', 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\nOutputs: {}\n\n'],
    ] as const) {
      const file = join(folder, `${form}.code`);
      await writeFile(file, text);
      const { code, stdout } = await emit(form, '--source', file);
      expect(code).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(text);
      execFileSync('git', ['apply', '-'], { cwd: folder, input: stdout });
      expect(await readFile(file, 'utf8')).toMatch(/CodeBuild-ECR-Permissions/);
    }
    const cdk = await emit('cdk', '--source', join(folder, 'terraform.code'));
    expect([cdk.code, cdk.stdout]).toEqual([3, '']);
    await rm(folder, { recursive: true });
  });

  test.skipIf(!hasAwsCli)(
    'AWS CLI commands, run verbatim through the real AWS CLI, turn the next build green',
    { timeout: 120_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'rolemend-emit-'));
      const { stdout } = await emit('aws-cli');
      await putAwsInto(folder, world.sandbox.endpoint);
      await writeFile(join(folder, 'fix.sh'), stdout);
      const env = { ...world.env, PATH: `${folder}:${world.env['PATH']}` };
      await promisify(execFile)('/bin/sh', ['-e', join(folder, 'fix.sh')], { env });
      await rm(folder, { recursive: true });
      const retried = await runCli(['verify', 'TrackerAPI', '--retry'], world.env);
      expect(retried.stderr).toContain('the build is green');
      expect(retried.code).toBe(0);
      const nothing = await emit('aws-cli');
      expect(nothing.stdout).toBe('');
      expect(nothing.stderr).toContain('changes nothing');
      expect(nothing.code).toBe(0);
    },
  );
});
