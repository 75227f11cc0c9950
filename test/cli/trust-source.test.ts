/** The commit a person vouches for, from a real checkout: what it asks for is granted, and it and no other is what is built. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BuildState } from '#sandbox/codebuild/state.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { accountState } from './account-state.ts';
import { type Ran, runCli, type Surroundings, surroundings } from './run-cli.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/payments`;
const BUILDSPEC = JSON.stringify({
  version: 0.2,
  phases: {
    build: {
      commands: [
        `aws ecr get-login-password | docker login --username AWS --password-stdin ${IMAGE}`,
        `docker build -t ${IMAGE} .`,
        `docker push ${IMAGE}`,
      ],
    },
  },
});

let source = '';
let commit = '';
let sandbox: Sandbox;
let around: Surroundings;

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', source, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    encoding: 'utf8',
  }).trim();

function commitAll(message: string): string {
  git('add', '--all');
  git('commit', '-q', '-m', message);
  return git('rev-parse', 'HEAD');
}

/** A project on GitHub whose newest build, of `built`, failed for want of what its buildspec asks for. */
async function open(built: Readonly<Record<string, unknown>>): Promise<void> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const logs = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] };
  const world = worldSchema.parse({
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: 'builder', trust, inline: { logs } }],
        repositories: [{ name: 'payments' }],
        projects: [
          {
            name: 'App',
            source: { type: 'GITHUB', location: 'https://github.com/acme/app.git' },
            sourceFiles: { 'buildspec.yml': BUILDSPEC, Dockerfile: 'FROM scratch\n' },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
              privilegedMode: true,
            },
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/builder`,
          },
        ],
        builds: [{ projectName: 'App', ...built }],
      },
    ],
  });
  const opened = await openWorld(world, { seed: 'trust' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
}

beforeEach(async () => {
  source = mkdtempSync(join(tmpdir(), 'vouched-'));
  git('init', '-q');
  writeFileSync(join(source, 'buildspec.yml'), BUILDSPEC);
  writeFileSync(join(source, 'Dockerfile'), 'FROM scratch\n');
  commit = commitAll('one');
  await open({ sourceVersion: commit });
});

afterEach(async () => {
  around.close();
  rmSync(source, { recursive: true });
  await sandbox.close();
});

const fix = (...more: readonly string[]): Promise<Ran> =>
  runCli(['fix', 'App', '--yes', '--source', source, ...more], around.env);

const builds = (): readonly BuildState[] => [
  ...regionOf(sandbox.world, ACCOUNT, REGION).codebuild.builds.values(),
];

describe('--trust-source', () => {
  it('grants what the commit asks for and builds that commit', async () => {
    const { code, stdout, stderr } = await fix(`--trust-source=${commit.slice(0, 9).toUpperCase()}`);
    expect(stderr).toContain('the build is green');
    expect(code).toBe(0);
    expect(stdout).toContain(`the build that is started is of commit \`${commit.slice(0, 12)}\``);
    expect(
      builds().map(({ settings, resolvedSourceVersion, status }) => [
        settings.sourceVersion,
        resolvedSourceVersion,
        status,
      ]),
    ).toEqual([
      [commit, commit, 'FAILED'],
      [commit, commit, 'SUCCEEDED'],
    ]);
  });

  it('keeps to the commit in a change that was interrupted, and when the build is tried again', async () => {
    const faults = [
      { service: 'iam', operation: 'AttachRolePolicy', times: 1, status: 403, code: 'AccessDenied' },
    ];
    await fetch(`${sandbox.endpoint}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
    await fix('--trust-source', '--strategy', 'managed');
    const resumed = await runCli(['fix', 'App', '--yes', '--resume'], around.env);
    expect(resumed.stderr).toContain('the build is green');
    await runCli(['verify', 'App', '--retry'], around.env);
    expect(builds().map(({ settings }) => settings.sourceVersion)).toEqual([commit, commit, commit]);
    await runCli(['undo', '--yes'], around.env);
    await runCli(['verify', 'App', '--retry'], around.env);
    expect(builds().at(-1)?.settings.sourceVersion).toBeUndefined();
  });

  it('is what the console walk and the runbook build too', async () => {
    const runbook = await fix('--trust-source', '--emit', 'runbook');
    expect(runbook.stdout).toContain(`start-build --project-name App --source-version ${commit}`);
    expect(runbook.stdout).toContain(`Under "Source version" enter \`${commit}\``);
  });
});

describe('--trust-source is refused, and nothing is changed, where', () => {
  it.each<readonly [string, () => unknown, () => string, RegExp]>([
    [
      'another commit was built',
      () => {
        writeFileSync(join(source, 'more'), '');
        commitAll('two');
      },
      () => '--trust-source',
      /the checkout is of commit `[0-9a-f]{12}`, the build of `[0-9a-f]{12}`/,
    ],
    [
      'another commit is named',
      () => {},
      () => `--trust-source=${'ab'.repeat(20)}`,
      /names another commit than/,
    ],
    [
      'the checkout holds changes',
      () => writeFileSync(join(source, 'buildspec.yml'), 'version: 0.1'),
      () => '--trust-source',
      /holds changes that are in no commit/,
    ],
    [
      'git was told to overlook changes',
      () => {
        git('update-index', '--assume-unchanged', 'buildspec.yml');
        writeFileSync(join(source, 'buildspec.yml'), `${BUILDSPEC} `);
      },
      () => '--trust-source',
      /told to overlook changes of `buildspec.yml`/,
    ],
    [
      'what is named is no commit',
      () => {},
      () => '--trust-source=main',
      /a commit is 7 to 64 hexadecimal digits/,
    ],
  ])('%s', async (_, change, flag, words) => {
    const before = await accountState(sandbox);
    change();
    const { code, stderr } = await fix(flag());
    expect(stderr).toMatch(words);
    expect(code).toBe(3);
    expect(await accountState(sandbox)).toBe(before);
    expect(builds()).toHaveLength(1);
  });

  it('the build is of a pull request', async () => {
    await sandbox.close();
    await open({ sourceVersion: 'pr/7' });
    const { code, stderr } = await fix('--trust-source');
    expect(stderr).toContain('is of a pull request, which anybody may have written');
    expect(code).toBe(3);
    expect(builds()).toHaveLength(1);
  });

  it('no source is given', async () => {
    const { code, stderr } = await runCli(['fix', 'App', '--yes', '--trust-source'], around.env);
    expect(stderr).toContain('no checkout of the source was given with `--source DIR`');
    expect(code).toBe(3);
    expect(builds()).toHaveLength(1);
  });
});

describe('the checkout', () => {
  it('is the directory given, though a variable of git points elsewhere', async () => {
    const other = mkdtempSync(join(tmpdir(), 'other-'));
    execFileSync('git', ['init', '-q', other]);
    const env = { ...around.env, GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other };
    const { stderr } = await runCli(['fix', 'App', '--yes', '--source', source, '--trust-source'], env);
    expect(stderr).toContain('the build is green');
    rmSync(other, { recursive: true });
  });
});
