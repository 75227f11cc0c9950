/**
 * What was applied, so that it can be verified, resumed and undone. Comes in: changes. Goes out: the same
 * changes, by id, prefix or time, and problems for entries that cannot be read. Never: deletes or mends
 * an entry, keeps a secret, or reports a write as done before it is on the disk.
 */
import { err, ok, type Result } from '#basics/result.ts';
import { type Change, changeSchema } from './change.ts';

export interface JournalProblem {
  readonly kind: 'unwritable' | 'unreadable' | 'no-such-change' | 'ambiguous' | 'corrupt';
  readonly message: string;
}

/** Where entries are kept: one text a name. Methods reject with what the system reports. */
export interface JournalStorage {
  names(): Promise<readonly string[]>;
  read(name: string): Promise<string>;
  /** Replaces the text as a whole, or leaves the old one: nothing in between survives a crash. */
  replace(name: string, text: string): Promise<void>;
  /** For messages: the directory. */
  readonly place: string;
}

export interface JournalListing {
  /** Newest first. */
  readonly changes: readonly Change[];
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
  /** The newest change that is not undone; null: there is none. */
  latest(): Promise<Result<Change | null, JournalProblem>>;
}

const SUFFIX = '.json';

export function openJournal(storage: JournalStorage): Journal {
  return {
    begin: (change) => begin(storage, change),
    update: (change) => update(storage, change),
    list: () => list(storage),
    find: (id) => find(storage, id),
    latest: async () => {
      const listing = await list(storage);
      if (!listing.ok) return listing;
      return ok(listing.value.changes.find(({ state }) => state !== 'undone') ?? null);
    },
  };
}

async function begin(storage: JournalStorage, change: Change): Promise<Result<Change, JournalProblem>> {
  try {
    const taken = new Set(await storage.names());
    let id = change.id;
    for (let number = 2; taken.has(id + SUFFIX); number++) id = `${change.id}-${number}`;
    const named = { ...change, id };
    const written = await update(storage, named);
    return written.ok ? ok(named) : written;
  } catch (error) {
    return err(unwritable(storage, error));
  }
}

async function update(storage: JournalStorage, change: Change): Promise<Result<null, JournalProblem>> {
  try {
    await storage.replace(change.id + SUFFIX, `${JSON.stringify(change, null, 2)}\n`);
    return ok(null);
  } catch (error) {
    return err(unwritable(storage, error));
  }
}

async function list(storage: JournalStorage): Promise<Result<JournalListing, JournalProblem>> {
  try {
    const names = (await storage.names()).filter((name) => name.endsWith(SUFFIX));
    const entries = await Promise.all(names.map((name) => readEntry(storage, name)));
    const changes = entries.flatMap((entry) => (entry.ok ? [entry.value] : []));
    return ok({
      changes: changes.toSorted(newestFirst),
      problems: entries.flatMap((entry) => (entry.ok ? [] : [entry.error])),
    });
  } catch (error) {
    return err({
      kind: 'unreadable',
      message: `journal \`${storage.place}\` could not be read: ${wordError(error)}`,
    });
  }
}

function newestFirst(left: Change, right: Change): number {
  if (left.startedAt !== right.startedAt) return left.startedAt < right.startedAt ? 1 : -1;
  return left.id < right.id ? 1 : -1;
}

async function readEntry(storage: JournalStorage, name: string): Promise<Result<Change, JournalProblem>> {
  try {
    const parsed = changeSchema.safeParse(JSON.parse(await storage.read(name)));
    if (parsed.success) return ok(parsed.data);
    const [issue] = parsed.error.issues;
    return err(corrupt(storage, name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`));
  } catch (error) {
    return err(corrupt(storage, name, wordError(error)));
  }
}

async function find(storage: JournalStorage, id: string): Promise<Result<Change, JournalProblem>> {
  const listing = await list(storage);
  if (!listing.ok) return listing;
  const { changes, problems } = listing.value;
  const exact = changes.find((change) => change.id === id);
  if (exact !== undefined) return ok(exact);
  // The beginning of every ID is no name: `undo "$ID"` with nothing in it must not take back a change.
  const matches = id === '' ? [] : changes.filter((change) => change.id.startsWith(id));
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return ok(match);
  const ids = (matches.length > 1 ? matches : changes).slice(0, 3).map((change) => `\`${change.id}\``);
  if (matches.length > 1)
    return err({ kind: 'ambiguous', message: `several changes begin with \`${id}\`: ${ids.join(', ')}` });
  const broken = id === '' ? undefined : problems.find(({ message }) => message.includes(`\`${id}`));
  if (broken !== undefined) return err(broken);
  const known = ids.length === 0 ? 'the journal is empty' : `the newest are ${ids.join(', ')}`;
  return err({ kind: 'no-such-change', message: `there is no change \`${id}\`; ${known}` });
}

function corrupt(storage: JournalStorage, name: string, why: string): JournalProblem {
  return {
    kind: 'corrupt',
    message: `journal entry \`${name}\` in \`${storage.place}\` could not be read, and is left as it is: ${why}`,
  };
}

function unwritable(storage: JournalStorage, error: unknown): JournalProblem {
  return {
    kind: 'unwritable',
    message: `the journal could not be written in \`${storage.place}\`: ${wordError(error)}`,
  };
}

function wordError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
