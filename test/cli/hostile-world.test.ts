/** A world whose owner means harm: what it says wherever AWS lets a person write reaches a terminal, a program and a page as text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { sitAt } from './pseudo-terminal.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

/** Clears the screen, names the window, turns what follows round, ends a line early, and is markup. */
const HARM =
  '\u001b[2J\u001b]0;harm\u0007\u202eharm\u2066\r\u0085<script>harm()</script>"\'--yes $(harm) `harm`';
/** AWS takes Latin-1 alone in a policy: a line end of that is in it. */
const IN_POLICY = '\u0085<script>harm()</script>"$(harm) `harm`';
const TEXT = JSON.stringify(HARM);
const LONG = 'W'.repeat(100_000);

const BUILDSPEC = `version: 0.2
env:
  variables:
    HARM: ${TEXT}
phases:
  pre_build:
    commands:
      - ${JSON.stringify(`echo '${HARM.replaceAll("'", '')}' && echo ${LONG}`)}
      - ${JSON.stringify(`: ${HARM.replaceAll(/['"`$()<>]/g, '')}; aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin $AWS_ACCOUNT_ID.dkr.ecr.us-west-2.amazonaws.com`)}
  post_build:
    commands:
      - docker push $AWS_ACCOUNT_ID.dkr.ecr.us-west-2.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG
`;

const accounts = TRACKER_API.accounts.map((account) => ({
  ...account,
  roles: (account.roles ?? []).map((role) => ({
    ...role,
    inline: {
      team: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Action: 'ecr:PutImage',
            Resource: '*',
            Condition: { StringNotLike: { 'aws:PrincipalTag/harm': IN_POLICY } },
          },
          { Effect: 'Allow', Action: ['logs:*'], Resource: ['*', `arn:aws:s3:::harm/${IN_POLICY}`] },
        ],
      },
    },
  })),
  projects: (account.projects ?? []).map((project) => ({
    ...project,
    description: HARM,
    sourceVersion: HARM,
    tags: [{ key: 'harm', value: HARM }],
    sourceFiles: { 'buildspec.yml': BUILDSPEC },
  })),
}));

let [sandbox, around]: [Sandbox, Surroundings] = [] as never;
beforeAll(async () => {
  const opened = await openWorld(worldSchema.parse({ ...TRACKER_API, accounts }), { seed: 'hostile' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
});
afterAll(async () => {
  around.close();
  await sandbox.close();
});

/** Controls of the terminal and of direction; line breaks are ours. */
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

it.each([
  'diagnose TrackerAPI',
  'diagnose TrackerAPI --details',
  'diagnose TrackerAPI --json',
  'diagnose --all --json',
  'builds',
  'fix TrackerAPI --dry-run --details',
  'fix TrackerAPI --emit handoff',
  'fix TrackerAPI --emit terraform',
  'fix TrackerAPI --yes --partial --details',
  'verify TrackerAPI --json',
])('`rolemend %s` says it and obeys none of it', async (command) => {
  const { stdout, stderr } = await runCli(command.split(' '), around.env);
  expect(ACTING.exec(stdout + stderr)).toBe(null);
  expect(Math.max(...(stdout + stderr).split('\n').map(({ length }) => length))).toBeLessThan(30_000);
});

it('the page that is written holds it as text', async () => {
  const file = join(around.stateFolder, 'page.html');
  await runCli(['diagnose', 'TrackerAPI', '--html', file], around.env);
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('harm()');
  expect(html).not.toMatch(/<script|<img/);
  expect(ACTING.exec(html)).toBe(null);
});

it('a terminal is sent what Rolemend sends it alone', async () => {
  const { screen } = await sitAt(['diagnose', 'TrackerAPI', '--details'], around.env, { columns: 80 }).ended;
  expect(screen).not.toMatch(/\u001b\[2J|\u001b\]0;|\u0007|\u202e|\u2066|\u0085/);
});
