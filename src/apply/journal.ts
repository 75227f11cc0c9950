/**
 * What was applied, so that it can be verified, resumed and undone. Comes in: changes. Goes out: the same
 * changes, by id, prefix or time, and problems for entries that cannot be read. Never: deletes or mends
 * an entry, keeps a secret, passes over an entry it cannot read to an older one, or reports a write as done before
 * it is on the disk.
 */
import { err, ok, type Result } from '#basics/result.ts';
import { type BegunBuild, readBegun, wordBegun } from './begun-build.ts';
import { type Change, hasEffect, withId } from './change.ts';
import { parseEntry, SUFFIX, wordError } from './journal-entry.ts';
import { type ChangeRow, listEntries, type UnreadEntry } from './journal-index.ts';
import type { Claim, JournalStorage, LockOwner } from './journal-storage.ts';

export interface JournalProblem {
  readonly kind: 'unwritable' | 'unreadable' | 'no-such-change' | 'ambiguous' | 'corrupt' | 'busy';
  readonly message: string;
}

export interface JournalListing {
  /** Newest first. */
  readonly changes: readonly ChangeRow[];
  /** Entries that could not be read; they are left as they are. */
  readonly problems: readonly JournalProblem[];
}

export interface Journal {
  /** Writes a first entry, under an id that no other has. */
  begin(change: Change): Promise<Result<Change, JournalProblem>>;
  update(change: Change): Promise<Result<null, JournalProblem>>;
  list(): Promise<Result<JournalListing, JournalProblem>>;
  /** By id, or by the beginning of one that no other shares. */
  find(id: string): Promise<Result<Change, JournalProblem>>;
  /** The newest change that stands, wholly or in part; null: there is none. An unread entry that is newer is a problem. */
  latest(): Promise<Result<Change | null, JournalProblem>>;
  /** The newest change of a project, by its ARN; likewise. */
  latestOf(projectArn: string): Promise<Result<Change | null, JournalProblem>>;
  /** The change that an approval of this file was used for and that did something; null: none. */
  usedApproval(fileHash: string): Promise<Result<string | null, JournalProblem>>;
  /** The build that a project was last to be given; null: none, or it is settled. */
  begunBuild(projectArn: string): Promise<Result<BegunBuild | null, JournalProblem>>;
  rememberBuild(projectArn: string, build: BegunBuild | null): Promise<Result<null, JournalProblem>>;
  /** Takes a project's changes for this process alone. */
  claim(projectArn: string): Promise<Result<Claim, JournalProblem>>;
  /** That another process is at a project's changes now; null: none is. */
  busy(projectArn: string): Promise<JournalProblem | null>;
}

export function openJournal(storage: JournalStorage): Journal {
  return {
    begin: (change) => begin(storage, change),
    update: (change) => update(storage, change),
    list: async () => {
      const listed = await listEntries(storage);
      if (!listed.ok) return err(unreadable(storage, listed.error));
      const { rows, unread } = listed.value;
      return ok({ changes: rows, problems: unread.map((entry) => corrupt(storage, entry)) });
    },
    find: (id) => find(storage, id),
    latest: () => newest(storage, stands),
    latestOf: (arn) => newest(storage, ({ project }) => project.arn === arn),
    usedApproval: (fileHash) => usedApproval(storage, fileHash),
    begunBuild: (arn) => begunBuild(storage, arn),
    rememberBuild: (arn, build) => replace(storage, buildFile(arn), wordBegun(arn, build)),
    claim: (arn) => claim(storage, arn),
    busy: async (arn) => {
      const owner = await storage.ownerOf(lockName(arn));
      return owner === null ? null : ownedBy(owner, arn);
    },
  };
}

const stands = (row: ChangeRow): boolean => row.state !== 'undone' && hasEffect(row);

/** A change of the project that is not known to be older than what was found may be the very one that is asked for. */
async function newest(
  storage: JournalStorage,
  isIt: (row: ChangeRow) => boolean,
): Promise<Result<Change | null, JournalProblem>> {
  const listed = await listEntries(storage);
  if (!listed.ok) return err(unreadable(storage, listed.error));
  const { rows, unread } = listed.value;
  const row = rows.find(isIt);
  const newer = unread.find((entry) => row === undefined || isNewer(entry, row));
  if (newer !== undefined) return err(corrupt(storage, newer));
  return row === undefined ? ok(null) : readChange(storage, row.id);
}

/** An entry's name tells its time; of a file of another name only the time it was written is known. */
function isNewer(entry: UnreadEntry, row: ChangeRow): boolean {
  return entry.isNamed ? entry.name > row.id : entry.writtenAt > Date.parse(row.startedAt);
}

/** An entry that cannot be read may be the one that used it. */
async function usedApproval(
  storage: JournalStorage,
  fileHash: string,
): Promise<Result<string | null, JournalProblem>> {
  const listed = await listEntries(storage);
  if (!listed.ok) return err(unreadable(storage, listed.error));
  const { rows, unread } = listed.value;
  const [broken] = unread;
  if (broken !== undefined) return err(corrupt(storage, broken));
  return ok(rows.find((row) => row.approvedFile === fileHash && hasBegun(row))?.id ?? null);
}

/** Not one that was refused before it did anything: the same approval still stands. */
const hasBegun = ({ steps }: ChangeRow): boolean => steps.some(({ state }) => state !== 'planned');

async function begin(storage: JournalStorage, change: Change): Promise<Result<Change, JournalProblem>> {
  try {
    const taken = new Set((await storage.entries()).map(({ name }) => name));
    let id = change.id;
    for (let number = 2; taken.has(id + SUFFIX); number++) id = `${change.id}-${number}`;
    const named = withId(change, id);
    const written = await update(storage, named);
    return written.ok ? ok(named) : written;
  } catch (error) {
    return err(unwritable(storage, error));
  }
}

const update = (storage: JournalStorage, change: Change): Promise<Result<null, JournalProblem>> =>
  replace(storage, change.id + SUFFIX, `${JSON.stringify(change, null, 2)}\n`);

async function replace(
  storage: JournalStorage,
  name: string,
  text: string,
): Promise<Result<null, JournalProblem>> {
  try {
    await storage.replace(name, text);
    return ok(null);
  } catch (error) {
    return err(unwritable(storage, error));
  }
}

async function find(storage: JournalStorage, id: string): Promise<Result<Change, JournalProblem>> {
  const listed = await listEntries(storage);
  if (!listed.ok) return err(unreadable(storage, listed.error));
  const { rows, unread } = listed.value;
  const exact = rows.find((row) => row.id === id);
  if (exact !== undefined) return readChange(storage, id);
  // The beginning of every ID is no name: `undo "$ID"` with nothing in it must not take back a change.
  const matches = id === '' ? [] : rows.filter((row) => row.id.startsWith(id));
  const broken = id === '' ? undefined : unread.find(({ name }) => name.startsWith(id));
  if (broken !== undefined) return err(corrupt(storage, broken));
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return readChange(storage, match.id);
  const ids = (matches.length > 1 ? matches : rows).slice(0, 3).map((row) => `\`${row.id}\``);
  if (matches.length > 1)
    return err({ kind: 'ambiguous', message: `several changes begin with \`${id}\`: ${ids.join(', ')}` });
  const known = ids.length === 0 ? 'the journal is empty' : `the newest are ${ids.join(', ')}`;
  return err({ kind: 'no-such-change', message: `there is no change \`${id}\`; ${known}` });
}

async function readChange(storage: JournalStorage, id: string): Promise<Result<Change, JournalProblem>> {
  const name = id + SUFFIX;
  try {
    const read = parseEntry(name, await storage.read(name));
    return read.ok ? read : err(corrupt(storage, { name, why: read.error }));
  } catch (error) {
    return err(corrupt(storage, { name, why: wordError(error) }));
  }
}

async function begunBuild(
  storage: JournalStorage,
  projectArn: string,
): Promise<Result<BegunBuild | null, JournalProblem>> {
  const name = buildFile(projectArn);
  try {
    const read = await readBegun(storage, { name, projectArn });
    return read.ok ? read : err(corrupt(storage, { name, why: read.error }));
  } catch (error) {
    return err(corrupt(storage, { name, why: wordError(error) }));
  }
}

async function claim(storage: JournalStorage, projectArn: string): Promise<Result<Claim, JournalProblem>> {
  try {
    const taken = await storage.lock(lockName(projectArn));
    return taken.ok ? taken : err(ownedBy(taken.error, projectArn));
  } catch (error) {
    return err(unwritable(storage, error));
  }
}

/** ARNs hold characters that file names may not. */
const lockName = (projectArn: string): string => projectArn.replace(/[^\w.-]/g, '_');

/** Begins with a full stop, so it is no entry. */
const buildFile = (projectArn: string): string => `.build.${lockName(projectArn)}${SUFFIX}`;

function ownedBy({ pid, host, since }: LockOwner, projectArn: string): JournalProblem {
  const name = projectArn.slice(projectArn.indexOf('/') + 1);
  const message = `process ${pid} on \`${host}\` has been at a change of project \`${name}\` since ${since}`;
  return { kind: 'busy', message };
}

function corrupt(storage: JournalStorage, { name, why }: Pick<UnreadEntry, 'name' | 'why'>): JournalProblem {
  return {
    kind: 'corrupt',
    message: `journal entry \`${name}\` in \`${storage.place}\` could not be read, and is left as it is: ${why}`,
  };
}

function unreadable(storage: JournalStorage, why: string): JournalProblem {
  return { kind: 'unreadable', message: `journal \`${storage.place}\` could not be read: ${why}` };
}

function unwritable(storage: JournalStorage, error: unknown): JournalProblem {
  return {
    kind: 'unwritable',
    message: `the journal could not be written in \`${storage.place}\`: ${wordError(error)}`,
  };
}
