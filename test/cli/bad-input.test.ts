/** What goes wrong at a person's end or in their account: a clear message, the next command, the right exit code. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import type { AddressInfo } from 'node:net';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientSettings } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;

beforeAll(async () => {
  world = await openTrackerApi('bad-input');
});

afterAll(() => world.end());

const without = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(world.env).filter(([name]) => !names.includes(name)));

const noStack = /\n\s+at .*\(?file:|node:internal/;

describe('a clear end for', () => {
  test.runIf(existsSync('/proc/self'))('a home in which nothing can be made', async () => {
    const { ROLEMEND_STATE_DIR: _, ...rest } = world.env;
    const env = { ...rest, HOME: '/proc' };
    expect((await runCli(['diagnose', 'TrackerAPI'], env)).code).toBe(2);
    const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--yes'], env);
    expect(stderr).toContain('error the journal could not be written in `/proc/.local/state/rolemend`');
    expect(stderr).toContain('help  nothing was changed; set ROLEMEND_STATE_DIR to a directory of your own');
    expect(code).toBe(1);
  });

  test('a project that does not exist: the nearest name is offered', async () => {
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPl'], world.env);
    expect(stderr).toContain('there is no project `TrackerAPl` in account 290008131176, region us-west-2');
    expect(stderr).toContain('rolemend diagnose TrackerAPI');
    expect(code).toBe(3);
  });

  test('a build that does not exist: recent ones are named', async () => {
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPI', '--build', '99'], world.env);
    expect(stderr).toContain('has no build `99`');
    expect(stderr).toContain('recent builds: `TrackerAPI:');
    expect(code).toBe(3);
  });

  test('a role to switch to, under a strategy that switches to none', async () => {
    const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--role', 'other', '--dry-run'], world.env);
    expect(stderr).toContain('`--role other` says which role to switch to');
    expect(stderr).toContain('--strategy switch-role');
    expect(code).toBe(3);
  });

  test.each(['push', 'ecr:*', 'ecr:PutImage; rm -rf /'])('`%s` as a confirmed action', async (action) => {
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPI', '--confirm', action], world.env);
    expect(stderr).toContain('its action is a service and a name, such as `ecr:PutImage`');
    expect(code).toBe(3);
  });

  test.each([['diagnose'], ['fix', '--yes']])(
    'a confirmation without a resource, of %s',
    async (...command) => {
      const [name = '', ...flags] = command;
      const args = [name, 'TrackerAPI', ...flags, '--confirm', 'ecr:PutImage'];
      const { code, stderr } = await runCli(args, world.env);
      expect(stderr).toContain('`--confirm ecr:PutImage` does not say on what');
      expect(stderr).toContain('ecr:PutImage=arn:aws:ecr:us-west-2:290008131176:repository/tracker_api');
      expect(code).toBe(3);
    },
  );

  test('a source to be trusted that is no checkout', async () => {
    const args = ['fix', 'TrackerAPI', '--yes', '--source', tmpdir(), '--trust-source'];
    const { code, stderr } = await runCli(args, world.env);
    expect(stderr).toContain('is no checkout of a git repository');
    expect(code).toBe(3);
  });

  test('no credentials', async () => {
    const env = { ...without('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY') };
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPI'], env);
    expect(stderr).toContain('credentials');
    expect(stderr).toContain('aws sso login');
    expect(stderr).not.toMatch(noStack);
    expect(code).toBe(1);
  });

  test('credentials that AWS does not know', async () => {
    const env = {
      ...world.env,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'seeded-secret',
    };
    const { code, stdout, stderr } = await runCli(['diagnose', 'TrackerAPI'], env);
    expect(stderr).toContain('the AWS credentials do not work');
    expect(stdout + stderr).not.toContain('seeded-secret');
    expect(code).toBe(1);
  });

  test('a state folder that cannot be made: nothing is changed, and what to set is said', async () => {
    const env = { ...world.env, ROLEMEND_STATE_DIR: '/dev/null/state' };
    const { code, stderr } = await runCli(['fix', 'TrackerAPI', '--yes'], env);
    expect(stderr).toContain('/dev/null/state');
    expect(stderr).toContain('nothing was changed; set ROLEMEND_STATE_DIR');
    expect(code).toBe(1);
  });

  test('no region', async () => {
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPI'], without('AWS_REGION'));
    expect(stderr).toContain('no AWS region is set');
    expect(stderr).toContain('--region us-west-2');
    expect(code).toBe(1);
  });

  test('an endpoint that cannot be reached', { timeout: 60_000 }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const env = { ...world.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPI'], env);
    expect(stderr).toContain('could not be reached');
    expect(stderr).toContain('ECONNREFUSED');
    expect(stderr).not.toMatch(noStack);
    expect(code).toBe(1);
  });

  test('a profile that does not exist', async () => {
    const { code, stderr } = await runCli(['diagnose', 'TrackerAPI', '--profile', 'nobody'], world.env);
    expect(stderr).toContain('nobody');
    expect(stderr).not.toMatch(noStack);
    expect(code).toBe(1);
  });

  test('options that do not exist or do not fit', async () => {
    for (const args of [
      ['simulate'],
      ['fix', 'TrackerAPI', '--strategy', 'hope'],
      ['fix', 'TrackerAPI', '--policy-name', 'no spaces please'],
      ['sandbox', '--port', 'many'],
      ['mend'],
    ]) {
      const { code, stderr } = await runCli(args, world.env);
      expect(stderr).toMatch(/^error [^:]/);
      expect(stderr).toMatch(/\nhelp {2}see `rolemend .*--help`\n$/);
      expect(code).toBe(3);
      const asJson = await runCli([...args, '--json'], world.env);
      expect(JSON.parse(asJson.stdout)).toHaveProperty('error.message');
      expect(asJson.stderr).toBe('');
      expect(asJson.code).toBe(3);
    }
  });

  test('a form that is no JSON, asked for as JSON', async () => {
    for (const form of ['aws-cli', 'console', 'runbook']) {
      const { code, stdout } = await runCli(['fix', 'TrackerAPI', '--emit', form, '--json'], world.env);
      expect(JSON.parse(stdout).error.message).toBe(`\`--emit ${form}\` prints no JSON`);
      expect(code).toBe(3);
    }
  });

  test('a role to switch to that is not there, where no other fits: the way that works is said', async () => {
    const { stdout } = await runCli(
      ['fix', 'TrackerAPI', '--strategy', 'switch-role', '--role', 'nobody', '--dry-run'],
      world.env,
    );
    expect(stdout).toContain('there is no role `nobody`; none would fit');
    expect(stdout).toContain('rolemend fix TrackerAPI --strategy create-role');
  });

  test('a sandbox whose world is wrong, or whose port is taken, each with its own way out', async () => {
    const wrong = await runCli(['sandbox', '--world', 'nowhere'], world.env);
    expect(wrong.stderr).toContain('no world `nowhere`');
    expect(wrong.stderr).toContain('docs/sandbox.md');
    expect(wrong.code).toBe(3);
    const { port } = new URL(world.sandbox.endpoint);
    const taken = await runCli(['sandbox', '--port', port], world.env);
    expect(taken.stderr).toContain(`could not listen on port ${port}: something else does`);
    expect(taken.stderr).toContain('--port 0');
    expect(taken.code).toBe(1);
  });

  test('a source directory that is not there', async () => {
    const { code, stderr } = await runCli(
      ['diagnose', 'TrackerAPI', '--source', '/no/such/folder'],
      world.env,
    );
    expect(stderr).toContain('there is no directory `/no/such/folder`');
    expect(code).toBe(3);
  });

  test('an operator who may not read the policies: which permission, on what, and what still can be told', async () => {
    const iam = new IAMClient(clientSettings(world.sandbox));
    await iam.send(new CreateUserCommand({ UserName: 'reader' }));
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['codebuild:*', 'logs:*', 'ecr:*', 'cloudtrail:*', 'iam:GetRole'],
          Resource: '*',
        },
      ],
    };
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'reader',
        PolicyName: 'reads',
        PolicyDocument: JSON.stringify(policy),
      }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'reader' }));
    const env = {
      ...world.env,
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    const { code, stdout } = await runCli(['diagnose', 'TrackerAPI'], env);
    expect(code).toBe(4);
    expect(stdout).toMatch(/^unread /m);
    expect(stdout).toContain('iam:ListAttachedRolePolicies');
    expect(stdout).toContain('role/service-role/codebuild-TrackerAPI-service-role');
    const whole = await runCli(['diagnose', 'TrackerAPI', '--details'], env);
    expect(whole.stdout).toContain('ecr:PutImage');
    expect(stdout + whole.stdout).not.toContain(AccessKey?.SecretAccessKey);
  });
});

describe('a role that is gone', () => {
  test('is said, with the strategy that makes a new one', async () => {
    const iam = new IAMClient(clientSettings(world.sandbox));
    const RoleName = 'codebuild-TrackerAPI-service-role';
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of AttachedPolicies) {
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'any' })).catch(() => undefined);
    await iam.send(new DeleteRoleCommand({ RoleName }));
    const { code, stdout } = await runCli(['diagnose', 'TrackerAPI'], world.env);
    expect(stdout).toContain('role `codebuild-TrackerAPI-service-role` does not exist');
    expect(stdout).toContain('--strategy create-role');
    expect(code).toBe(2);
    const fixed = await runCli(['fix', 'TrackerAPI', '--strategy', 'create-role', '--yes'], world.env);
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
  });
});
