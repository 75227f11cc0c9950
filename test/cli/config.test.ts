/** Configuration files at the built command: what each may say, and what goes before what. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountState } from './account-state.ts';
import { CLI, type Ran } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
let folder = '';

beforeAll(async () => {
  world = await openTrackerApi('config');
});

afterAll(() => world.end());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolemend-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const own = (text: string): void => write('home/.config/rolemend/config.yaml', text);
const ofRepository = (text: string): void => write('work/.rolemend.yaml', text);

/** In a checkout, with no region or profile but what is given. */
function run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> {
  mkdirSync(join(folder, 'work', '.git'), { recursive: true });
  return runIn(join(folder, 'work'), args, more);
}

function runIn(cwd: string, args: readonly string[], more: Readonly<Record<string, string>>): Promise<Ran> {
  const { AWS_REGION: _, ...env } = world.env;
  const options = { cwd, env: { ...env, HOME: join(folder, 'home'), ...more } };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("the person's file", () => {
  it('says region, project, strategy and name of the policy where nothing else does', async () => {
    own('region: us-west-2\nproject: TrackerAPI\nstrategy: managed\npolicyName: ours\n');
    const { stdout, code } = await run(['diagnose', '--json']);
    const { project, plan } = JSON.parse(stdout);
    expect(project).toMatchObject({ name: 'TrackerAPI', region: 'us-west-2' });
    expect(plan.strategy).toBe('managed');
    expect(JSON.stringify(plan.steps)).toContain('policy/ours');
    expect(code).toBe(2);
  });

  it('may be JSON, and what it says is told by `--verbose`', async () => {
    write('home/.config/rolemend/config.json', '{"$schema": "any", "region": "us-west-2"}');
    const { stderr, code } = await run(['builds', '--verbose']);
    expect(stderr).toMatch(/^region: `"us-west-2"`, by .*config\.json$/m);
    expect(code).toBe(0);
  });

  it('that is not there leaves `--verbose` to say which variable region and profile come from', async () => {
    const { stderr } = await run(['builds', '--verbose'], { AWS_REGION: 'us-west-2', AWS_PROFILE: '' });
    expect(stderr).toContain('region: the environment, AWS_REGION\n');
    expect(stderr).not.toContain('profile:');
  });

  it('that is wrong stops the command, with the place', async () => {
    own('strategy: hope\n');
    const { stderr, code } = await run(['diagnose', 'TrackerAPI']);
    expect(stderr).toMatch(/^error `.*config\.yaml`: `strategy`: expected `inline` or `managed` or/);
    expect(code).toBe(3);
  });

  it.each(['regoin: us-west-2', 'confirm: [s3:GetObject]', 'accounts: {"1": {profile: x}}', '- a', 'a: ['])(
    'that says `%s` is wrong',
    async (text) => {
      own(text);
      const { code } = await run(['builds']);
      expect(code).toBe(3);
    },
  );

  it('confirms pairs besides those of the command line', async () => {
    own('region: us-west-2\nconfirm:\n  - s3:GetObject=arn:aws:s3:::bucket/key\n');
    const pair = 's3:PutObject=arn:aws:s3:::bucket/key';
    await run(['fix', 'TrackerAPI', '--plan', 'plan.json', '--confirm', pair]);
    const plan = readFileSync(join(folder, 'work', 'plan.json'), 'utf8');
    expect(plan).toContain('s3:GetObject');
    expect(plan).toContain('s3:PutObject');
  });

  it('names the profile for an account that a link names', async () => {
    own('accounts:\n  "290008131176": {profile: theirs}\n');
    write(
      'home/.aws/config',
      '[profile theirs]\naws_access_key_id = 290008131176\naws_secret_access_key = any\n',
    );
    const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const arn = 'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI';
    const { stderr, code } = await run(['diagnose', arn], noKeys);
    expect(stderr).toContain('from profile `theirs`');
    expect(code).toBe(2);
  });
});

describe('what goes before what', () => {
  const STATED = [
    ['the option', ['--region', 'us-west-2'], { AWS_REGION: 'eu-west-1' }, 'eu-west-2', 'eu-central-1'],
    ['the environment', [], { AWS_REGION: 'us-west-2' }, 'eu-west-2', 'eu-central-1'],
    ['the file of the source', [], {}, 'us-west-2', 'eu-central-1'],
    ["the person's file", [], {}, null, 'us-west-2'],
  ] as const;

  it.each(STATED)('%s is the first that says a region', async (_, args, env, repository, person) => {
    if (repository !== null) ofRepository(`region: ${repository}\n`);
    own(`region: ${person}\n`);
    const { stdout, code } = await run(['diagnose', 'TrackerAPI', '--json', ...args], env);
    expect(JSON.parse(stdout).project.region).toBe('us-west-2');
    expect(code).toBe(2);
  });

  it('an option goes before both files for what the environment does not say', async () => {
    own('region: us-west-2\npolicyName: ours\n');
    const { stdout } = await run(['fix', 'TrackerAPI', '--emit', 'aws-cli', '--policy-name', 'mine']);
    expect(stdout).toContain('mine');
    expect(stdout).not.toContain('ours');
  });
});

describe('a file of the source', () => {
  it('says region and project, and that no more than is shown is granted', async () => {
    ofRepository('region: us-west-2\nproject: TrackerAPI\nleast: true\nquiet: true\n');
    const { stdout, stderr, code } = await run(['diagnose', '--json']);
    expect(JSON.parse(stdout).project.name).toBe('TrackerAPI');
    expect(stderr).toBe('');
    expect(code).toBe(2);
  });

  it('may say nothing that widens or chooses credentials: each is refused by name, and changes nothing', async () => {
    own('region: us-west-2\n');
    const args = ['fix', 'TrackerAPI', '--emit', 'aws-cli'];
    const { stdout: without } = await run(args);
    ofRepository(
      [
        'profile: theirs',
        'strategy: managed',
        'policyName: theirs',
        'confirm: ["s3:DeleteBucket=arn:aws:s3:::all"]',
        'accounts: {"290008131176": {profile: theirs}}',
        'least: false',
        'yes: true',
        'trustSource: true',
      ].join('\n'),
    );
    const { stdout, stderr } = await run(args);
    expect(stdout).toBe(without);
    for (const name of ['profile', 'strategy', 'policyName', 'confirm', 'accounts'])
      expect(stderr).toMatch(
        new RegExp(`^warning .*\\.rolemend\\.yaml: \`${name}\` may not be set by a file of the source$`, 'm'),
      );
    for (const name of ['least', 'yes', 'trustSource'])
      expect(stderr).toMatch(new RegExp(`^warning .*\\.rolemend\\.yaml: \`${name}\`:`, 'm'));
  });

  it('is looked for above, but not beyond the checkout', async () => {
    write('.rolemend.yaml', 'project: Nobody\n');
    ofRepository('');
    const { stderr, code } = await run(['diagnose', '--region', 'us-west-2']);
    expect(stderr).toContain('no project is named');
    expect(code).toBe(3);
  });

  it('is none where nothing is checked out: what lies above is whose ever that folder is', async () => {
    write('.rolemend.yaml', 'project: TrackerAPI\n');
    const cwd = join(folder, 'loose', 'deep');
    mkdirSync(cwd, { recursive: true });
    const { stderr, code } = await runIn(cwd, ['diagnose', '--region', 'us-west-2'], {});
    expect(stderr).toContain('no project is named');
    expect(code).toBe(3);
  });

  it.each([
    'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI',
    'https://us-west-2.console.aws.amazon.com/codesuite/codebuild/290008131176/projects/TrackerAPI',
    'TrackerAPI:11111111-2222-4333-8444-555555555555',
    'pipeline:any',
  ])('chooses no account, build or pipeline by naming `%s`', async (named) => {
    ofRepository(`project: "${named}"\n`);
    const { stderr, code } = await run(['diagnose', '--region', 'us-west-2']);
    expect(stderr).toMatch(/^warning .*\.rolemend\.yaml: `project`:/m);
    expect(code).toBe(3);
  });

  it('says the place of nothing that is changed without a question', async () => {
    ofRepository('project: TrackerAPI\n');
    const before = await accountState(world.sandbox);
    for (const args of [
      ['fix', '--yes'],
      ['fix', '--yes', '--until-green'],
      ['verify', '--retry'],
    ]) {
      const { stderr, code } = await run([...args, '--region', 'us-west-2']);
      expect(stderr).toMatch(/^error `--(?:yes|retry)` asks nobody, and the project is the word of/);
      expect(code).toBe(3);
    }
    ofRepository('region: us-west-2\n');
    const { stderr } = await run(['fix', 'TrackerAPI', '--yes']);
    expect(stderr).toContain('the region is the word of `.rolemend.yaml`');
    const chosen = await run(['fix', 'TrackerAPI', '--yes', '--dry-run'], { AWS_REGION: 'us-west-2' });
    expect(chosen.code).toBe(2);
    expect(await accountState(world.sandbox)).toBe(before);
  });

  it.each([
    '\u001b]0;x\u0007: 1',
    '? [a, b]\n: c',
    'a: &a [*a]',
    '"__proto__": {region: us-west-2}',
    '- x',
    '{',
  ])('that is hostile (%j) stops nothing and moves no terminal', async (text) => {
    ofRepository(text);
    const { stderr, code } = await run(['builds', '--region', 'us-west-2']);
    expect(stderr).not.toContain('\u001b');
    expect(code).toBe(0);
  });
});
