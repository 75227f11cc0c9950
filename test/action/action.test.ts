/** The bundle of the GitHub action, run as a runner runs it: files for what it writes, an event, and a server that plays GitHub. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { servedCalls } from '../aws/arrange.ts';
import { surroundings, type Surroundings } from '../cli/run-cli.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const TOKEN = 'ghs_aTokenThatNobodyMaySee';
const SHA = 'f'.repeat(40);
const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const HOSTILE = '# ::set-output name=a::b ##[add-mask]x @octocat <img src=x> [a](https://evil.example)';
const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin ${REGISTRY}
      - docker push ${REGISTRY}/backend:latest ${HOSTILE}
`;

const statement = (Action: string | readonly string[], more: object = { Resource: '*' }) => ({
  Effect: 'Allow',
  Action,
  ...more,
});
const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const role = (name: string, ...allowed: readonly string[]) => ({
  name,
  trust: document(statement('sts:AssumeRole', { Principal: { Service: 'codebuild.amazonaws.com' } })),
  inline: { own: document(statement(['logs:*', ...allowed])) },
});
const project = (name: string) => ({
  name,
  source: { type: 'GITHUB', location: 'https://github.com/acme/app.git' },
  sourceFiles: { 'buildspec.yml': BUILDSPEC },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:7.0',
    computeType: 'BUILD_GENERAL1_SMALL',
    privilegedMode: true,
  },
  serviceRole: `arn:aws:iam::${ACCOUNT}:role/${name}`,
});

const WORLD = worldSchema.parse({
  region: REGION,
  accounts: [
    {
      id: ACCOUNT,
      roles: [role('Red'), role('Green', 'ecr:*')],
      repositories: [{ name: 'backend' }],
      projects: [project('Red'), project('Green')],
      builds: ['Red'],
    },
  ],
});

interface Comment {
  readonly databaseId: number;
  body: string;
  readonly viewerDidAuthor: boolean;
  readonly author: { readonly kind: string; readonly login: string };
}

/** What GitHub holds, and what it was asked. */
let comments: Comment[] = [];
let asked: string[] = [];
let refuses = false;
let github: Server;
let sandbox: Sandbox;
let around: Surroundings;
let folder = '';

const BOT = { kind: 'Bot', login: 'github-actions' };
const comment = (body: string, author = BOT): Comment => ({
  databaseId: 100 + comments.length,
  body,
  viewerDidAuthor: false,
  author,
});

function answer(request: string, body: string): { readonly status: number; readonly data: unknown } {
  const sent = (body === '' ? {} : JSON.parse(body)) as { readonly body?: string };
  if (request === 'POST /graphql') {
    const page = { nodes: comments, pageInfo: { hasNextPage: false, endCursor: null } };
    const repository = { pullRequest: { comments: page } };
    return { status: 200, data: { data: { viewer: { login: 'github-actions[bot]' }, repository } } };
  }
  if (request.startsWith('GET ')) {
    const other = { number: 8, state: 'open', head: { sha: 'e'.repeat(40) } };
    return { status: 200, data: [other, { number: 7, state: 'open', head: { sha: SHA } }] };
  }
  if (refuses) return { status: 403, data: { message: 'Resource not accessible by integration' } };
  if (request.startsWith('PATCH ')) {
    const found = comments.find(({ databaseId }) => request.endsWith(`/${databaseId}`));
    if (found !== undefined) found.body = sent.body ?? '';
    return { status: 200, data: {} };
  }
  comments.push(comment(sent.body ?? ''));
  return { status: 201, data: {} };
}

beforeAll(async () => {
  const opened = await openWorld(WORLD, { seed: 'action' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
  github = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      asked.push(line);
      const { status, data } = answer(line, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
    });
  });
  await new Promise<void>((resolve) => {
    github.listen(0, '127.0.0.1', resolve);
  });
}, 60_000);

afterAll(async () => {
  around.close();
  github.close();
  await sandbox.close();
});

beforeEach(() => {
  [comments, asked, refuses] = [[], [], false];
  folder = mkdtempSync(join(tmpdir(), 'rolemend-action-'));
  mkdirSync(join(folder, 'work', '.git'), { recursive: true });
  writeFileSync(join(folder, 'work', 'buildspec.yml'), BUILDSPEC);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Described {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}
const ACTION = parse(readFileSync('action.yml', 'utf8')) as Described;

const PULL_REQUEST = { name: 'pull_request', payload: { pull_request: { number: 7 } } };
const RUN_OF_FORK = {
  name: 'workflow_run',
  payload: {
    workflow_run: {
      head_sha: SHA,
      head_branch: 'patch 1',
      head_repository: { owner: { login: 'someone' } },
    },
  },
};

interface Step {
  readonly stdout: string;
  readonly summary: string;
  readonly outputs: string;
  readonly code: number;
}

type With = Readonly<Record<string, string>>;

/** The inputs as a runner gives them: what the step says, else what `action.yml` does. */
async function step(given: With, event: { readonly name: string; readonly payload: object }): Promise<Step> {
  const defaults = Object.entries(ACTION.inputs).map(([name, one]) => [name, one.default ?? '']);
  const inputs: With = { ...Object.fromEntries(defaults), 'github-token': TOKEN, project: 'Red', ...given };
  for (const name of ['summary', 'output']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event.payload));
  const server = `http://127.0.0.1:${(github.address() as AddressInfo).port}`;
  const env = {
    ...around.env,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: server,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_RUN_ID: '42',
    GITHUB_SHA: SHA,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_WORKSPACE: join(folder, 'work'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_OUTPUT: join(folder, 'output'),
  };
  const main = join(process.cwd(), ACTION.runs.main);
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(process.execPath, [main], { cwd: join(folder, 'work'), env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      });
    },
  );
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const ran = { stdout: stdout + stderr, summary: read('summary'), outputs: read('output'), code };
  expect(JSON.stringify(ran)).not.toContain(TOKEN);
  return ran;
}

const outputOf = ({ outputs }: Step, name: string): string | undefined =>
  new RegExp(`^${name}<<(\\S+)\\n(.*)\\n\\1$`, 'm').exec(outputs)?.[2];

/** Lines that a runner takes for commands. */
const commandsIn = ({ stdout }: Step): readonly string[] => stdout.match(/^\s*::.*|.*##\[.*/gm) ?? [];

it('a red build is annotated on its line, summed up and told in one comment, and the account is only read', async () => {
  const before = (await servedCalls(sandbox.endpoint)).length;
  const ran = await step({}, PULL_REQUEST);
  expect(commandsIn(ran).filter((line) => /^::error file=buildspec\.yml,line=[56],/.test(line))).not.toEqual(
    [],
  );
  expect(ran.summary).toContain('### ❌ Red: the build is blocked');
  expect(ran.code).toBe(1);
  expect(outputOf(ran, 'conclusion')).toBe('failure');
  expect(outputOf(ran, 'exit-code')).toBe('2');
  expect(outputOf(ran, 'comment')).toBe('created');
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toContain('https://github.example/acme/app/actions/runs/42');
  const calls = (await servedCalls(sandbox.endpoint)).slice(before);
  expect(calls.length).toBeGreaterThan(5);
  for (const { operation } of calls) expect(operation).toMatch(/^(?:Get|List|Describe|BatchGet|Lookup)/);
});

it('nothing is said again while nothing changes, and the comment is mended when something does', async () => {
  await step({}, PULL_REQUEST);
  asked = [];
  const again = await step({}, PULL_REQUEST);
  expect(outputOf(again, 'comment')).toBe('unchanged');
  expect(asked).toEqual(['POST /graphql']);
  const first = comments[0];
  if (first !== undefined) first.body = first.body.replace(/[0-9a-f]{32} -->/, `${'0'.repeat(32)} -->`);
  const edited = await step({}, PULL_REQUEST);
  expect(outputOf(edited, 'comment')).toBe('edited');
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toContain('the build is blocked');
});

it('what somebody else wrote is left alone, though it bears the very mark', async () => {
  await step({}, PULL_REQUEST);
  const [own] = comments;
  comments = [comment(own?.body ?? '', { kind: 'User', login: 'github-actions' })];
  const copied = comments[0]?.body;
  comments.push(comment(`> ${own?.body}`));
  const ran = await step({}, PULL_REQUEST);
  expect(outputOf(ran, 'comment')).toBe('created');
  expect(comments).toHaveLength(3);
  expect(comments[0]?.body).toBe(copied);
});

it('text that others wrote stays text, in the log, in the summary and in the comment', async () => {
  const ran = await step({}, PULL_REQUEST);
  const known = /^::(?:error|warning|notice|group|endgroup)\b/;
  expect(commandsIn(ran).filter((line) => !known.test(line))).toEqual([]);
  for (const told of [ran.summary, comments[0]?.body ?? '']) {
    expect(told).not.toMatch(/@octocat|<img|\]\(|##\[|::set-output/);
  }
});

it('a build that nothing stops gets no comment, and ends the step well', async () => {
  const ran = await step({ project: 'Green', mode: 'check' }, PULL_REQUEST);
  expect(ran.summary).toContain('### ✅ Green: the next build would be allowed');
  expect(commandsIn(ran).some((line) => line.startsWith('::notice '))).toBe(true);
  expect(outputOf(ran, 'comment')).toBe('none');
  expect(comments).toEqual([]);
  expect(ran.code).toBe(0);
});

it('what the role may do now is told of the newest red build too', async () => {
  const ran = await step({ mode: 'verify', comment: 'false' }, PULL_REQUEST);
  expect(ran.summary).toMatch(/### ❌ Red: \d+ of \d+ permissions are allowed/);
  expect(asked).toEqual([]);
  expect(ran.code).toBe(1);
});

it('the pull request of a fork is found by its branch, and by the very commit', async () => {
  const ran = await step({}, RUN_OF_FORK);
  expect(outputOf(ran, 'comment')).toBe('created');
  expect(asked[0]).toBe('GET /repos/acme/app/pulls?state=open&head=someone%3Apatch%201');
  expect(asked.at(-1)).toBe('POST /repos/acme/app/issues/7/comments');
});

it('a push is told on the pull request of its branch, and a status on that of its commit', async () => {
  await step({}, { name: 'push', payload: { ref: 'refs/heads/main' } });
  expect(asked[0]).toBe('GET /repos/acme/app/pulls?state=open&head=acme%3Amain');
  asked = [];
  await step({}, { name: 'status', payload: { sha: SHA, state: 'failure' } });
  expect(asked[0]).toBe(`GET /repos/acme/app/commits/${SHA}/pulls`);
});

it('where no comment may be written that is said, and the verdict stands', async () => {
  refuses = true;
  const ran = await step({ 'fail-on': 'never' }, PULL_REQUEST);
  expect(ran.stdout).toMatch(/^::notice title=Rolemend::no comment on the pull request, since this run may/m);
  expect(ran.summary).toContain('the build is blocked');
  expect(outputOf(ran, 'exit-code')).toBe('2');
  expect(ran.code).toBe(0);
});

it('what could not be run fails the step whatever it is to fail on, with what to do', async () => {
  const none = await step({ project: 'Nope', 'fail-on': 'never' }, PULL_REQUEST);
  expect(none.stdout).toMatch(/^::error title=Rolemend::there is no project `Nope`/m);
  expect(none.code).toBe(1);
  const wrong = await step({ mode: 'fix' }, PULL_REQUEST);
  expect(wrong.stdout).toContain(
    '::error title=Rolemend::the input `mode` is `fix`; give it `diagnose` or `verify` or `check`',
  );
  expect(outputOf(wrong, 'exit-code')).toBe('3');
  expect(comments).toEqual([]);
});

it('names and numbers are masked wherever they are written, where that is asked for', async () => {
  const ran = await step({ redact: 'true' }, PULL_REQUEST);
  for (const told of [ran.stdout, ran.summary, comments[0]?.body ?? '']) expect(told).not.toContain(ACCOUNT);
  expect(ran.summary).toContain('the build is blocked');
});

it('`action.yml` names what is built, and the inputs and outputs that are read and given', () => {
  expect(ACTION.runs.using).toBe('node24');
  const folder = join('src', 'action');
  const inputs = readFileSync(join(folder, 'inputs.ts'), 'utf8');
  const read = [...inputs.matchAll(/\b(?:text|choice)\('([a-z-]+)'/g)].map(([, name = '']) => name);
  expect([...new Set(read)].toSorted()).toEqual(Object.keys(ACTION.inputs).toSorted());
  const run = readFileSync(join(folder, 'run.ts'), 'utf8');
  const given = [...run.matchAll(/setOutput\('([a-z-]+)'/g)].map(([, name = '']) => name);
  expect(given.toSorted()).toEqual(Object.keys(ACTION.outputs).toSorted());
});
