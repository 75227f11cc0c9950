/** The journal of a fix, edited by hand: what of it is not the plan that was approved is refused, and the account stays as it is. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountState } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
let file: string;
let written: string;
let before: string;
let after: string;

beforeAll(async () => {
  world = await openTrackerApi('edited-journal');
  before = await accountState(world.sandbox);
  const house = ['--strategy', 'managed', '--tag', 'change=by {change}'];
  const done = await runCli(['fix', 'TrackerAPI', '--yes', '--no-retry', ...house], world.env);
  if (done.code !== 0) throw new Error(done.stderr);
  const [name = ''] = readdirSync(world.stateFolder).filter((one) => /^\d.*\.json$/.test(one));
  file = join(world.stateFolder, name);
  written = readFileSync(file, 'utf8');
  after = await accountState(world.sandbox);
}, 60_000);
afterAll(() => world.end());

it.each<[what: string, edit: (text: string) => string]>([
  ['another role', (text) => text.replaceAll('codebuild-TrackerAPI-service-role', 'other')],
  ['another document', (text) => text.replace(/("after": ")(?:[^"\\]|\\.)*"/, '$1{}"')],
  ['no step but the first', (text) => text.replace(/("steps": \[\s*\{.*?\}),\s*\{.*\}(?=\s*\])/s, '$1')],
])('of %s changes nothing by undo, which says so', async (_, edit) => {
  const edited = edit(written);
  expect(edited).not.toBe(written);
  expect(() => JSON.parse(edited) as unknown).not.toThrow();
  writeFileSync(file, edited);
  const undone = await runCli(['undo', '--yes'], world.env);
  expect(undone.stderr).toContain('its steps are not those of its plan: somebody edited it');
  expect(await accountState(world.sandbox)).toBe(after);
});

it('as it was written is taken back, exactly, with the mark of the change in its names and tags', async () => {
  writeFileSync(file, written);
  const undone = await runCli(['undo', '--yes'], world.env);
  expect(undone.stderr).toContain('everything is as it was before');
  expect(await accountState(world.sandbox)).toBe(before);
});
