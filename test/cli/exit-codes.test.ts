/**
 * The exit codes that the README promises, and what goes with them: what is wrong, where, what was expected, the next
 * command; never a stack, and never the words of a library.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLI, runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
const inFolder = (name: string): string => join(world.stateFolder, 'files', name);

const FILES: Readonly<Record<string, string | Buffer>> = {
  'nothing.json': '{"Version":"2012-10-17","Statement":[]}',
  'pull.json':
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:BatchGetImage","Resource":"*"}]}',
  'slip.json':
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:PutImages","Resource":"*"}]}',
  'half.json': '{"Version":"2012-10-17","Statement":[',
  'latin.json': Buffer.from('{"Version":"2012-10-17","Statement":[],"Id":"caf\u00e9"}', 'latin1'),
  'denied.log': 'User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: s3:GetObject',
  'fine.log': 'all is well',
  'slip.jsonl': '{"name": "a slip", "policy": {}}\n',
  'cut-config': '[default\nregion = us-west-2\n',
  'loose-config': '[default]\nregion us-west-2\n',
  'latin-config': Buffer.from('[default]\nregion = caf\u00e9\n', 'latin1'),
};

beforeAll(async () => {
  world = await openTrackerApi('exit-codes');
  mkdirSync(inFolder('.'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(inFolder(name), text);
});
afterAll(() => world.end());
afterEach(() => faults([]));

async function faults(list: readonly object[]): Promise<void> {
  const answer = await fetch(`${world.sandbox.endpoint}/_sandbox/faults`, {
    method: 'PUT',
    body: JSON.stringify(list),
  });
  expect(answer.ok).toBe(true);
}

const refused = (service: string, operation: string, code: string) => ({
  service,
  operation,
  code,
  status: 400,
  times: 100,
});
const DENIED = 'AccessDeniedException';

interface Row {
  readonly args: string;
  readonly exit: number;
  readonly says?: string | RegExp;
  readonly env?: () => Readonly<Record<string, string>>;
  readonly faults?: readonly object[];
}

/** Words of Node, the SDK, zod and commander, and what a stack looks like. */
const RAW =
  /\n\s+at |node:internal|Internal error|ZodError|Invalid input|CommanderError|is invalid\.|illegal operation|Cannot read prop|\$metadata|Deserialization|undefined|\[object/;

async function expectEnd({ args, exit, says = '', env = () => ({}), faults: list = [] }: Row): Promise<void> {
  await faults(list);
  const words = args.split(' ').map((word) => word.replace(/^@/, inFolder('/')));
  const ran = await runCli(words, { ...world.env, AWS_MAX_ATTEMPTS: '1', ...env() });
  const said = ran.stdout + ran.stderr;
  expect(said).not.toMatch(RAW);
  expect(ran.code, said).toBe(exit);
  if (typeof says === 'string') expect(said).toContain(says);
  else expect(said).toMatch(says);
  const isProblem = exit === 1 || exit === 3;
  if (isProblem && ran.stdout === '') expect(ran.stderr).toMatch(/^error .+\n(?:.+\n)*help {2}.+/m);
}

const rows = (list: readonly Row[]) => list.map((row) => [row.exit, row.args, row] as const);

describe('without an account', () => {
  it.each(
    rows([
      { args: 'explain @fine.log', exit: 0 },
      { args: 'explain @denied.log', exit: 2 },
      { args: 'explain @no.log', exit: 3, says: /cannot read `\S+no.log`: there is no such file/ },
      { args: 'explain /proc/self/mem', exit: 4, says: 'the system refuses it (EIO)' },
      { args: 'simulate @slip.jsonl', exit: 3 },
      { args: 'simulate @.', exit: 3, says: 'it is a folder' },
      { args: 'simulate /proc/self/mem --json', exit: 3, says: 'the system refuses it (EIO)' },
      { args: 'lint @nothing.json', exit: 0 },
      { args: 'lint @slip.json', exit: 2 },
      { args: 'lint @half.json', exit: 3, says: /half.json:1:\d+ not valid JSON/ },
      { args: 'lint @latin.json', exit: 3, says: 'it is not text in UTF-8' },
      { args: 'lint /dev/zero', exit: 3, says: 'it is too large to be a policy' },
      { args: 'diff @pull.json @nothing.json', exit: 0 },
      { args: 'diff @nothing.json @pull.json', exit: 2 },
      { args: 'diff @nothing.json @half.json', exit: 3, says: /half.json:1:\d+: not valid JSON/ },
      { args: 'diff - -', exit: 3, says: 'both documents are said to be standard input' },
      { args: 'permissions', exit: 0 },
      { args: 'permissions --read --fix', exit: 3 },
      { args: 'sandbox --world @.', exit: 3, says: 'this is a folder' },
      { args: 'sandbox --world @half.json', exit: 3, says: 'the world is no JSON' },
      { args: 'sandbox --world @nothing.json', exit: 3, says: '`accounts`: missing: expected a list' },
    ]),
  )('%d: %s', (...[, , row]) => expectEnd(row));

  it('1: standard output on a disk without space', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'lint', inFolder('nothing.json')], {
      env: world.env,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toMatch(
      /^error standard output could not be written: there is no space left\nhelp {2}.+\n$/,
    );
    expect(status).toBe(1);
  });
});

describe('a command line that cannot be followed', () => {
  it.each(
    rows([
      { args: 'mend', exit: 3, says: 'error there is no command `mend`' },
      { args: 'diagnoze', exit: 3, says: 'did you mean `diagnose`?' },
      { args: 'simulate', exit: 3, says: 'error `file` is missing' },
      { args: 'fix a b c', exit: 3, says: '`fix` takes no more than 1, and 3 were given' },
      { args: 'diagnose x --bild 1', exit: 3, says: 'there is no option `--bild`, did you mean `--build`?' },
      { args: 'needs x --region', exit: 3, says: '`--region <region>` was given without a value' },
      {
        args: 'fix x --strategy hope',
        exit: 3,
        says: '`hope` is no value of `--strategy`, expected one of inline',
      },
      {
        args: 'verify x --trail many',
        exit: 3,
        says: '`many` is no value of `--trail`: expected a whole number',
      },
      { args: 'diagnose  --json', exit: 3, says: '`` is no project: it is empty' },
      { args: 'undo x --confirm y', exit: 3, says: 'there is no option `--confirm`' },
    ]),
  )('%d: %s', async (...[, , row]) => {
    if (row.args.endsWith('--json')) {
      const ran = await runCli(row.args.split(' '), world.env);
      expect(JSON.parse(ran.stdout).error.message).toBe(row.says);
      expect(ran.code).toBe(3);
    } else await expectEnd(row);
  });
});

const COMMANDS = ['diagnose', 'needs', 'verify', 'fix'] as const;

describe('on an account', () => {
  it.each(COMMANDS)('4: %s, where the project may not be read', (command) =>
    expectEnd({
      args: `${command} TrackerAPI`,
      exit: 4,
      says: 'you may not do `codebuild:BatchGetProjects`',
      faults: [refused('codebuild', 'BatchGetProjects', DENIED)],
    }),
  );

  it.each([...COMMANDS, 'permissions'] as const)('1: %s, with credentials that have expired', (command) =>
    expectEnd({
      args: `${command} TrackerAPI`,
      exit: 1,
      says: 'the AWS credentials do not work: ExpiredToken',
      faults: ['sts', 'codebuild'].map((service) => ({
        ...refused(service, '*', 'ExpiredTokenException'),
        operation: undefined,
      })),
    }),
  );

  it.each(
    rows([
      { args: 'diagnose TrackerAPI', exit: 2 },
      { args: 'diagnose TrackerApi2', exit: 3, says: 'did you mean `TrackerAPI`' },
      { args: 'diagnose TrackerAPI --build 77', exit: 3 },
      { args: 'diagnose TrackerAPI --region us_west_2', exit: 3, says: '`us_west_2` is no region' },
      {
        args: 'needs TrackerAPI --profile nobody',
        exit: 1,
        says: 'The config profile (nobody) could not be found',
      },
      { args: 'fix TrackerAPI', exit: 5, says: 'there is nobody to ask' },
      {
        args: 'fix TrackerAPI --resume --yes',
        exit: 3,
        says: 'no change of project `TrackerAPI` stopped half-way',
      },
      {
        args: 'fix TrackerAPI --yes --strategy switch-role --role nobody',
        exit: 3,
        says: 'there is no role `nobody`',
      },
      {
        args: 'fix TrackerAPI --yes --strategy switch-role',
        exit: 4,
        says: 'the roles of the account could not be listed',
        faults: [refused('iam', 'GetAccountAuthorizationDetails', 'AccessDenied')],
      },
      {
        args: 'fix TrackerAPI --yes',
        exit: 4,
        says: 'could not be read (AccessDenied)',
        faults: [refused('iam', 'GetRole', 'AccessDenied')],
      },
      {
        args: 'fix TrackerAPI --yes',
        exit: 1,
        says: 'AccessDenied',
        faults: [refused('iam', 'PutRolePolicy', 'AccessDenied')],
      },
      { args: 'undo', exit: 0, says: 'there is no change to undo' },
      { args: 'undo nothing', exit: 3, says: 'there is no change `nothing`' },
      { args: 'undo --list', exit: 0 },
    ]),
  )('%d: %s', (...[, , row]) => expectEnd(row));

  it('0, 1, 4, 5 and 0 again: a change, its build that may not be begun, and its undoing', async () => {
    const retry = refused('codebuild', 'RetryBuild', DENIED);
    await expectEnd({ args: 'fix TrackerAPI --yes', exit: 1, says: 'rolemend undo', faults: [retry] });
    await expectEnd({ args: 'verify TrackerAPI', exit: 0 });
    await expectEnd({ args: 'undo', exit: 5, says: 'there is nobody to ask' });
    const kept = refused('iam', 'DeleteRolePolicy', 'AccessDenied');
    await expectEnd({ args: 'undo --yes', exit: 1, says: 'AccessDenied', faults: [kept] });
    const unread = refused('iam', 'GetRolePolicy', 'AccessDenied');
    await expectEnd({ args: 'undo --yes', exit: 4, says: 'iam:GetRolePolicy', faults: [unread] });
    await expectEnd({ args: 'undo --yes', exit: 0, says: 'everything is as it was before' });
    await expectEnd({ args: 'verify TrackerAPI', exit: 2 });
  });

  it('1 and 4: a journal with an entry that nobody can read', async () => {
    writeFileSync(join(world.stateFolder, '20991129T034954954Z-40292f.json'), Buffer.from([0xff, 0xfe]));
    await expectEnd({ args: 'undo', exit: 1, says: 'is left as it is' });
    await expectEnd({ args: 'undo --list', exit: 4, says: 'is left as it is' });
    await expectEnd({ args: 'fix TrackerAPI --yes', exit: 1, says: 'is left as it is' });
  });
});

describe('1: surroundings that cannot be used', () => {
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  it.each<readonly [string, () => Readonly<Record<string, string>>, string | RegExp]>([
    ['no credentials', () => none, 'Unable to locate credentials'],
    ['no region', () => ({ AWS_REGION: '' }), 'no AWS region is set'],
    [
      'an address that is none',
      () => ({ AWS_ENDPOINT_URL: 'ftp://x' }),
      'Invalid endpoint: ftp://x (AWS_ENDPOINT_URL)',
    ],
    [
      'a host that nobody knows',
      () => ({ AWS_ENDPOINT_URL: 'http://no.such.host.invalid' }),
      /the name of (?:the host|no\.such\.host\.invalid) (?:is not known|could not be looked up)/,
    ],
    [
      'a port that nobody listens on',
      () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
      '127.0.0.1:9 refused the connection',
    ],
    [
      'tries that are no number',
      () => ({ AWS_MAX_ATTEMPTS: 'many' }),
      'Value provided to "max_attempts": many',
    ],
    ['a bundle of CAs that is not there', () => ({ AWS_CA_BUNDLE: '/no/such' }), 'invalid path: /no/such'],
    [
      'a config file whose section is cut',
      () => ({ AWS_CONFIG_FILE: inFolder('cut-config') }),
      /Unable to parse config file: \S+cut-config \(line 1: expected `\[SECTION\]`/,
    ],
    [
      'a config file with a line that says nothing',
      () => ({ AWS_CONFIG_FILE: inFolder('loose-config') }),
      /loose-config \(line 2/,
    ],
    [
      'a credentials file that is no text',
      () => ({ AWS_SHARED_CREDENTIALS_FILE: inFolder('latin-config') }),
      /latin-config \(it is not text in UTF-8\)/,
    ],
    [
      'a config file that is a folder',
      () => ({ AWS_CONFIG_FILE: inFolder('.') }),
      /Unable to read config file: \S+ \(it is a folder\)/,
    ],
  ])('%s', async (_, env, says) => {
    await expectEnd({ args: 'diagnose TrackerAPI', exit: 1, says, env });
  });

  it.each<readonly [string, object]>([
    ['cut short', { body: 'truncated' }],
    ['empty', { body: 'empty' }],
    ['a dropped connection', { drop: true }],
  ])('an answer that is %s', async (_, how) => {
    const list = [{ service: 'sts', operation: 'GetCallerIdentity', times: 100, ...how }];
    const says =
      /AWS could not be reached during `sts:GetCallerIdentity`|the answer is none of AWS|none of AWS/;
    await expectEnd({ args: 'diagnose TrackerAPI', exit: 1, says, faults: list });
  });
});
