/** What a plan's file may and may not differ in from what is planned afresh, and what of it is read at all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { planFileHash, planFileText, readPlanOrigin, recordedPlanning } from '#plan/plan-file.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { whyRefused } from '#tasks/travelled-plan.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { type OnSandbox, openOnSandbox } from './on-sandbox.ts';

let on: OnSandbox;
let diagnosed: Diagnosed;
let text: string;

beforeAll(async () => {
  on = await openOnSandbox(TRACKER_API);
  diagnosed = await on.diagnose('TrackerAPI');
  if (!diagnosed.plan.ok) throw new Error('there is a plan');
  const { build } = diagnosed.diagnosis.snapshot;
  text = planFileText(diagnosed.plan.value, {
    project: 'TrackerAPI',
    build: build.kind === 'known' ? build.value.id : null,
    source: false,
    trailPages: 20,
    planning: recordedPlanning(diagnosed.planning),
  });
});

afterAll(() => on.close());

async function refusalOf(changed: string) {
  const origin = readPlanOrigin(changed);
  if (!origin.ok) throw new Error(origin.error);
  const travelled = { text: changed, sha256: planFileHash(changed), origin: origin.value };
  const journal = openJournal(memoryStorage());
  return whyRefused(travelled, diagnosed, { unattended: true, journal });
}

describe('a plan that travelled', () => {
  it('is taken where it is what is planned now', async () => {
    expect(await refusalOf(text)).toEqual({ ok: true, value: null });
  });

  it.each([
    ['white space', '"strategy": "inline"', '"strategy": "inline" '],
    ['a granted action', 'ecr:PutImage', 'ecr:PutImagf'],
    ['a resource', 'repository/tracker_api', 'repository/tracker_ap1'],
    [
      'the name of the policy',
      '"policyName": "CodeBuild-ECR-Permissions",\n        "before"',
      '"policyName": "P",\n        "before"',
    ],
    ['what was there before', '"before": null', '"before": "{}"'],
    ['whose word a grant rests on', '"scope": "settings"', '"scope": "confirmed"'],
    ['the hash of the plan', '"hash": "', '"hash": "0'],
    ['the build that proves it', '"kind": "retry"', '"kind": "start"'],
    ['the expected end', '"expectedEnd": "green"', '"expectedEnd": "not-green"'],
    ['the account', '"account": "290008131176"', '"account": "290008131177"'],
    ['the region', '"region": "us-west-2"', '"region": "us-west-1"'],
    ['the end of a line', '}\n', '}\r\n'],
    ['a key more', '"plan": {', '"note": "x",\n  "plan": {'],
    ['a key given twice', '"plan": {', '"plan": {},\n  "plan": {'],
  ])('is refused with the difference for: %s', async (_, from, to) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(await refusalOf(changed)).toMatchObject({
      ok: true,
      value: { difference: expect.stringMatching(/^-.*\n/m), done: false, usedBy: null },
    });
  });

  it.each([
    ['that is no JSON', 'text', 'it is no JSON'],
    ['of another schema', ['rolemend.plan/1', 'rolemend.plan/2'], '`schema` is not'],
    [
      'with a confirmation no flag could give',
      ['"confirmed": []', '"confirmed": [{"action":"*","resource":"*"}]'],
      '`inputs.planning.confirmed.0`',
    ],
    [
      'with a flag there is none of',
      ['"confirmed": []', '"yes": true, "confirmed": []'],
      '`inputs.planning`',
    ],
    [
      'with a commit that is none',
      ['"vouchedCommit": null', '"vouchedCommit": "--help"'],
      '`inputs.planning.vouchedCommit`',
    ],
    ['with a region that is an address', ['"region": "us-west-2"', '"region": "x.example/"'], '`region`'],
  ])('is no plan %s', (_, change, why) => {
    const changed = typeof change === 'string' ? change : text.replace(change[0] ?? '', change[1] ?? '');
    const read = readPlanOrigin(changed);
    expect(read.ok ? '' : read.error).toContain(why);
  });
});
