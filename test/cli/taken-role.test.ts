/** A role that a command of the build takes and that is denied a call: it is named, handed off, and nothing is granted. */
import { afterEach, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT } from '../tasks/on-sandbox.ts';
import { type AccountInput, allow, LOGS, policy, PROJECT, projectWorld } from '../tasks/project-world.ts';
import { accountState } from './account-state.ts';
import { type Ran, runCli, type Surroundings, surroundings } from './run-cli.ts';

const TAKEN = `arn:aws:iam::${ACCOUNT}:role/deploy`;
const keyOf = (name: string): string => `$(echo $CREDS | jq -r .${name})`;
const COMMANDS = [
  `CREDS=$(aws sts assume-role --role-arn ${TAKEN} --role-session-name ci --query Credentials --output json)`,
  `export AWS_ACCESS_KEY_ID=${keyOf('AccessKeyId')} AWS_SECRET_ACCESS_KEY=${keyOf('SecretAccessKey')} AWS_SESSION_TOKEN=${keyOf('SessionToken')}`,
];

let sandbox: Sandbox;
let around: Surroundings;

async function open(copy: string, ...statements: readonly object[]): Promise<void> {
  const buildspec = JSON.stringify({
    version: '0.2',
    phases: { build: { commands: [...COMMANDS, copy] } },
  });
  const world = projectWorld({ rights: [LOGS, allow('sts:AssumeRole', TAKEN)], buildspec });
  const trust = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
  });
  const deploy = {
    name: 'deploy',
    trust,
    ...(statements.length === 0 ? {} : { inline: { own: policy(...statements) } }),
  };
  const accounts = world.accounts.map((account) => ({
    ...account,
    buckets: [{ name: 'acme-site' }],
    roles: [...(account.roles ?? []), deploy],
  })) as AccountInput[];
  const opened = await openWorld(worldSchema.parse({ ...world, accounts }), { seed: 'taken' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
}

afterEach(async () => {
  around.close();
  await sandbox.close();
});

const run = (...args: readonly string[]): Promise<Ran> => runCli(args, around.env);
const COPY = 'aws s3 cp buildspec.yml s3://acme-site/app.js';

it.each([
  ['lacks an Allow', [], 'no policy of the principal itself allows it', 'to have it allowed'],
  [
    'is denied by its own policy',
    [allow('s3:*', '*'), { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }],
    'a policy of the principal itself denies it',
    'about that Deny',
  ],
])('which %s is named with its line and handed off', async (_, statements, says, asks) => {
  await open(COPY, ...statements);
  const before = await accountState(sandbox);
  const { stdout, code } = await run('diagnose', PROJECT, '--json');
  expect(code).toBe(2);
  const { findings, plan } = JSON.parse(stdout);
  expect(findings).toMatchObject([{ code: 'assumed-role-denied', fixable: false, resources: [TAKEN] }]);
  expect(findings[0].cause).toContain(
    `\`${TAKEN}\`, which buildspec line 1 takes, is denied \`s3:PutObject\``,
  );
  expect(findings[0].cause).toContain(says);
  expect(findings[0].next).toContain(asks);
  expect(plan.steps).toEqual([]);
  expect(plan.handoffs).toMatchObject([
    { owner: { kind: 'role-owner', account: ACCOUNT }, change: { statement: null } },
  ]);
  const fixed = await run('fix', PROJECT, '--yes');
  expect(fixed.code).toBe(2);
  expect(fixed.stdout).toContain("whoever owns the role's policies has to change `deploy`");
  expect(await accountState(sandbox)).toBe(before);
});

it('is no finding of a build that went well without it', async () => {
  await open(`${COPY} || true`);
  const { stdout, code } = await run('diagnose', PROJECT);
  expect(stdout).not.toContain('assumed-role-denied');
  expect(code).toBe(0);
});
