/** Completion as a person has it: real shells at a pseudo-terminal, in which Tab is pressed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellQuote } from '#render/shell-quote.ts';
import { CLI, runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
let home = '';

beforeAll(async () => {
  world = await openTrackerApi('completion');
  home = mkdtempSync(join(tmpdir(), 'rolemend-shells-'));
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, 'sources'));
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'config'), '[profile team-build]\nregion = eu-west-1\n');
  const program = join(home, 'bin', 'rolemend');
  writeFileSync(program, `#!/bin/sh\nexec ${shellQuote(process.execPath)} ${shellQuote(CLI)} "$@"\n`);
  chmodSync(program, 0o755);
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { stdout } = await runCli(['completion', shell], world.env);
    writeFileSync(join(home, `completion.${shell}`), stdout);
  }
});

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await world.end();
});

interface Shell {
  readonly path: string;
  readonly args: string;
  /** Read before anything is typed. */
  readonly start: string;
  /** Debian's package that the script builds on. */
  readonly needs?: string;
}

const SHELLS: Readonly<Record<string, Shell>> = {
  bash: {
    path: '/bin/bash',
    args: '--noprofile --norc -i',
    start: '. /usr/share/bash-completion/bash_completion; . ~/completion.bash',
    needs: '/usr/share/bash-completion/bash_completion',
  },
  zsh: {
    path: '/usr/bin/zsh',
    args: '-f -i',
    start: 'autoload -U compinit; compinit -u; . ~/completion.zsh',
  },
  fish: { path: '/usr/bin/fish', args: '--no-config -i', start: 'source ~/completion.fish' },
};

interface Sitting {
  readonly type: (keys: string) => void;
  /** Settles once the screen was sent the text after what was typed last. */
  readonly shows: (text: string) => Promise<string>;
  readonly hangUp: () => void;
}

const CSI = /\u001b\[[\d;?]*[ -/]*[@-~]/g;

function sitAt({ path, args }: Shell): Sitting {
  const env = {
    ...world.env,
    HOME: home,
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
    SHELL: '/bin/sh',
  };
  const command = `stty cols 160 rows 50; exec ${path} ${args}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env,
    cwd: home,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  let screen = '';
  let wake: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    // fish asks what terminal it is, and where the cursor stands.
    if (chunk.includes('\u001b[c')) child.stdin.write('\u001b[?1;2c');
    if (chunk.includes('\u001b[6n')) child.stdin.write('\u001b[1;1R');
    wake();
  });
  const ended = once(child, 'close').then(() => 'ended' as const);
  const seen = (): string => screen.replaceAll(CSI, '');
  const shows = async (text: string): Promise<string> => {
    while (!seen().includes(text)) {
      const stirred = new Promise<void>((resolve) => {
        wake = () => resolve();
      });
      if ((await Promise.race([stirred, ended])) === 'ended') throw new Error(`ended after:\n${screen}`);
    }
    return seen();
  };
  const type = (keys: string): void => {
    screen = '';
    child.stdin.write(keys);
  };
  return { type, shows, hangUp: () => child.kill('SIGKILL') };
}

/** What is typed, and what stands there once Tab was pressed. */
const COMPLETED = [
  ['rolemend diagn', 'rolemend diagnose'],
  ['rolemend diagnose --proj', '--projects-from'],
  ['rolemend verify --qui', '--quiet'],
  ['rolemend fix X --strategy switch', 'switch-role'],
  ['rolemend diagnose Track', 'TrackerAPI'],
  ['rolemend check --source sour', 'sources'],
  ['rolemend diagnose X --profile team', 'team-build'],
  ['rolemend diagnose X --region us-gov-w', 'us-gov-west-1'],
  ['rolemend --profile team', 'team-build'],
] as const;

/** Throws the line away. */
const CTRL_U = '\u0015';

const isThere = ({ path, needs = path }: Shell): boolean => existsSync(path) && existsSync(needs);

describe('a shell, in which Tab is pressed, completes commands, options, values, projects and folders', () => {
  for (const [name, shell] of Object.entries(SHELLS)) {
    it.skipIf(!isThere(shell))(`in ${name}`, { timeout: 60_000 }, async () => {
      const { type, shows, hangUp } = sitAt(shell);
      try {
        type(`${shell.start}; echo rea''dy\r`);
        await shows('ready');
        for (const [line, said] of COMPLETED) {
          type(`${CTRL_U}${line}\t`);
          expect(await shows(said)).toContain(said);
        }
      } finally {
        hangUp();
      }
    });
  }
});

describe('what a shell is told', () => {
  const asked = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout, stderr } = await runCli(['complete', '--', ...words], world.env);
    expect(stderr).toBe('');
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '');
  };

  it('is every command for nothing typed yet', async () => {
    const told = await asked('');
    expect(told).toEqual(expect.arrayContaining(['diagnose', 'fix', 'check', 'completion', 'version', ':4']));
    expect(told).not.toContain('complete');
  });

  it.each([
    [
      ['fix', 'X', '--strategy', ''],
      ['inline', 'managed', 'switch-role', 'create-role', ':4'],
    ],
    [
      ['diagnose', 'Track'],
      ['TrackerAPI', ':4'],
    ],
    [
      ['--color', ''],
      ['always', 'never', 'auto', ':4'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell', ':4'],
    ],
    [
      ['lint', '--region', 'us-gov-'],
      ['us-gov-east-1', 'us-gov-west-1', ':4'],
    ],
    [
      ['--quiet', '--region', 'us-gov-'],
      ['us-gov-east-1', 'us-gov-west-1', ':4'],
    ],
    [
      ['--region', 'us-west-2', 'diagno'],
      ['diagnose', ':4'],
    ],
    [
      ['--region', 'us-west-2', '--prof'],
      ['--profile', ':4'],
    ],
    [
      ['--region', 'us-west-2', 'diagnose', 'Track'],
      ['TrackerAPI', ':4'],
    ],
    [['explain', ''], [':0']],
    [['diff', 'old.json', ''], [':0']],
    [['diagnose', '--html', ''], [':0']],
    [['diagnose', 'TrackerAPI', ''], [':4']],
  ])('%j', async (words, told) => expect(await asked(...words)).toEqual(told));

  it('is the profiles of both files, and no name in them that a shell could take for more', async () => {
    const config = join(home, 'odd-config');
    const credentials = join(home, 'odd-credentials');
    const sections = (names: readonly string[]): string =>
      names.map((name) => `[${name}]\nregion = eu-west-1\n`).join('');
    const odd = [
      '$(id)',
      '`id`',
      'a;b',
      'a|b',
      'a&b',
      "a'b",
      'a"b',
      'a b',
      'a*',
      '-rf',
      '~',
      'x\u001b[2Jy',
      ':2',
      'a\tb',
    ];
    writeFileSync(
      config,
      sections([
        'default',
        'profile dev.eu/one',
        'sso-session corp',
        'services local',
        'profile a:b',
        'profile %1',
      ]),
    );
    writeFileSync(credentials, sections(['ops', 'default', ...odd]));
    const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
    const env = { ...world.env, ...files, AWS_PROFILE: 'not-there' };
    const { stdout, stderr } = await runCli(['complete', '--', 'fix', 'X', '--profile', ''], env);
    expect(stdout.split(/\s+/)).toEqual(['default', 'dev.eu/one', 'ops', ':4', '']);
    expect(stderr).toBe('');
  });

  it('is no profile where a file of them cannot be followed', async () => {
    const env = { ...world.env, AWS_CONFIG_FILE: join(home, 'bin') };
    const { stdout, stderr } = await runCli(['complete', '--', 'fix', 'X', '--profile', ''], env);
    expect({ stdout, stderr }).toEqual({ stdout: ':4\n', stderr: '' });
  });

  it('is no name that a shell could take for more, and nothing where nobody can be asked', async () => {
    const env = { ...world.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    const { stdout, code } = await runCli(['complete', '--', 'diagnose', ''], env);
    expect(stdout).toBe(':4\n');
    expect(code).toBe(0);
  });
});

it('a shell that there is no script for is refused', async () => {
  const { stderr, code } = await runCli(['completion', 'tcsh'], world.env);
  expect(stderr).toContain('expected one of bash, zsh, fish, powershell');
  expect(code).toBe(3);
});
