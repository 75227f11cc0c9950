/** The demo as a person meets it: the whole story, short enough to be read. */
import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

test('the demo tells its story in under 120 lines, each of its parts under a line that says which', async () => {
  const { code, stdout, stderr } = await runCli(['demo'], { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' });
  const told = `${stdout}${stderr}`;
  expect(code, told).toBe(0);
  expect(told.trimEnd().split('\n').length).toBeLessThan(120);
  for (const part of ['diagnose TrackerAPI', 'fix TrackerAPI --yes', 'undo --yes'])
    expect(told).toContain(`$ rolemend ${part}`);
});
