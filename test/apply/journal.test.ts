import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Change, newChange } from '#apply/change.ts';
import { fileStorage } from '#apply/file-storage.ts';
import { type Journal, openJournal } from '#apply/journal.ts';
import { resumeChange } from '#apply/apply.ts';
import { undoChange } from '#apply/undo.ts';
import type { StepKind } from '#plan/steps/step.ts';
import { fakeClock } from './fake-time.ts';
import { memoryStorage } from './memory-storage.ts';
import { CASES, planOf } from './plans.ts';

let parent: string;
let directory: string;
let journal: Journal;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'journal-'));
  directory = join(parent, 'rolemend');
  journal = openJournal(fileStorage(directory));
});
afterEach(() => rm(parent, { recursive: true }));

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 24, 2, 0, second));

async function begun(second: number, planId = 'abcdef012345'): Promise<Change> {
  const result = await journal.begin(newChange({ ...planOf([]), id: planId }, at(second)));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** A change of which a step was taken. */
async function taken(second: number): Promise<Change> {
  const [, one] = CASES;
  if (one === undefined) throw new Error('no case');
  const begun = await journal.begin(newChange(one.plan, at(second)));
  if (!begun.ok) throw new Error(begun.error.message);
  const steps = begun.value.steps.map((record) => ({ ...record, state: 'done' as const }));
  const done: Change = { ...begun.value, state: 'applied', steps };
  await journal.update(done);
  return done;
}

describe('the journal on disk', () => {
  it('takes no ID for the name of no change, though every ID begins with it', async () => {
    const only = await begun(1);
    expect(await journal.find(only.id.slice(0, 4))).toEqual({ ok: true, value: only });
    expect(await journal.find('')).toMatchObject({ ok: false, error: { kind: 'no-such-change' } });
  });

  it('gives back no step of any kind in which a text was changed', async () => {
    for (const [index, { plan }] of CASES.entries()) {
      const begun = await journal.begin(newChange(plan, at(index)));
      if (!begun.ok) throw new Error(begun.error.message);
      const file = join(directory, `${begun.value.id}.json`);
      const written = JSON.parse(await readFile(file, 'utf8')) as { steps: { step: object }[] };
      for (const [step, { step: whole }] of written.steps.entries()) {
        for (const [name, value] of Object.entries(whole)) {
          if (typeof value !== 'string' || name === 'kind') continue;
          const edited = { ...written, steps: written.steps.map((one) => ({ ...one })) };
          edited.steps[step] = { ...written.steps[step], step: { ...whole, [name]: `${value}x` } };
          await writeFile(file, JSON.stringify(edited));
          const found = await journal.find(begun.value.id);
          expect(found, `${plan.steps[step]?.kind} ${name}`).toMatchObject({ error: { kind: 'corrupt' } });
        }
      }
    }
  });

  it('gives back every kind of step as it was written', async () => {
    for (const [index, { plan }] of CASES.entries()) {
      const result = await journal.begin(newChange(plan, at(index)));
      if (!result.ok) throw new Error(result.error.message);
      expect(await journal.find(result.value.id)).toEqual({ ok: true, value: result.value });
    }
  });

  it('is for its owner alone and leaves no temporary files', async () => {
    const change = await begun(1);
    const file = join(directory, `${change.id}.json`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toEqual([`${change.id}.json`]);
  });

  it('never gives two changes one id', async () => {
    const first = await begun(1);
    const second = await begun(1);
    expect(second.id).toBe(`${first.id}-2`);
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('lists changes newest first', async () => {
    const first = await begun(1);
    const second = await begun(2);
    const listing = await journal.list();
    expect(listing.ok && listing.value.changes.map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('is empty before anything was written', async () => {
    expect(await journal.list()).toEqual({ ok: true, value: { changes: [], problems: [] } });
    expect(await journal.latest()).toEqual({ ok: true, value: null });
  });

  it('finds a change by a beginning that no other shares', async () => {
    const first = await begun(1, 'aaaaaaaaaaaa');
    const second = await begun(2, 'bbbbbbbbbbbb');
    expect(await journal.find(first.id.slice(0, -3))).toEqual({ ok: true, value: first });
    expect(await journal.find(second.id.slice(0, 8))).toMatchObject({
      ok: false,
      error: { kind: 'ambiguous' },
    });
    const unknown = await journal.find('x');
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'no-such-change' } });
    expect(!unknown.ok && unknown.error.message).toContain(second.id);
  });

  it('takes the newest change that stands for the latest, and none that did nothing', async () => {
    const first = await taken(1);
    const second = await taken(2);
    await begun(3);
    await journal.update({ ...second, state: 'undone' });
    expect(await journal.latest()).toEqual({ ok: true, value: first });
  });

  it.each([
    ['cut short', '{"schema": "rolemend.change/1", "id": '],
    ['of another schema', '{"schema": "rolemend.change/2"}'],
    ['no object', '[]'],
  ])('passes over no newest entry that is %s, and leaves it as it is', async (_, text) => {
    const good = await taken(1);
    const name = '20261124T020002000Z-abcdef.json';
    await writeFile(join(directory, name), text);
    const listing = await journal.list();
    expect(listing).toMatchObject({
      ok: true,
      value: { changes: [{ id: good.id }], problems: [{ kind: 'corrupt' }] },
    });
    for (const asked of [
      journal.latest(),
      journal.latestOf(good.project.arn),
      journal.find(name.slice(0, 20)),
    ]) {
      const answer = await asked;
      expect(answer).toMatchObject({ ok: false, error: { kind: 'corrupt' } });
      expect(!answer.ok && answer.error.message).toContain(name);
      expect(!answer.ok && answer.error.message).not.toMatch(/expected|invalid/i);
    }
    expect(await journal.find(good.id)).toEqual({ ok: true, value: good });
    expect(await readFile(join(directory, name), 'utf8')).toBe(text);
  });

  it('goes on where the damaged entry is older', async () => {
    await taken(1);
    const good = await taken(3);
    await writeFile(join(directory, '20261124T020002000Z-abcdef.json'), '[]');
    expect(await journal.latest()).toEqual({ ok: true, value: good });
  });

  it('believes no entry that lies under the name of another', async () => {
    const good = await taken(1);
    const other = '20261124T020002000Z-abcdef.json';
    await copyFile(join(directory, `${good.id}.json`), join(directory, other));
    const latest = await journal.latest();
    expect(!latest.ok && latest.error.message).toContain(`it holds change \`${good.id}\``);
  });

  it('stops at a newer file that is no entry', async () => {
    const good = await taken(1);
    await writeFile(join(directory, 'notes.json'), '{}');
    const latest = await journal.latest();
    expect(!latest.ok && latest.error.message).toContain('notes.json');
    await utimes(join(directory, 'notes.json'), 1, 1);
    expect(await journal.latest()).toEqual({ ok: true, value: good });
  });

  it('opens no pipe, directory or link', async () => {
    const good = await taken(1);
    execFileSync('mkfifo', [join(directory, '20261124T020002000Z-abcdef.json')]);
    await mkdir(join(directory, '20261124T020003000Z-abcdef.json'));
    await symlink('/dev/zero', join(directory, '20261124T020004000Z-abcdef.json'));
    expect(await journal.latest()).toEqual({ ok: true, value: good });
  });

  it('clears away what a killed process left, and nothing of a living one', async () => {
    const good = await taken(1);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const living = `.${good.id}.json.${process.pid}.tmp`;
    await writeFile(join(directory, `.${good.id}.json.${dead}.tmp`), '{');
    await writeFile(join(directory, living), '{');
    await journal.list();
    expect((await readdir(directory)).toSorted()).toEqual(
      [living, '.index.json', `${good.id}.json`].toSorted(),
    );
  });

  it('reads again only what was written since', async () => {
    const storage = fileStorage(directory);
    const read: string[] = [];
    const counted = openJournal({
      ...storage,
      read: (name) => {
        read.push(name);
        return storage.read(name);
      },
    });
    const [first, second] = [await taken(1), await taken(2)];
    await counted.list();
    expect(read.splice(0)).toHaveLength(2);
    await journal.update({ ...first, state: 'undone' });
    const listing = await counted.list();
    expect(read).toEqual([`${first.id}.json`]);
    expect(listing.ok && listing.value.changes.map(({ state }) => state)).toEqual(['applied', 'undone']);
    await writeFile(join(directory, '.index.json'), '{"damaged":');
    expect(await counted.list()).toEqual(listing);
    expect(second.id > first.id).toBe(true);
  });

  it('reports a directory that cannot be written', async () => {
    await writeFile(join(parent, 'rolemend'), 'a file in the way');
    const result = await journal.begin(newChange(planOf([]), at(1)));
    expect(result).toMatchObject({ ok: false, error: { kind: 'unwritable' } });
  });
});

const ARN = planOf([]).project.arn;

describe('the claim on the changes of a project', () => {
  const lock = (): string => join(directory, `.${ARN.replace(/[^\w.-]/g, '_')}.lock`);

  it('is one process alone', async () => {
    const claim = await journal.claim(ARN);
    expect(await journal.claim(ARN)).toMatchObject({ ok: false, error: { kind: 'busy' } });
    expect((await journal.busy(ARN))?.message).toContain(`process ${process.pid}`);
    expect(await journal.busy('arn:aws:codebuild:us-west-2:290008131176:project/other')).toBeNull();
    if (claim.ok) await claim.value.release();
    expect(await journal.busy(ARN)).toBeNull();
    expect((await journal.claim(ARN)).ok).toBe(true);
  });

  it.each([
    ['that is gone', { pid: spawnSync(process.execPath, ['-e', '']).pid, start: null }],
    ['whose ID another has by now', { pid: process.pid, start: 'another time' }],
  ])('is taken over from a process %s', async (_, held) => {
    await mkdir(directory);
    await writeFile(lock(), JSON.stringify({ ...held, host: hostname(), since: 'then' }));
    expect(await journal.busy(ARN)).toBeNull();
    expect((await journal.claim(ARN)).ok).toBe(true);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('is not taken from a process of another machine', async () => {
    await mkdir(directory);
    await writeFile(lock(), JSON.stringify({ pid: 1, start: null, host: 'elsewhere', since: 'then' }));
    expect(await journal.claim(ARN)).toMatchObject({ ok: false, error: { kind: 'busy' } });
  });
});

const FIRST_KINDS: readonly StepKind[] = [
  'put-role-policy',
  'create-policy',
  'create-policy-version',
  'attach-role-policy',
  'create-role',
  'set-project-role',
  'create-repository',
];

describe('an entry of the first format', () => {
  const entries = join(import.meta.dirname, 'entries');
  const names = readdirSync(entries);

  it('stands for each kind that the format had', () => {
    const kinds = names.flatMap((name) =>
      JSON.parse(readFileSync(join(entries, name), 'utf8')).steps.map(
        ({ step }: Change['steps'][number]) => step.kind,
      ),
    );
    expect(new Set(kinds)).toEqual(new Set(FIRST_KINDS));
  });

  it.each(CASES.map((one, index) => ({ ...one, file: names.toSorted()[index] ?? '' })))(
    'of $name is listed, gone on with and undone',
    async ({ account, file }) => {
      const text = readFileSync(join(entries, file), 'utf8');
      const stopped = text
        .replaceAll('"state": "done"', '"state": "planned"')
        .replace('"applied"', '"failed"');
      const storage = memoryStorage();
      storage.texts.set(file, stopped);
      const old = openJournal(storage);
      const found = await old.find(file.slice(0, 18));
      if (!found.ok) throw new Error(found.error.message);
      const fake = account();
      const before = fake.picture();
      const ports = { reader: fake.reader, writer: fake.writer, journal: old, clock: fakeClock() };
      const resumed = await resumeChange(found.value, ports);
      if (!resumed.ok) throw new Error(resumed.error.message);
      expect(fake.picture()).not.toBe(before);
      expect(await old.latest()).toEqual(resumed);
      expect(await undoChange(resumed.value, ports)).toMatchObject({ ok: true, value: { kept: [] } });
      expect(fake.picture()).toBe(before);
    },
  );
});
