/**
 * Whole outputs of the real binary, as a person reads them. `UPDATE_TRANSCRIPTS=1 npx vitest run test/cli/transcripts.test.ts`
 * writes them anew: read the difference before it is committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const FOLDER = join(import.meta.dirname, '..', 'transcripts');
const file = (name: string): string => join(FOLDER, 'input', name);

/** In this order, on one world: each finds what the one before left. */
const SCENES: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['help', ['--help']],
  ['help-fix', ['fix', '--help']],
  ['diagnose-red', ['diagnose', 'TrackerAPI']],
  ['diagnose-no-such-project', ['diagnose', 'Tracker']],
  ['needs', ['needs', 'TrackerAPI']],
  ['fix-dry-run-managed', ['fix', 'TrackerAPI', '--strategy', 'managed', '--dry-run']],
  ['fix-switch-role-none-fits', ['fix', 'TrackerAPI', '--strategy', 'switch-role', '--dry-run']],
  ['fix-emit-policy', ['fix', 'TrackerAPI', '--emit', 'policy']],
  ['fix-emit-aws-cli', ['fix', 'TrackerAPI', '--emit', 'aws-cli']],
  ['fix-emit-console', ['fix', 'TrackerAPI', '--emit', 'console']],
  ['fix-emit-runbook', ['fix', 'TrackerAPI', '--emit', 'runbook']],
  ['fix-nobody-to-ask', ['fix', 'TrackerAPI']],
  ['fix-yes', ['fix', 'TrackerAPI', '--yes']],
  ['diagnose-green', ['diagnose', 'TrackerAPI']],
  ['verify', ['verify', 'TrackerAPI']],
  ['undo-list', ['undo', '--list']],
  ['undo', ['undo', '--yes']],
  ['undo-nothing-left', ['undo']],
  ['explain', ['explain', file('build.log')]],
  ['simulate', ['simulate', file('cases.jsonl')]],
  ['diff', ['diff', file('old.json'), file('new.json')]],
  ['lint', ['lint', file('new.json'), '--account', '290008131176', '--region', 'us-west-2']],
];

let world: TrackerApi;

beforeAll(async () => {
  world = await openTrackerApi('transcripts');
});

afterAll(() => world.end());

/** What differs from run to run, or from machine to machine, by a name of its kind. */
function normalised(text: string): string {
  return text
    .replaceAll(FOLDER, 'TRANSCRIPTS')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\b\d{8}T\d{9}Z-[0-9a-f]{6}\b/g, 'CHANGE')
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, 'TIME')
    .replaceAll(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}(?:\.\d+)?/g, 'TIME')
    .replaceAll(/\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} UTC/g, 'TIME')
    .replaceAll(/\b0:\d{2}\b/g, '0:00')
    .replaceAll(/src\d{9}/g, 'src000000000')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'DIGEST')
    .replaceAll(/ +$/gm, '');
}

for (const [name, args] of SCENES) {
  test(`${name} reads as its transcript`, { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await runCli(args, world.env);
    const shown = args.map((arg) => arg.replace(FOLDER, 'TRANSCRIPTS')).join(' ');
    const said = normalised(
      `$ rolemend ${shown}\n${stdout}${stderr === '' ? '' : `--- standard error\n${stderr}`}--- exit ${code}\n`,
    );
    const path = join(FOLDER, `${name}.txt`);
    if (process.env['UPDATE_TRANSCRIPTS'] !== undefined) await writeFile(path, said);
    expect(said).toBe(await readFile(path, 'utf8'));
  });
}
