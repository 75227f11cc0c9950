/** Options that every command has, wherever they stand, at the built command. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandFirst } from '../../src/cli/command-first.ts';
import { talkAs } from '../../src/cli/talk.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;

beforeAll(async () => {
  world = await openTrackerApi('global-options');
});

afterAll(() => world.end());

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

describe('an option before the command is put behind its name', () => {
  test.each([
    ['--json diagnose A', 'diagnose --json A'],
    ['--region us-west-2 diagnose A --region us-east-1', 'diagnose --region us-west-2 A --region us-east-1'],
    ['--region=us-west-2 --profile p fix A', 'fix --region=us-west-2 --profile p A'],
    ['--color never --quiet explain x', 'explain --color never --quiet x'],
    ['--trace --verbose verify A --retry', 'verify --trace --verbose A --retry'],
  ])('%s', (given, put) => expect(commandFirst(words(given))).toEqual(words(put)));

  test.each([
    'diagnose A --json',
    '--help',
    '--force diagnose A',
    '--region',
    '--json',
    '',
    '-- diagnose --json',
  ])('`%s` stays as it is', (given) => expect(commandFirst(words(given))).toEqual(words(given)));
});

describe('colours', () => {
  test.each([
    ['never', { FORCE_COLOR: '1' }, { NO_COLOR: '1', FORCE_COLOR: '1' }],
    ['always', { NO_COLOR: '1' }, { FORCE_COLOR: '1' }],
    ['auto', { NO_COLOR: '1' }, { NO_COLOR: '1' }],
  ] as const)('`--color %s` over what the environment says', (color, before, after) => {
    const env: Record<string, string> = { ...before };
    talkAs({ color }, env);
    expect(env).toEqual(after);
  });

  test.each([
    [['--color=always', 'lint', 'no-such-file'], true],
    [['lint', 'no-such-file', '--color', 'always'], true],
    [['lint', 'no-such-file'], false],
    [['--color=always', 'lint'], true],
  ])('%s', async (args, isColoured) => {
    const { stderr, code } = await runCli(args, world.env);
    expect(stderr.includes('\u001b[31m')).toBe(isColoured);
    expect(code).toBe(3);
  });

  test('a value that is none is refused with those there are', async () => {
    const { stderr, code } = await runCli(['lint', 'x', '--color=sometimes'], world.env);
    expect(stderr).toContain('`sometimes` is no value of `--color`, expected one of always, never, auto');
    expect(code).toBe(3);
  });
});

test('`--quiet` leaves the result, and on standard error nothing', async () => {
  const { stdout, stderr, code } = await runCli(['--quiet', 'diagnose', 'TrackerAPI'], world.env);
  expect(stdout).toContain('TrackerAPI');
  expect(stderr).toBe('');
  expect(code).toBe(2);
});

test('`--quiet` does not hide a problem', async () => {
  const { stderr, code } = await runCli(['diagnose', 'Nobody', '--quiet'], world.env);
  expect(stderr).toMatch(/^error there is no project `Nobody`/);
  expect(code).toBe(3);
});

describe('`--trace`', () => {
  const LINE =
    /^trace \d{4}-\d{2}-\d{2}T[\d:.]+Z [A-Za-z ]+ [A-Z]\w+ [a-z0-9-]+ · (?:\d+ ms|unanswered) · (?:\d tries · )?(?:id \S+ · )?\w+$/;

  test('tells each call on a line, with its ID and what came of it, and no secret', async () => {
    const env = { ...world.env, AWS_SECRET_ACCESS_KEY: 'seeded-secret' };
    const { stdout, stderr, code } = await runCli(['--trace', 'diagnose', 'TrackerAPI', '--json'], env);
    const traced = stderr.split('\n').filter((line) => line.startsWith('trace '));
    expect(traced.length).toBeGreaterThan(10);
    for (const line of traced) expect(line).toMatch(LINE);
    expect(traced.join('\n')).toMatch(/Z STS GetCallerIdentity us-west-2 · \d+ ms · id \S+ · ok/);
    expect(traced.join('\n')).toMatch(/Z IAM GetRole us-west-2 · \d+ ms · id \S+ · ok/);
    expect(stdout + stderr).not.toContain('seeded-secret');
    expect(JSON.parse(stdout)).toHaveProperty('verdict');
    expect(code).toBe(2);
  });

  test('tells the error of a call by its code, and that there was no answer', async () => {
    const env = { ...world.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    const { stderr } = await runCli(['builds', '--trace'], env);
    expect(stderr).toMatch(/^trace \S+ \S+ \S+ us-west-2 · unanswered · ECONNREFUSED$/m);
  });

  test('goes on under `--quiet`, which is about everything else', async () => {
    const { stderr } = await runCli(['builds', '--trace', '--quiet'], world.env);
    expect(stderr).not.toBe('');
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .every((line) => line.startsWith('trace ')),
    ).toBe(true);
  });
});

describe('the version', () => {
  test.each([['--version'], ['-v'], ['-V'], ['version'], ['--quiet', 'version'], ['diagnose', '--version']])(
    '%s %s',
    async (...args) => {
      const { stdout, code } = await runCli(args, world.env);
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
      expect(code).toBe(0);
    },
  );
});

describe('a slip of the hand', () => {
  test.each([
    [['diagnos', 'A'], '`diagnose`'],
    [['diagnose', 'A', '--jsno'], '`--json`'],
    [['--quite', 'diagnose', 'A'], '`--quiet`'],
    [['--colour=never', 'diagnose', 'A'], '`--color`'],
    [['diagnose', 'A', '--regoin=eu-west-1'], '`--region`'],
    [['explain', 'identity-allow-mising'], '`identity-allow-missing`'],
  ])('%s is told what it may have meant', async (args, meant) => {
    const { stderr, code } = await runCli(args, world.env);
    expect(stderr).toContain('did you mean');
    expect(stderr).toContain(meant);
    expect(code).toBe(3);
  });
});
