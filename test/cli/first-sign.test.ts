/** Something is on the screen before the program is loaded, and nothing of it stays. */
import { expect, test } from 'vitest';
import { sitAt } from './pseudo-terminal.ts';

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
