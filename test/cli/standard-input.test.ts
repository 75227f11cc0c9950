/** `-` and files of every kind, at the commands that read documents. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sitAt } from './pseudo-terminal.ts';
import { CLI } from './run-cli.ts';

const POLICY = '{"Version":"2012-10-17","Statement":[]}';
let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'input-'));
  writeFileSync(at('policy.json'), POLICY);
  execFileSync('mkfifo', [at('fifo')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const env = () => ({ PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1' });

function run(command: readonly string[], stdin: number | 'pipe' | 'ignore', input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...command], {
    env: env(),
    stdio: [stdin, 'pipe', 'pipe'],
    encoding: 'utf8',
    ...(stdin === 'pipe' ? { input } : {}),
  });
  return { code: status, said: stdout + stderr };
}

describe.each([
  ['lint', '-'],
  ['diff', '-', 'policy.json'],
  ['diff', 'policy.json', '-'],
])('%s %s %s', (...words) => {
  const command = () =>
    words.flatMap((word) => (word === undefined ? [] : [word.replace('policy.json', at('policy.json'))]));

  it('reads a pipe and a file', () => {
    expect(run(command(), 'pipe', POLICY)).toMatchObject({ code: 0 });
    const file = openSync(at('policy.json'), 'r');
    expect(run(command(), file)).toMatchObject({ code: 0 });
    closeSync(file);
  });

  it('reads a socket', async () => {
    const server = createServer((peer) => peer.end(POLICY)).listen(
      at(`socket-${words.join('')}`.replace('/', '')),
    );
    await once(server, 'listening');
    const socket = connect(server.address() as string);
    await once(socket, 'connect');
    const child = spawn(process.execPath, [CLI, ...command()], {
      env: env(),
      stdio: [socket, 'ignore', 'ignore'],
    });
    expect((await once(child, 'close'))[0]).toBe(0);
    socket.destroy();
    server.close();
  });

  it('says what is wrong with one that holds nothing, or is a folder', () => {
    expect(run(command(), 'ignore')).toMatchObject({
      code: 3,
      said: expect.stringContaining('not valid JSON'),
    });
    const directory = openSync(folder, 'r');
    const said = expect.stringContaining('cannot read standard input: it is a folder');
    expect(run(command(), directory)).toMatchObject({ code: 3, said });
    closeSync(directory);
  });
});

it('a named pipe is read to its end', async () => {
  const child = spawn(process.execPath, [CLI, 'lint', at('fifo')], { env: env(), stdio: 'ignore' });
  const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', at('policy.json'), at('fifo')], { stdio: 'ignore' });
  expect((await once(child, 'close'))[0]).toBe(0);
  writer.kill();
});

it('a person at a terminal is told that the command waits for them', async () => {
  const sitting = sitAt(['lint', '-'], env());
  await sitting.shows('reading the terminal; end with Ctrl-D');
  sitting.type(`${POLICY}\r\u0004`);
  expect((await sitting.ended).code).toBe(0);
});
