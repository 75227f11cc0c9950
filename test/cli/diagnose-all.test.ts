/** Every project of an account, at the built command: a line for each, few calls, and nothing lost where one cannot be read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { fleetWorld, isRed } from '../../bench/lib/fleet-world.ts';
import { control, servedCalls } from '../aws/arrange.ts';
import { runCli, startCli, type Surroundings, surroundings } from './run-cli.ts';

const COUNT = 24;
const { names: NAMES, world } = fleetWorld(COUNT);

let sandbox: Sandbox;
let around: Surroundings;

beforeAll(async () => {
  const opened = await openWorld(world, { seed: 'many' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
}, 60_000);
afterAll(async () => {
  around.close();
  await sandbox.close();
});

interface Line {
  readonly project: { readonly name: string };
  readonly verdict?: string;
  readonly error?: { readonly message: string };
}

const linesOf = (stdout: string): readonly Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('`diagnose --all`', () => {
  it('gives a document a line for each project, and asks for what is the account’s once', async () => {
    const before = (await servedCalls(sandbox.endpoint)).length;
    const { code, stdout, stderr } = await runCli(['diagnose', '--all', '--json'], around.env);
    const calls = (await servedCalls(sandbox.endpoint)).slice(before);
    expect(code, stderr).toBe(2);
    const lines = linesOf(stdout);
    expect(lines.map(({ project }) => project.name).toSorted()).toEqual(NAMES);
    const blocked = lines.filter(({ verdict }) => verdict === 'blocked');
    expect(blocked.map(({ project }) => project.name).toSorted()).toEqual(
      NAMES.filter((_, index) => isRed(index)),
    );
    expect(stderr).toContain(`${COUNT} projects: 16 healthy, 8 blocked, 0 unknown\n`);
    const count = (operation: string): number => calls.filter((call) => call.operation === operation).length;
    const beside = count('GetLogEvents') + count('LookupEvents');
    expect(calls.length - beside).toBeLessThanOrEqual(3 * COUNT + 20);
    expect(count('GetLogEvents')).toBeLessThanOrEqual(16);
    expect(count('GetAccountAuthorizationDetails')).toBe(1);
    expect(count('DescribeOrganization')).toBe(1);
    expect(count('GetRole')).toBe(0);
    expect(count('DescribeRepositories')).toBe(1);
  });

  it('says one line of text for each', async () => {
    const { stdout } = await startCli(
      ['diagnose', '--projects-from', '-'],
      around.env,
      '# ours\napp-000\n\napp-001\napp-001\nnope\n',
    ).ended;
    const lines = stdout.trim().split('\n').toSorted();
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).toMatch(/✗ app-000 blocked: the role lacks an Allow/);
    expect(lines.join('\n')).toContain('✓ app-001 healthy');
    expect(lines.join('\n')).toContain('! nope there is no project `nope`');
  });

  it('prints no name as it stands in a file', async () => {
    const { stdout, stderr } = await startCli(
      ['diagnose', '--projects-from', '-'],
      around.env,
      'a\u001b[2Jb\n',
    ).ended;
    expect(stdout).toContain('ab');
    expect(stderr).toMatch(/^1 project: /m);
    expect(stdout).not.toContain('\u001b');
  });

  it('loses nothing where some cannot be read', async () => {
    await control(sandbox.endpoint, 'faults', [
      { service: 'codebuild', operation: 'ListBuildsForProject', times: 60, code: 'ThrottlingException' },
    ]);
    const { stdout } = await runCli(['diagnose', '--all', '--json'], {
      ...around.env,
      AWS_MAX_ATTEMPTS: '1',
    });
    expect(
      linesOf(stdout)
        .map(({ project }) => project.name)
        .toSorted(),
    ).toEqual(NAMES);
  });

  it('reads each by itself where the lists of the account are refused', async () => {
    await control(sandbox.endpoint, 'faults', [
      { service: 'ecr', operation: 'DescribeRepositories', code: 'AccessDeniedException' },
      { service: 'iam', operation: 'GetAccountAuthorizationDetails', code: 'AccessDenied' },
    ]);
    const input = 'app-000\napp-001\n';
    const { stdout } = await startCli(['diagnose', '--projects-from', '-'], around.env, input).ended;
    expect(stdout).toMatch(/✗ app-000 blocked: the role lacks an Allow/);
    expect(stdout).toContain('✓ app-001 healthy');
  });

  it.each(['--json', '--quiet'])('tells of each that Ctrl-C left out (%s)', async (form) => {
    const running = startCli(['diagnose', '--all', form], around.env);
    await running.said('app-0');
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    const told = [...stdout.matchAll(/app-\d{3}(?=[" ])/g), ...stderr.matchAll(/app-\d{3}/g)];
    expect([...new Set(told.map(([name]) => name))].toSorted()).toEqual(NAMES);
    if (form === '--json') expect(stdout).toContain('"it was not looked at: interrupted"');
    else expect(stderr).toMatch(/not looked at: app-0[^]*--projects-from/);
  });

  it.each(['--json', '--quiet'])(
    'names some of very many that Ctrl-C left out to people, all to programs (%s)',
    async (form) => {
      const names = Array.from({ length: 3_000 }, (_, index) => `nobody-${index}`);
      const running = startCli(['diagnose', '--projects-from', '-', form], around.env, names.join('\n'));
      await running.said('nobody-0');
      running.child.kill('SIGINT');
      const { code, stdout, stderr } = await running.ended;
      expect(code).toBe(130);
      if (form === '--json')
        expect(
          linesOf(stdout)
            .map(({ project }) => project.name)
            .toSorted(),
        ).toEqual(names.toSorted());
      else
        expect(stderr).toMatch(/not looked at: (?:nobody-\d+, ){19}nobody-\d+ and \d{3,} more\n[^]*--json/);
      expect(stderr.length).toBeLessThan(2_000);
    },
  );

  it.each([
    ['diagnose', 'app-000', '--all'],
    ['diagnose', '--all', '--projects-from', '-'],
    ['diagnose', '--all', '--build', '1'],
  ])('is given alone: %s %s %s', async (...args) => {
    const { code, stderr } = await runCli(args, around.env);
    expect(code).toBe(3);
    expect(stderr).toContain('are each given alone');
  });
});
