/** `rolemend explain` as a person runs it: files, standard input, corpora, pipes, and what cannot be read. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { CLI, type Ran, runCli } from './run-cli.ts';

const MESSAGE =
  'denied: User: arn:aws:sts::111122223333:assumed-role/app/AWSCodeBuild-1 is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:us-west-2:111122223333:repository/app because no identity-based policy allows the ecr:PutImage action';
const ENV = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' };
const noStack = /\n\s+at .*\(?file:|node:internal/;

const folder = mkdtempSync(join(tmpdir(), 'rolemend-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const explain = (...args: readonly string[]): Promise<Ran> => runCli(['explain', ...args], ENV);

/** Runs a line of shell in which `explain` is the command. */
async function shell(line: string): Promise<Ran> {
  const script = `explain() { '${process.execPath}' '${CLI}' explain "$@"; }\n${line}`;
  const child = spawn('/bin/sh', ['-c', script], { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code: code as number | null, stdout, stderr };
}

const actionsOf = ({ stdout }: Ran): readonly string[] =>
  (JSON.parse(stdout) as { denials: readonly { action: string }[] }).denials.map(({ action }) => action);

describe('explain', () => {
  test('reads a file, plain or packed, and exits with 2 for a permission problem', async () => {
    const log = `${'ordinary line\n'.repeat(60_000)}${MESSAGE}\n${'ordinary line\n'.repeat(60_000)}`;
    for (const file of [fileOf('build.log', log), fileOf('build.log.gz', gzipSync(log))]) {
      const ran = await explain(file, '--json');
      expect(actionsOf(ran)).toEqual(['ecr:PutImage']);
      expect(ran.code).toBe(2);
    }
  });

  test('exits with 4 where something was refused and nobody can tell by whom, and shows the line wherever it stands', async () => {
    const line = 'acme-tool: you are not permitted to do this';
    const log = `${'ordinary line\n'.repeat(2_000)}${line}\n${'ordinary line\n'.repeat(60_000)}`;
    const ran = await explain(fileOf('refused.log', log));
    expect(ran.stdout).toContain(line);
    expect(ran.stdout).toContain('in words that are not known here');
    expect(ran.code).toBe(4);
  });

  test('reads standard input, named or not', async () => {
    const file = fileOf('one.log', MESSAGE);
    for (const args of ['', '-']) {
      const ran = await shell(`explain ${args} --json < '${file}'`);
      expect(actionsOf(ran)).toEqual(['ecr:PutImage']);
      expect(ran.code).toBe(2);
    }
  });

  test('reads a pipe, by its path or as standard input, and a file that was partly read before', async () => {
    const file = fileOf('long.log', `first line\n${'ordinary line\n'.repeat(60_000)}${MESSAGE}\n`);
    const pipe = join(folder, 'pipe');
    for (const line of [
      `mkfifo '${pipe}'; cat '${file}' > '${pipe}' & explain '${pipe}' --json`,
      `cat '${file}' | explain - --json`,
      `{ read -r first; explain - --json; } < '${file}'`,
    ]) {
      const ran = await shell(line);
      expect(actionsOf(ran)).toEqual(['ecr:PutImage']);
      expect(ran.code).toBe(2);
    }
  });

  test('exits with 0 where nothing is wrong, also for an empty file', async () => {
    for (const file of [fileOf('empty.log', ''), fileOf('fine.log', 'all is well\n')]) {
      const { code, stdout } = await explain(file);
      expect(stdout).toContain('nothing in this text was recognised as a denial or a failure');
      expect(code).toBe(0);
    }
  });

  test('shows the suspicious lines where nothing is recognised, without their secrets', async () => {
    const log =
      'compiling\nwidget: fatal: the frobnicator is out of tune --token s3cr3t-tune\n\x1b[2Jdone, 0 errors\n';
    const { code, stdout } = await explain(fileOf('odd.log', log));
    expect(stdout).toContain(
      'nothing in this text was recognised; these lines look most like what went wrong:',
    );
    expect(stdout).toContain('widget: fatal: the frobnicator is out of tune');
    expect(stdout).not.toMatch(/s3cr3t|0 errors|\x1b\[2J/);
    expect(code).toBe(0);
    const asJson = await explain(fileOf('odd.log', log), '--json');
    expect(JSON.parse(asJson.stdout).suspicious).toHaveLength(1);
  });

  test('exits with 4 and says so where a packed log breaks off', async () => {
    const packed = gzipSync(Array.from({ length: 9000 }, (_, index) => `line ${index * 7919}`).join('\n'));
    const { code, stderr } = await explain(fileOf('cut.gz', packed.subarray(0, 500)));
    expect(stderr).toContain('could not be read to its end');
    expect(code).toBe(4);
  });

  test('exits with 3 for a file that is not there and for a directory, in words or in JSON', async () => {
    for (const file of [join(folder, 'none.log'), folder]) {
      const said = await explain(file);
      expect(said.stderr).toContain(file);
      expect(said.stderr).toContain('rolemend explain build.log');
      expect(said.stderr).not.toMatch(noStack);
      expect(said.code).toBe(3);
      const printed = await explain(file, '--json');
      expect(JSON.parse(printed.stdout)).toMatchObject({ error: { message: expect.stringContaining(file) } });
      expect(printed.code).toBe(3);
    }
  });
});

/** What a run of `explain --json` says of each finding. */
const findingsOf = ({ stdout }: Ran) =>
  (
    JSON.parse(stdout) as {
      readonly findings: readonly {
        readonly code: string;
        readonly evidence: readonly { readonly text: string }[];
        readonly consequences: readonly { readonly text: string }[];
      }[];
    }
  ).findings;

/** The log as a person gives it: short, and so long that only what stands around what is found is read. */
const shortAndLong = (log: string): readonly string[] => [
  fileOf('short.log', log),
  fileOf('padded.log', `${'ordinary line\n'.repeat(9_000)}${log}${'ordinary line\n'.repeat(9_000)}`),
];

const ENDED = '[Container] 2025/03/03 10:00:51.111111 Command did not exit successfully';

describe('explain, of what did not end the build', () => {
  const ENDING =
    '[Container] 2025/03/03 10:00:12.000002 Running command make image\nmkimage: fatal: the frobnicator is out of tune\n';
  const [TOLERANT, PLAIN] = [' || true', ''].map(
    (end) =>
      `[Container] 2025/03/03 10:00:11.000001 Running command docker push app:cache${end}\n${MESSAGE}\n${ENDING}${ENDED} make image exit status 2\n`,
  ) as [string, string];

  test('puts the denial of a command that may fail behind what ended the build, though nobody recognised that', async () => {
    for (const file of shortAndLong(TOLERANT)) {
      const asJson = await explain(file, '--json');
      const [first, second] = findingsOf(asJson);
      expect([first?.code, second?.code]).toEqual(['command-failed', 'identity-allow-missing']);
      expect(first?.evidence.map(({ text }) => text).join()).toContain('frobnicator');
      expect(actionsOf(asJson)).toEqual(['ecr:PutImage']);
      const { stdout, code } = await explain(file);
      expect(stdout.indexOf('frobnicator')).toBeLessThan(stdout.indexOf('denied `ecr:PutImage`'));
      expect([asJson.code, code]).toEqual([2, 2]);
    }
  });

  test('leaves a denial first where its command says nothing of the kind', async () => {
    for (const file of shortAndLong(PLAIN))
      expect(findingsOf(await explain(file, '--json')).map(({ code }) => code)).toEqual([
        'identity-allow-missing',
      ]);
  });

  test('shows no line of a command that may fail where another line looks like what went wrong', async () => {
    const log = `[Container] 2025/03/03 10:00:11.000001 Running command ./lint.sh; true\nlint: fatal: 3 problems\n${ENDING}`;
    const { stdout } = await explain(fileOf('lint.log', log));
    expect(stdout).toContain('frobnicator');
    expect(stdout).not.toContain('3 problems');
  });
});

describe('explain, of a login that got no password', () => {
  const LOGIN = '| docker login --username AWS --password-stdin public.ecr.aws';
  const NO_PASSWORD = 'Error: Cannot perform an interactive login from a non TTY device\n';

  test.each([
    [
      'aws ecr-public get-login-password --region eu-central-1',
      'Could not connect to the endpoint URL: "https://api.ecr-public.eu-central-1.amazonaws.com/"',
      'wrong-region',
      'logins come from `us-east-1` only',
    ],
    ['aws ecr-public get-login-password', 'You must specify a region.', 'command-failed', 'no region is set'],
  ])('tells of `%s` first why, and of the login as what followed', async (command, said, why, cause) => {
    const log = `[Container] 2025/03/03 10:00:11.000001 Running command ${command} ${LOGIN}\n\n${said}\n${NO_PASSWORD}${ENDED} ${command} ${LOGIN} exit status 1\n`;
    for (const file of shortAndLong(log)) {
      const asJson = await explain(file, '--json');
      const [finding, ...others] = findingsOf(asJson);
      expect([finding?.code, others]).toEqual([why, []]);
      expect(finding?.consequences[0]?.text).toContain('interactive login');
      const { stdout, code } = await explain(file);
      expect(stdout).toContain(cause);
      expect(stdout).not.toContain('`docker login` got no password');
      expect([asJson.code, code]).toEqual([0, 0]);
    }
  });

  test('shows what the other side of the pipe said where nobody knows the words', async () => {
    const log = `[Container] 2025/03/03 10:00:11.000001 Running command ./token ${LOGIN}\ntoken: fatal: the vault is sealed\n${NO_PASSWORD}`;
    const { stdout } = await explain(fileOf('vault.log', log));
    expect(stdout).toContain('`docker login` got no password');
    expect(stdout).toContain('the vault is sealed');
  });
});

describe('explain --jsonl', () => {
  test('answers each line in order, and says in its place which one it cannot read', async () => {
    const lines = [
      JSON.stringify({ id: 1, text: MESSAGE }),
      'nonsense',
      '',
      JSON.stringify({ id: 'b', text: 'ok' }),
    ];
    const { code, stdout } = await explain(fileOf('corpus.jsonl', `${lines.join('\r\n')}\n`), '--jsonl');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(answers).toMatchObject([
      { id: 1, permission: true, denials: [{ action: 'ecr:PutImage' }] },
      { error: { message: 'line 2: not JSON' } },
      { id: 'b', permission: false },
    ]);
    expect(code).toBe(3);
  });

  test('passes over a line too long to be a message', async () => {
    const long = Buffer.concat([
      Buffer.alloc((1 << 24) + 1, 'x'),
      Buffer.from(`\n${JSON.stringify({ id: 'after', text: MESSAGE })}`),
    ]);
    const { stdout } = await explain(fileOf('long.jsonl', long), '--jsonl');
    expect(stdout).toContain('line 1: longer than');
    expect(stdout).toContain('"id":"after"');
  });

  test('stops without an error when its endless answer is no longer read', async () => {
    const line = JSON.stringify({ id: 1, text: MESSAGE });
    const { stdout, stderr } = await shell(`yes '${line}' | explain --jsonl | head -n 3`);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stderr).toBe('');
  });
});

test('explain stops without an error when nobody reads its answer', async () => {
  const file = fileOf('unread.log', MESSAGE);
  const { stderr } = await shell(`explain '${file}' --json | true`);
  expect(stderr).toBe('');
});
