/**
 * Whole outputs of the real binary, as a person reads them. `UPDATE_TRANSCRIPTS=1 npx vitest run test/cli/transcripts.test.ts`
 * writes them anew: read the difference before it is committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientSettings } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const FOLDER = join(import.meta.dirname, '..', 'transcripts');
const file = (name: string): string => join(FOLDER, 'input', name);

/** In this order, on one world: each finds what the one before left. */
const SCENES: readonly (readonly [name: string, args: readonly string[], before?: () => Promise<unknown>])[] =
  [
    ['help', ['--help']],
    ['help-diagnose', ['diagnose', '--help']],
    ['help-fix', ['fix', '--help']],
    ['help-apply', ['apply', '--help']],
    ['help-needs', ['needs', '--help']],
    ['help-verify', ['verify', '--help']],
    ['help-check', ['check', '--help']],
    ['help-undo', ['undo', '--help']],
    ['help-permissions', ['permissions', '--help']],
    ['help-explain', ['explain', '--help']],
    ['help-sandbox', ['sandbox', '--help']],
    ['help-demo', ['demo', '--help']],
    ['help-simulate', ['simulate', '--help']],
    ['help-diff', ['diff', '--help']],
    ['help-completion', ['completion', '--help']],
    ['help-lint', ['lint', '--help']],
    ['error-no-such-command', ['diagnos']],
    ['error-no-project-given', ['diagnose']],
    ['error-no-such-option', ['fix', 'TrackerAPI', '--force']],
    ['error-no-such-strategy', ['fix', 'TrackerAPI', '--strategy', 'hope']],
    ['error-no-such-build', ['diagnose', 'TrackerAPI', '--build', '99']],
    ['error-no-such-folder', ['diagnose', 'TrackerAPI', '--source', '/no/such/folder']],
    ['error-no-such-file', ['explain', '/no/such/file']],
    ['error-no-such-world', ['sandbox', '--world', 'nowhere']],
    ['error-plan-and-yes', ['fix', 'TrackerAPI', '--plan', 'plan.json', '--yes']],
    ['error-emit-is-no-json', ['fix', 'TrackerAPI', '--emit', 'runbook', '--json']],
    ['diagnose-red', ['diagnose', 'TrackerAPI']],
    ['diagnose-details', ['diagnose', 'TrackerAPI', '--details']],
    ['diagnose-no-such-project', ['diagnose', 'Tracker']],
    ['needs', ['needs', 'TrackerAPI']],
    ['permissions-read', ['permissions', '--read', 'TrackerAPI']],
    ['permissions-fix', ['permissions', '--fix', 'TrackerAPI']],
    ['fix-dry-run-managed', ['fix', 'TrackerAPI', '--strategy', 'managed', '--dry-run']],
    ['fix-switch-role-none-fits', ['fix', 'TrackerAPI', '--strategy', 'switch-role', '--dry-run']],
    ['fix-emit-policy', ['fix', 'TrackerAPI', '--emit', 'policy']],
    ['fix-emit-aws-cli', ['fix', 'TrackerAPI', '--emit', 'aws-cli']],
    ['fix-emit-terraform', ['fix', 'TrackerAPI', '--emit', 'terraform']],
    ['fix-emit-cloudformation', ['fix', 'TrackerAPI', '--emit', 'cloudformation']],
    ['fix-emit-cdk', ['fix', 'TrackerAPI', '--emit', 'cdk']],
    ['fix-emit-console', ['fix', 'TrackerAPI', '--emit', 'console']],
    ['fix-emit-runbook', ['fix', 'TrackerAPI', '--emit', 'runbook']],
    ['fix-nobody-to-ask', ['fix', 'TrackerAPI']],
    ['fix-resume-nothing', ['fix', 'TrackerAPI', '--resume']],
    ['fix-yes', ['fix', 'TrackerAPI', '--yes']],
    ['diagnose-green', ['diagnose', 'TrackerAPI']],
    ['verify', ['verify', 'TrackerAPI']],
    ['verify-details', ['verify', 'TrackerAPI', '--details']],
    ['undo-list', ['undo', '--list']],
    ['undo-no-such-change', ['undo', '2020']],
    ['undo-nobody-to-ask', ['undo']],
    ['undo', ['undo', '--yes']],
    ['undo-nothing-left', ['undo']],
    ['diagnose-green-build-red-role', ['diagnose', 'TrackerAPI']],
    ['verify-retry-red', ['verify', 'TrackerAPI', '--retry']],
    ['fix-no-retry', ['fix', 'TrackerAPI', '--yes', '--no-retry']],
    ['undo-refused', ['undo', '--yes'], widenPolicy],
    ['explain', ['explain', file('build.log')]],
    ['simulate', ['simulate', file('cases.jsonl')]],
    ['diff', ['diff', file('old.json'), file('new.json')]],
    ['lint', ['lint', file('new.json'), '--account', '290008131176', '--region', 'us-west-2']],
  ];

/** Somebody changes what Rolemend wrote. */
function widenPolicy(): Promise<unknown> {
  return new IAMClient(clientSettings(world.sandbox)).send(
    new PutRolePolicyCommand({
      RoleName: 'codebuild-TrackerAPI-service-role',
      PolicyName: 'CodeBuild-ECR-Permissions',
      PolicyDocument:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:*","Resource":"*"}]}',
    }),
  );
}

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

const LOG_LINE = /^ {2}│ /;
const PHASE_LINE = /^[✓✗] 0:00 [A-Z_]+ [A-Z_]+$/;
const LOG_KEPT = 4;

/** How a build's log and phases are told apart by looks at it hangs on the machine: here as if one look had seen all. */
function seenAtOnce(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('▶ '));
  const end = lines.findIndex((line, index) => index > start && /^build #\d/.test(line));
  if (start < 0 || end < 0) return text;
  const watched = lines.slice(start + 1, end);
  const log = watched.filter((line) => LOG_LINE.test(line)).slice(-LOG_KEPT);
  const phases = watched.filter((line) => PHASE_LINE.test(line));
  const others = watched.filter((line) => !LOG_LINE.test(line) && !PHASE_LINE.test(line));
  return [...lines.slice(0, start + 1), ...others, ...log, ...phases, ...lines.slice(end)].join('\n');
}

for (const [name, args, before] of SCENES) {
  test(`${name} reads as its transcript`, { timeout: 60_000 }, async () => {
    await before?.();
    const { code, stdout, stderr } = await runCli(args, world.env);
    const shown = args.map((arg) => arg.replace(FOLDER, 'TRANSCRIPTS')).join(' ');
    const said = seenAtOnce(
      normalised(
        `$ rolemend ${shown}\n${stdout}${stderr === '' ? '' : `--- standard error\n${stderr}`}--- exit ${code}\n`,
      ),
    );
    const path = join(FOLDER, `${name}.txt`);
    if (process.env['UPDATE_TRANSCRIPTS'] !== undefined) await writeFile(path, said);
    expect(said).toBe(await readFile(path, 'utf8'));
  });
}
