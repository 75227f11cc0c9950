/** Something is on the screen before the program is loaded, and nothing of it stays. */
import { expect, test } from 'vitest';
import { sitAt } from './pseudo-terminal.ts';
import { openTrackerApi } from './tracker-api.ts';

const SIGN = 'reading ...';
const CLEARED = `${SIGN}\r\u001b[2K`;

test('a command that reads an account gives a sign first, and what it says next clears that', async () => {
  const { screen } = await sitAt(['diagnose', 'TrackerAPI', '--bogus'], {}).ended;
  expect(screen.startsWith(CLEARED)).toBe(true);
  expect(screen.slice(CLEARED.length)).toContain('there is no option `--bogus`');
});

test.each([
  ['asks for quiet', ['diagnose', 'TrackerAPI', '--quiet', '--bogus'], 'xterm'],
  ['asks for help', ['diagnose', '--help'], 'xterm'],
  ['reads no account', ['lint', '--bogus'], 'xterm'],
  ['has a terminal that clears nothing', ['diagnose', '--bogus'], 'dumb'],
])('who %s gets none', async (_, args, term) => {
  const { screen } = await sitAt(args, {}, { term }).ended;
  expect(screen).not.toContain(SIGN);
});

const SLOW = { service: 'iam', operation: 'GetRole', times: 1, latencyMs: 3_000 };
/** The person's "at once", in seconds. */
const AT_ONCE = 0.2;

test('while an account takes its time to answer, something moves five times a second', {
  timeout: 30_000,
}, async () => {
  const world = await openTrackerApi('slow');
  const faults = { method: 'PUT', body: JSON.stringify([SLOW]) };
  expect((await fetch(`${world.sandbox.endpoint}/_sandbox/faults`, faults)).ok).toBe(true);
  const { screen } = await sitAt(['diagnose', 'TrackerAPI'], world.env).ended;
  await world.end();
  // By the program's own clock: how long it has been reading is in each move.
  const moves = [...screen.matchAll(/reading project `TrackerAPI`[^\r]*, (\d+\.\d) s/g)].map(([, at]) =>
    Number(at),
  );
  const last = moves.at(-1) ?? 0;
  expect(last).toBeGreaterThan(2.5);
  expect(moves.length).toBeGreaterThan(last / AT_ONCE);
});
