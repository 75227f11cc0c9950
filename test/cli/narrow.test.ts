/** `--narrow`: the writes run as a role that may do more, under a session policy of the plan's calls alone. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionPolicy } from '#plan/narrow.ts';
import { accessOf } from '../tasks/on-sandbox.ts';
import { accountState, clientSettings } from './account-state.ts';
import { allow, deny, document, operatorWith } from './operator.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ACCOUNT = '290008131176';
const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/deployer`;
const BUILD_ROLE = 'codebuild-TrackerAPI-service-role';

let world: TrackerApi;
beforeEach(async () => {
  world = await openTrackerApi('narrow');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.end();
});

/** A role of the account's that may do what is given. */
async function deployer(...statements: readonly object[]): Promise<void> {
  const iam = new IAMClient(clientSettings(world.sandbox));
  const trust = document({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
  });
  await iam.send(new CreateRoleCommand({ RoleName: 'deployer', AssumeRolePolicyDocument: trust }));
  const input = { RoleName: 'deployer', PolicyName: 'may', PolicyDocument: document(...statements) };
  await iam.send(new PutRolePolicyCommand(input));
}

const narrow = (env: TrackerApi['env'], ...more: readonly string[]) =>
  runCli(['fix', 'TrackerAPI', '--yes', '--narrow', DEPLOYER, ...more], env);

describe('fix --narrow', () => {
  it('writes as the role, where the caller may write nothing, and journals as whom', async () => {
    await deployer(allow('*'));
    const policy = document(allow('*'), deny('iam:PutRolePolicy'));
    const operator = await operatorWith(world.sandbox, policy);
    const env = { ...world.env, ...operator.env };
    const before = await accountState(world.sandbox);
    const fixed = await narrow(env, '--json');
    expect(fixed.code, fixed.stderr).toBe(0);
    expect(JSON.parse(fixed.stdout)).toMatchObject({
      outcome: 'applied',
      change: { approval: { as: DEPLOYER } },
      retry: { build: { status: 'SUCCEEDED' } },
    });
    expect(fixed.stderr).toContain(
      `the writes run as ${DEPLOYER}, which may for them alone: iam:PutRolePolicy on`,
    );
    expect(fixed.stderr).toContain('not the text of a policy that is written');
    expect((await runCli(['undo', '--yes'], world.env)).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });

  it('changes nothing where the role may not do it, or cannot be assumed', async () => {
    await deployer(allow('iam:Get*'));
    const before = await accountState(world.sandbox);
    const lacking = await narrow(world.env);
    expect(lacking.code).toBe(2);
    expect(lacking.stderr).toContain('may not do `iam:PutRolePolicy` on');
    const gone = await runCli(['fix', 'TrackerAPI', '--yes', '--narrow', `${DEPLOYER}-2`], world.env);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('could not be assumed');
    expect(await accountState(world.sandbox)).toBe(before);
  });

  it('is refused where it names no role', async () => {
    const { code } = await runCli(['fix', 'TrackerAPI', '--yes', '--narrow', 'deployer'], world.env);
    expect(code).toBe(3);
  });
});

describe('the session of the writes', () => {
  it('may do nothing but what its policy names, whatever the role may', async () => {
    await deployer(allow('*'));
    const access = await accessOf(world.sandbox, ACCOUNT);
    const resource = `arn:aws:iam::${ACCOUNT}:role/service-role/${BUILD_ROLE}`;
    const { text } = sessionPolicy([{ action: 'iam:PutRolePolicy', resource }]);
    const writer = await access.openNarrow(DEPLOYER, text);
    if (!writer.ok) throw new Error(writer.error.message);
    const put = (role: string) =>
      writer.value.putRolePolicy({ role, name: 'any', document: document(allow('s3:GetObject')) });
    expect(await put(BUILD_ROLE)).toMatchObject({ ok: true });
    expect(await put('deployer')).toMatchObject({ ok: false, error: { kind: 'denied' } });
    expect(await writer.value.deleteRolePolicy({ role: BUILD_ROLE, name: 'any' })).toMatchObject({
      ok: false,
    });
  });

  it('is given a policy of no more than STS takes, or none', () => {
    const writes = Array.from({ length: 40 }, (_, index) => ({
      action: 'ecr:CreateRepository',
      resource: `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/team/service-${index}`,
    }));
    expect(sessionPolicy(writes)).toMatchObject({ fits: false });
    expect(sessionPolicy(writes.slice(0, 5))).toMatchObject({ fits: true });
  });
});
