/** The journal of a tightening, edited by hand: what of it is not the change that was made is refused, and the account stays as it is. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT, REGION } from '../tasks/on-sandbox.ts';
import { allow, ENOUGH, policy, PROJECT, projectWorld, ROLE } from '../tasks/project-world.ts';
import { accountState } from './account-state.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

let sandbox: Sandbox;
let around: Surroundings;
let file: string;
let written: string;
let before: string;
let after: string;

beforeAll(async () => {
  const world = projectWorld({ rights: [...ENOUGH, allow('dynamodb:*')] });
  const [account] = world.accounts;
  const [own] = account?.roles ?? [];
  if (own === undefined) throw new Error('no role');
  account?.roles?.push({ ...own, name: 'other-role', inline: { base: policy(allow('sqs:*')) } });
  const opened = await openWorld(worldSchema.parse(world), { seed: 'tighten-journal' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
  before = await accountState(sandbox);
  const done = await runCli(['tighten', PROJECT, '--yes'], around.env);
  if (done.code !== 0) throw new Error(done.stderr);
  const entries = readdirSync(around.stateFolder, { recursive: true, withFileTypes: true });
  const [entry] = entries.filter(({ name }) => name.endsWith('.json') && /^\d/.test(name));
  if (entry === undefined) throw new Error(`no entry: ${entries.map(({ name }) => name).join()}`);
  file = join(entry.parentPath, entry.name);
  written = readFileSync(file, 'utf8');
  after = await accountState(sandbox);
}, 60_000);
afterAll(async () => {
  around.close();
  await sandbox.close();
});

it.each<[what: string, edit: (text: string) => string]>([
  ['another role', (text) => text.replaceAll(ROLE, 'other-role')],
  ['another role in its step alone', (text) => text.replaceAll(`"role": "${ROLE}"`, '"role": "other-role"')],
  ['another policy', (text) => text.replaceAll('"policyName": "base"', '"policyName": "admin"')],
  ['another account', (text) => text.replaceAll(ACCOUNT, '111122223333')],
  ['another region', (text) => text.replaceAll(REGION, 'eu-west-1')],
  ['no document from before', (text) => text.replace(/"before": "(?:[^"\\]|\\.)*"/, '"before": null')],
  ['no word of it', (text) => text.replace(/\s*"before": "(?:[^"\\]|\\.)*",/, '')],
  ['a document that it did not leave', (text) => text.replace(/("after": ")(?:[^"\\]|\\.)*"/, '$1{}"')],
  ['a document that grew', (text) => text.replace(/("before": ")/, '$1 ')],
  ['a document that allows all', (text) => text.replace('dynamodb:*', '*')],
])('of %s changes nothing by undo or --resume', async (_, edit) => {
  const edited = edit(written);
  expect(edited).not.toBe(written);
  writeFileSync(file, edited);
  const undone = await runCli(['undo', '--yes'], around.env);
  const resumed = await runCli(['tighten', PROJECT, '--resume', '--yes'], around.env);
  expect(await accountState(sandbox), `${undone.stderr}\n${resumed.stderr}`).toBe(after);
});

it('as it was written is taken back, exactly', async () => {
  writeFileSync(file, written);
  const undone = await runCli(['undo', '--yes'], around.env);
  expect(undone.stderr).toContain('everything is as it was before');
  expect(await accountState(sandbox)).toBe(before);
});
