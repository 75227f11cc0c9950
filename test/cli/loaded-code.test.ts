/** What of the program a command loads: that there is a page makes no other command slower to start. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
beforeAll(async () => {
  world = await openTrackerApi('loaded-code');
});
afterAll(() => world.end());

/** Keeps the paths of all files that were read by the time the process ends. */
const RECORDER = `
const fs = require('node:fs');
const { readFileSync } = fs;
const read = new Set();
fs.readFileSync = (path, ...more) => (read.add(String(path)), readFileSync(path, ...more));
process.on('exit', () => fs.writeFileSync(process.env.LOADED, [...read].join('\\n')));
`;

/** The code of the bundled program that a command loads, in one text. */
async function codeLoadedBy(...args: readonly string[]): Promise<string> {
  const recorder = join(world.stateFolder, 'recorder.cjs');
  const list = join(world.stateFolder, 'loaded');
  writeFileSync(recorder, RECORDER);
  await runCli(args, { ...world.env, NODE_OPTIONS: `--require ${recorder}`, LOADED: list });
  const paths = readFileSync(list, 'utf8').split('\n');
  return paths
    .filter((path) => /\/dist\/program\/[^/]+\.cjs$/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** Words that minified code keeps: of what renders the report, and of the live page's server. */
const RENDERS = 'dangerouslySetInnerHTML';
const SERVES = 'text/event-stream';

test.each([
  ['diagnose', ['diagnose', 'TrackerAPI']],
  ['fix', ['fix', 'TrackerAPI', '--dry-run']],
  ['verify', ['verify', 'TrackerAPI']],
  ['help', ['--help']],
])('`%s` loads neither the page nor its server', async (_, args) => {
  const code = await codeLoadedBy(...args);
  expect(code).toContain('rolemend');
  expect(code).not.toContain(RENDERS);
  expect(code).not.toContain(SERVES);
});

test('a report loads what renders it, by the word that tells it', async () => {
  const code = await codeLoadedBy('diagnose', 'TrackerAPI', '--html', join(world.stateFolder, 'it.html'));
  expect(code).toContain(RENDERS);
});
