/** The journal of a fix, edited by hand: what of it is not the plan that was approved is refused, and the account stays as it is. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Change } from '#apply/change.ts';
import { unmarked } from '#apply/mark.ts';
import { planId } from '#plan/plan-hash.ts';
import type { Step } from '#plan/plan.ts';
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

const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** As whoever can write the folder could: the hash worked out anew, for what the steps say by now. */
function forged(edit: (step: Step) => Step): string {
  const change = JSON.parse(written) as Change;
  const steps = change.steps.map((record) => ({ ...record, step: edit(record.step) }));
  const plan = planId(steps.map(({ step }) => unmarked(step, change.id)));
  return JSON.stringify({ ...change, planId: plan, steps });
}

it.each<[what: string, edit: (step: Step) => Step, why: string]>([
  [
    'what it writes',
    (step) => (step.kind === 'create-policy' ? { ...step, after: EVERYTHING } : step),
    'writes more than the change grants',
  ],
  [
    'what was there before',
    (step) =>
      step.kind === 'create-policy'
        ? {
            kind: 'put-role-policy',
            role: 'codebuild-TrackerAPI-service-role',
            roleArn: 'arn:aws:iam::290008131176:role/service-role/codebuild-TrackerAPI-service-role',
            policyName: 'team',
            before: EVERYTHING,
            after: '{"Version":"2012-10-17","Statement":[]}',
          }
        : step,
    'back would grant something',
  ],
])('of %s, with its hash worked out anew, is refused for what it would grant', async (_, edit, why) => {
  writeFileSync(file, forged(edit));
  for (const args of [
    ['undo', '--yes'],
    ['fix', 'TrackerAPI', '--resume', '--yes'],
  ]) {
    const ran = await runCli(args, world.env);
    expect(ran.stderr).toContain(why);
    expect(ran.code).not.toBe(0);
  }
  expect(await accountState(world.sandbox)).toBe(after);
});

it('as it was written is taken back, exactly, with the mark of the change in its names and tags', async () => {
  writeFileSync(file, written);
  const undone = await runCli(['undo', '--yes'], world.env);
  expect(undone.stderr).toContain('everything is as it was before');
  expect(await accountState(world.sandbox)).toBe(before);
});
