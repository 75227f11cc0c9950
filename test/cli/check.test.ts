/** `rolemend check` before a merge: ten changes of a buildspec and of what it calls, each to its verdict, exit code and line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

const BUILDSPEC = `version: 0.2
env:
  parameter-store:
    TOKEN: /app/token
phases:
  pre_build:
    commands:
      - aws ecr get-login-password --region ${REGION} | docker login --username AWS --password-stdin ${REGISTRY}
  build:
    commands:
      - docker build -t ${REGISTRY}/backend:latest .
      - docker push ${REGISTRY}/backend:latest
      - aws s3 cp report.html s3://acme-reports/app/report.html
`;

const allow = (Action: string | readonly string[], Resource: string) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const ALLOWED = {
  Version: '2012-10-17',
  Statement: [
    allow('logs:*', '*'),
    allow('ecr:GetAuthorizationToken', '*'),
    allow('ecr:*', `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/backend`),
    allow('s3:*', 'arn:aws:s3:::acme-reports/app/*'),
    allow(['ssm:GetParameters', 'ssm:GetParameter'], `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/app/*`),
    { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
  ],
};

const WORLD = worldSchema.parse({
  region: REGION,
  accounts: [
    {
      id: ACCOUNT,
      roles: [
        {
          name: 'builder',
          trust: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'codebuild.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
          inline: { own: ALLOWED },
        },
      ],
      parameters: [
        { name: '/app/token', value: 'any' },
        { name: '/prod/token', value: 'any' },
      ],
      secrets: [{ name: 'prod/key', value: 'any' }],
      repositories: [{ name: 'backend' }, { name: 'payments' }],
      projects: [
        {
          name: 'App',
          source: { type: 'GITHUB', location: 'https://github.com/acme/app.git' },
          sourceFiles: { 'buildspec.yml': BUILDSPEC },
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
    },
  ],
});

let sandbox: Sandbox;
let around: Surroundings;
let source = '';

beforeAll(async () => {
  const opened = await openWorld(WORLD, { seed: 'check' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
});

afterAll(async () => {
  around.close();
  await sandbox.close();
});

beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'rolemend-check-'));
  writeFileSync(join(source, 'Dockerfile'), 'FROM scratch\n');
});

afterEach(() => rmSync(source, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

function write(files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
}

const check = (...more: readonly string[]) =>
  runCli(['check', 'App', '--source', source, ...more], around.env);

const added = (command: string): Files => ({ 'buildspec.yml': `${BUILDSPEC}      - ${command}\n` });
const changed = (from: string, to: string): Files => ({ 'buildspec.yml': BUILDSPEC.replace(from, to) });

interface Change {
  readonly of: string;
  readonly files: Files;
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  readonly at: readonly string[];
}

const CHANGES: readonly Change[] = [
  { of: 'nothing', files: added('echo done'), verdict: 'allowed', at: [] },
  {
    of: 'a push that is taken out',
    files: changed(`      - docker push ${REGISTRY}/backend:latest\n`, ''),
    verdict: 'allowed',
    at: [],
  },
  {
    of: 'a push to another repository',
    files: added(`docker push ${REGISTRY}/payments:latest`),
    verdict: 'denied',
    at: ['buildspec.yml:14'],
  },
  {
    of: 'a secret for the environment',
    files: changed('phases:', '  secrets-manager:\n    KEY: prod/key\nphases:'),
    verdict: 'denied',
    at: ['buildspec.yml:6'],
  },
  {
    of: 'another parameter',
    files: changed('/app/token', '/prod/token'),
    verdict: 'denied',
    at: ['buildspec.yml:4'],
  },
  {
    of: 'what a Deny forbids',
    files: added('aws s3 rm s3://acme-reports/app/old.html'),
    verdict: 'denied',
    at: ['buildspec.yml:14'],
  },
  {
    of: 'a script that copies elsewhere',
    files: {
      ...added('bash scripts/publish.sh'),
      'scripts/publish.sh': 'set -e\n\naws s3 cp app.js s3://acme-site/app.js\n',
    },
    verdict: 'denied',
    at: ['scripts/publish.sh:3'],
  },
  {
    of: 'a bucket that only the build knows',
    files: added('aws s3 cp app.js "s3://$(cat bucket)/app.js"'),
    verdict: 'unknown',
    at: ['buildspec.yml:14'],
  },
  {
    of: 'a script that is not there',
    files: added('bash scripts/publish.sh'),
    verdict: 'unknown',
    at: ['buildspec.yml:14'],
  },
  {
    of: 'YAML that is none',
    files: changed('phases:', '  - phases:'),
    verdict: 'denied',
    at: ['buildspec.yml:1', 'buildspec.yml:5'],
  },
];

const EXITS = { allowed: 0, denied: 2, unknown: 4 } as const;

interface Told {
  readonly verdict: string;
  readonly remarks: readonly { readonly place: { readonly file: string; readonly line: number } | null }[];
}

describe('a change of the buildspec is checked before it is merged', () => {
  it.each(CHANGES)('$of: $verdict', async ({ files, verdict, at }) => {
    write(files);
    const { stdout, stderr, code } = await check('--json');
    const { verdict: told, remarks } = JSON.parse(stdout) as Told;
    expect(told).toBe(verdict);
    const places = remarks.map(({ place }) => (place === null ? null : `${place.file}:${place.line}`));
    expect([...new Set(places)]).toEqual(at);
    expect(code).toBe(EXITS[verdict]);
    expect(stderr).not.toContain('error');
  });
});

it('a person is told the line, why, and what would mend it', async () => {
  write(added(`docker push ${REGISTRY}/payments:latest`));
  const { stdout, code } = await check();
  expect(stdout).toContain('✗ the next build of App with this `buildspec.yml` would be denied');
  expect(stdout).toMatch(/✗ buildspec\.yml:14 .*payments/);
  expect(stdout).toContain(`rolemend fix App --source ${source} --dry-run`);
  expect(code).toBe(2);
});

describe('to a pipeline', () => {
  const inWorkspace = () => ({ ...around.env, GITHUB_WORKSPACE: source });
  const formatted = (form: string) =>
    runCli(['check', 'App', '--source', source, '--format', form], inWorkspace());

  it('a denial is an annotation on its line, whatever stands there', async () => {
    write(added(`docker push ${REGISTRY}/payments:latest # ::set-output name=a::b ##[add-mask]x`));
    const { stdout, code } = await formatted('github');
    expect(stdout).toMatch(/^::error file=buildspec\.yml,line=14,title=[^:,]*::[^\n]*payments[^\n]*\n$/);
    expect(code).toBe(2);
  });

  it('what cannot be told is a warning, and all well a notice', async () => {
    write(added('bash scripts/publish.sh'));
    const open = await formatted('github');
    expect(open.stdout).toMatch(/^::warning file=buildspec\.yml,line=14,/);
    expect(open.code).toBe(4);
    write(added('echo done'));
    const well = await formatted('github');
    expect(well.stdout).toMatch(/^::notice title=Rolemend::App: the next build would be allowed/);
    expect(well.code).toBe(0);
  });

  it('the summary of a job is Markdown', async () => {
    write(added(`docker push ${REGISTRY}/payments:latest`));
    const { stdout, code } = await formatted('markdown');
    expect(stdout).toMatch(
      /^### ❌ App: the next build would be denied\n\n- ❌ <code>buildspec.yml&#58;14<\/code> /,
    );
    expect(stdout).toContain('Next: <code>rolemend fix App ');
    expect(code).toBe(2);
  });

  it('JSON and another form are not asked for at once', async () => {
    const { code } = await check('--json', '--format', 'github');
    expect(code).toBe(3);
  });
});

it.each(['diagnose', 'verify'])('`%s` gives the same forms', async (command) => {
  write(added(`docker push ${REGISTRY}/payments:latest`));
  const env = { ...around.env, GITHUB_WORKSPACE: source };
  const args = [command, 'App', '--source', source, '--format'];
  const github = await runCli([...args, 'github'], env);
  expect(github.stdout).toMatch(/^::error file=buildspec\.yml,line=14,/m);
  const markdown = await runCli([...args, 'markdown'], env);
  expect(markdown.stdout).toMatch(/^### ❌ App: /);
});

it('nothing is asked of the account but reads, and none of them is of logs or trails', async () => {
  write(added('echo done'));
  const { stderr } = await check('--trace', '--quiet');
  const asked = stderr
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[3] ?? '');
  expect(asked.length).toBeGreaterThan(5);
  for (const operation of asked) expect(operation).toMatch(/^(?:Get|List|Describe|BatchGet)/);
  expect(asked).not.toContain('GetLogEvents');
  expect(asked).not.toContain('LookupEvents');
});

it('a source without the buildspec is said to be the wrong folder', async () => {
  const { stderr, code } = await check();
  expect(stderr).toContain('there is no `buildspec.yml` in');
  expect(code).toBe(3);
});

it('what git ignores is not in the source, whether a command asks for it or runs it', async () => {
  const brings = added('if [ ! -d node_modules ]; then aws s3 cp app.js s3://acme-site/app.js; fi');
  write({ ...brings, '.gitignore': 'node_modules\n', 'node_modules/a/index.js': '' });
  execFileSync('git', ['init', '-q', source]);
  const { stdout, code } = await check();
  expect(code, stdout).toBe(2);
  expect(stdout).toContain('acme-site/app.js');
});

it('without a source there is nothing to check', async () => {
  const { stderr, code } = await runCli(['check', 'App'], around.env);
  expect(stderr).toContain('`--source` is missing');
  expect(code).toBe(3);
});
