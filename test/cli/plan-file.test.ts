/** A plan that travels: written by one, approved by its hash, applied by another, and refused unless it is what the account gives now. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planFileHash } from '#plan/plan-file.ts';
import { accountState } from './account-state.ts';
import { ENTER, sitAt } from './pseudo-terminal.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const OTHER_ACCOUNT = '111122223333';

const folder = mkdtempSync(join(tmpdir(), 'rolemend-plan-'));
const file = join(folder, 'plan.json');
let world: TrackerApi;
let before: string;

const hashIn = (said: string): string => /SHA-256 ([0-9a-f]{64})/.exec(said)?.[1] ?? '';

async function openWithPlan(): Promise<string> {
  world = await openTrackerApi('plan-file');
  const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--plan', file], world.env);
  expect(code, stderr).toBe(0);
  before = await accountState(world.sandbox);
  return hashIn(stderr);
}

afterAll(() => rmSync(folder, { recursive: true }));

const apply = (...more: readonly string[]) => runCli(['apply', file, ...more], world.env);

async function expectUnchanged(): Promise<void> {
  expect(await accountState(world.sandbox)).toBe(before);
}

describe('a plan in a file', () => {
  let approved: string;
  beforeAll(async () => {
    approved = await openWithPlan();
  });
  afterAll(() => world.end());

  test('is the same to the byte however often it is written, and names no time and nobody', async () => {
    const again = join(folder, 'again.json');
    const { stdout } = await runCli(['fix', 'TrackerAPI', '--plan', again, '--json'], world.env);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'rolemend.plan-written/1',
      file: again,
      sha256: approved,
      account: '290008131176',
      region: 'us-west-2',
      project: 'TrackerAPI',
    });
    const text = await readFile(file, 'utf8');
    expect(await readFile(again, 'utf8')).toBe(text);
    expect(text).not.toContain('user/administrator');
    expect(JSON.parse(text)).toMatchObject({
      schema: 'rolemend.plan/1',
      account: '290008131176',
      region: 'us-west-2',
      inputs: { project: 'TrackerAPI', source: false, planning: { strategy: 'inline', confirmed: [] } },
      plan: { steps: [{ kind: 'put-role-policy', before: null }] },
    });
    await expectUnchanged();
  });

  test('is refused with the difference where a byte of it was changed, whoever approved it so', async () => {
    const text = await readFile(file, 'utf8');
    const changed = join(folder, 'changed.json');
    await writeFile(changed, text.replace('ecr:PutImage', 'ecr:PutImagf'));
    const hash = planFileHash(await readFile(changed, 'utf8'));
    expect(hash).not.toBe(approved);
    const { code, stderr } = await runCli(['apply', changed, '--approve', hash], world.env);
    expect(code).toBe(3);
    expect(stderr).toContain('the plan is not what the account gives now: nothing was changed');
    expect(stderr).toMatch(/^-.+ecr:PutImagf.+\n\+.+ecr:PutImage/m);
    await expectUnchanged();
  });

  test('is refused by the approval of another one, both hashes shown', async () => {
    const { code, stderr } = await apply('--approve', 'a'.repeat(64));
    expect(code).toBe(3);
    expect(stderr).toContain(`- approved ${'a'.repeat(64)}\n+ the file ${approved}`);
    await expectUnchanged();
  });

  test('is refused with the credentials of another account', async () => {
    const { code, stderr } = await runCli(['apply', file, '--approve', approved], {
      ...world.env,
      AWS_ACCESS_KEY_ID: OTHER_ACCOUNT,
    });
    expect(code).toBe(3);
    expect(stderr).toContain(
      `is of account 290008131176, and these credentials are of account ${OTHER_ACCOUNT}`,
    );
  });

  test('is refused for another region, and takes its own whatever the environment says', async () => {
    const named = await apply('--approve', approved, '--region', 'eu-west-1');
    expect(named.code).toBe(3);
    expect(named.stderr).toContain('this plan is of region us-west-2, and `--region` is `eu-west-1`');
    const { code } = await runCli(['apply', file], { ...world.env, AWS_REGION: 'eu-west-1' });
    expect(code).toBe(5);
  });

  test('made without the source is not applied with it', async () => {
    const { code, stderr } = await apply('--source', '.');
    expect(code).toBe(3);
    expect(stderr).toContain('made without files of the source');
  });

  test('is not written together with what applies', async () => {
    const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--plan', file, '--yes'], world.env);
    expect(code).toBe(3);
    expect(stderr).toContain('`--plan` cannot go with `--yes`');
  });
});

describe('an approved plan', () => {
  let approved: string;
  beforeEach(async () => {
    approved = await openWithPlan();
  });
  afterEach(() => world.end());

  test('turns the build green, is journalled with who approved it, is undone, and is not approved twice', async () => {
    const applied = await apply('--approve', approved, '--json');
    expect(applied.code, applied.stderr).toBe(0);
    const { change } = JSON.parse(applied.stdout) as { change: { approval: { at: string } } };
    expect(change.approval).toEqual({
      plan: expect.stringMatching(/^[0-9a-f]{64}$/),
      file: approved,
      how: 'approve',
      by: 'arn:aws:iam::290008131176:user/administrator',
      at: expect.stringMatching(/^20.*Z$/),
      host: hostname(),
    });
    const replayed = await apply('--approve', approved);
    expect(replayed.code).toBe(3);
    expect(replayed.stderr).toMatch(/this approval was used by change `[^`]+`/);
    const asked = await apply();
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain('there is nothing left to change');
    expect((await runCli(['undo', '--yes'], world.env)).code).toBe(0);
    const afterUndo = await apply('--approve', approved);
    expect(afterUndo.code).toBe(3);
    expect(afterUndo.stderr).toMatch(/this approval was used by change `[^`]+`/);
  });

  test('is refused with the difference once somebody changed the role in between', async () => {
    await runCli(['fix', 'TrackerAPI', '--yes', '--least', '--no-retry'], world.env);
    const changed = await accountState(world.sandbox);
    const { code, stderr } = await apply('--approve', approved);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^[-+] .*"hash"/m);
    expect(await accountState(world.sandbox)).toBe(changed);
  });

  test('is asked about as fix asks, by the same words', async () => {
    const sitting = sitAt(['apply', file, '--no-retry'], world.env);
    await sitting.shows('anything else is no: ');
    expect(sitting.screen()).toContain(`SHA-256 ${approved}`);
    expect(sitting.screen()).toMatch(
      /apply plan [0-9a-f]+ as `arn:aws:iam::290008131176:user\/administrator`/,
    );
    sitting.type(`yes${ENTER}`);
    const { code, screen } = await sitting.ended;
    expect(code, screen).toBe(0);
    expect(await accountState(world.sandbox)).not.toBe(before);
  });
});

test('a plan carries the consent it was made with, and shows it to whoever approves it', async () => {
  world = await openTrackerApi('plan-file-consent');
  const pair = 's3:GetObject=arn:aws:s3:::artifacts/app.zip';
  const change = 'repository-policy=arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';
  const house = ['--no-inline', '--policy-name', 'ci-{project}', '--tag', 'team=tools'];
  const flags = ['--confirm', pair, '--change', change, ...house];
  const written = await runCli(['fix', 'TrackerAPI', '--plan', file, ...flags], world.env);
  const applied = await apply('--approve', hashIn(written.stderr), '--no-retry');
  expect(applied.code, applied.stderr).toBe(0);
  expect(applied.stdout).toContain(
    `a yes to this plan is one to these as well:\n    --confirm ${pair}\n    --change ${change}`,
  );
  expect(await accountState(world.sandbox)).toMatch(/policy\/ci-TrackerAPI"/);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    inputs: {
      planning: { noInline: true, policyName: 'ci-{project}', tags: [{ key: 'team', value: 'tools' }] },
    },
  });
  await world.end();
});
