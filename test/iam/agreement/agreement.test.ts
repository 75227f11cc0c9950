/** The beginning of the long run, in processes of its own: bundled, it takes a third of what it takes in here. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOAK = join(import.meta.dirname, '..', '..', '..', 'scripts', 'soak.mjs');
const CASES = 16_000;

test(`the engine and the oracle agree on ${CASES} generated cases`, { timeout: 900_000 }, () => {
  const run = spawnSync(process.execPath, [SOAK, String(CASES), '--seed', '10000000', '--jobs', '1'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(run.stdout).toContain(`the engine and the oracle agree: ${CASES} cases, 0 disagreements`);
  expect(run.status, run.stderr).toBe(0);
});
