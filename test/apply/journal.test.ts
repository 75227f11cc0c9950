import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Change, newChange } from '#apply/change.ts';
import { fileStorage } from '#apply/file-storage.ts';
import { type Journal, openJournal } from '#apply/journal.ts';
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

describe('the journal on disk', () => {
  it('takes no ID for the name of no change, though every ID begins with it', async () => {
    const only = await begun(1);
    expect(await journal.find(only.id.slice(0, 4))).toEqual({ ok: true, value: only });
    expect(await journal.find('')).toMatchObject({ ok: false, error: { kind: 'no-such-change' } });
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

  it('takes the newest change that is not undone for the latest', async () => {
    const first = await begun(1);
    const second = await begun(2);
    await journal.update({ ...second, state: 'undone' });
    expect(await journal.latest()).toEqual({ ok: true, value: first });
  });

  it.each([
    ['cut short', '{"schema": "rolemend.change/1", "id": '],
    ['of another schema', '{"schema": "rolemend.change/2"}'],
    ['no object', '[]'],
  ])('reports an entry that is %s and leaves it as it is', async (_, text) => {
    const good = await begun(1);
    await writeFile(join(directory, 'bad.json'), text);
    const listing = await journal.list();
    expect(listing).toMatchObject({ ok: true, value: { changes: [good], problems: [{ kind: 'corrupt' }] } });
    expect(await journal.find('bad')).toMatchObject({ ok: false, error: { kind: 'corrupt' } });
    expect(await readFile(join(directory, 'bad.json'), 'utf8')).toBe(text);
  });

  it('reports a directory that cannot be written', async () => {
    await writeFile(join(parent, 'rolemend'), 'a file in the way');
    const result = await journal.begin(newChange(planOf([]), at(1)));
    expect(result).toMatchObject({ ok: false, error: { kind: 'unwritable' } });
  });
});
