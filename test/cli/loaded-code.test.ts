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

const CALL = 'call';

/** Keeps the paths of all files that were read by the time the process ends, and where among them AWS was first called. */
const RECORDER = `
const fs = require('node:fs');
const http = require('node:http');
const { readFileSync } = fs;
const { request } = http;
const done = new Set();
fs.readFileSync = (path, ...more) => (done.add(String(path)), readFileSync(path, ...more));
http.request = (...call) => (done.add('${CALL}'), request(...call));
process.on('exit', () => fs.writeFileSync(process.env.LOADED, [...done].join('\\n')));
`;

/** The files of the bundled program that a command loads, in order, with the first call between them. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const recorder = join(world.stateFolder, 'recorder.cjs');
  const list = join(world.stateFolder, 'loaded');
  writeFileSync(recorder, RECORDER);
  await runCli(args, { ...world.env, NODE_OPTIONS: `--require ${recorder}`, LOADED: list });
  const done = readFileSync(list, 'utf8').split('\n');
  return done.filter((one) => one === CALL || /\/dist\/program\/[^/]+\.cjs$/.test(one));
}

/** Their code, in one text. */
const codeOf = (files: readonly string[]): string =>
  files.map((one) => (one === CALL ? '' : readFileSync(one, 'utf8'))).join('\n');

const codeLoadedBy = async (...args: readonly string[]): Promise<string> => codeOf(await loadedBy(...args));

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

/** Words of what reads evidence, of which no reader of an account knows. */
const DIAGNOSES = 'Phase context status code';

test.each([
  ['diagnose', ['diagnose', 'TrackerAPI']],
  ['fix', ['fix', 'TrackerAPI', '--dry-run']],
])('`%s` asks the account before it loads what diagnoses', async (_, args) => {
  const done = await loadedBy(...args);
  const first = done.indexOf(CALL);
  expect(first).toBeGreaterThan(0);
  expect(codeOf(done.slice(0, first))).not.toContain(DIAGNOSES);
  expect(codeOf(done.slice(first))).toContain(DIAGNOSES);
});
