/** Where `rolemend ui` listens, and what it says of that. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '../ui/client.ts';
import { startCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
beforeAll(async () => {
  world = await openTrackerApi('ui-address');
});
afterAll(() => world.end());

/** Once it listens; gives what it said when it has ended. */
async function listening(args: readonly string[], use: (port: number) => Promise<void>) {
  const running = startCli(['ui', ...args], world.env);
  let said = '';
  running.child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await running.said('#key=');
  await use(Number(/:(\d+)\/#key=/.exec(said)?.[1]));
  running.child.kill('SIGINT');
  return running.ended;
}

test('it is loopback, and nothing is said of a network', async () => {
  const { code, stdout, stderr } = await listening([], () => Promise.resolve());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^open http:\/\/127\.0\.0\.1:\d+\/#key=[\w-]{43}$/m);
  expect(stderr).not.toContain('listening on');
});

test('another is only what a flag names, with a warning; names that others may turn to it are refused there too', async () => {
  const { stderr } = await listening(['--host', '0.0.0.0'], async (port) => {
    expect((await send(port, '/', { headers: { host: `127.0.0.1:${port}` } })).status).toBe(200);
    for (const host of ['evil.example', 'localhost.evil.example', '0.0.0.0.nip.io'])
      expect((await send(port, '/', { headers: { host: `${host}:${port}` } })).status, host).toBe(421);
  });
  expect(stderr).toContain(
    'listening on 0.0.0.0: whoever can read the network can read this page, and act as you',
  );
});
