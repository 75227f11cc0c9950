/**
 * The rows of a listing without reading every entry. Comes in: the storage. Goes out: a row for each entry, newest
 * first, and the entries that could not be read. Never: believes the index of an entry that was written since; what
 * the index holds is made again from the entries where it is missing or damaged.
 */
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';
import { stepSummary } from '#plan/steps/step.ts';
import { type Change, CHANGE_STATES, STEP_STATES } from './change.ts';
import { parseEntry, wordError } from './journal-entry.ts';
import type { JournalStorage, StoredEntry } from './journal-storage.ts';

const text = z.string();
const rowSchema = z
  .strictObject({
    id: text,
    state: z.enum(CHANGE_STATES),
    startedAt: text,
    project: z.strictObject({ name: text, arn: text, account: text, region: text }).readonly(),
    /** SHA-256 of the file that the plan travelled in. */
    approvedFile: text.exactOptional(),
    steps: z.array(z.strictObject({ summary: text, state: z.enum(STEP_STATES) }).readonly()).readonly(),
  })
  .readonly();

/** As much of a change as a listing shows. */
export type ChangeRow = z.infer<typeof rowSchema>;

const indexSchema = z.record(text, z.strictObject({ mark: text, row: rowSchema }).readonly());
type Index = z.infer<typeof indexSchema>;

export interface UnreadEntry {
  readonly name: string;
  readonly why: string;
  /** Whether the name is that of a change, and so tells its time. */
  readonly isNamed: boolean;
  readonly writtenAt: number;
}

export interface Entries {
  /** Newest first. */
  readonly rows: readonly ChangeRow[];
  readonly unread: readonly UnreadEntry[];
}

/** The name of an entry: the time, the plan, and a number where two began in one millisecond. */
const ENTRY_NAME = /^\d{8}T\d{9}Z-[0-9a-f]{6}(?:-\d+)?\.json$/;
/** Entries read at once: below the number of files that a process may have open. */
const AT_ONCE = 64;

/** All there is; an error where the storage cannot be looked into. */
export async function listEntries(storage: JournalStorage): Promise<Result<Entries, string>> {
  try {
    const entries = (await storage.entries()).filter(({ name }) => /^[^.].*\.json$/.test(name));
    const before = await readIndex(storage);
    const kept = entries.filter(({ name, mark }) => before.get(name)?.mark === mark);
    const changed = entries.filter(({ name, mark }) => before.get(name)?.mark !== mark);
    const index: Index = Object.fromEntries(kept.flatMap(({ name }) => pairOf(name, before.get(name))));
    const unread: UnreadEntry[] = [];
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const batch = changed.slice(from, from + AT_ONCE);
      const read = await Promise.all(batch.map((entry) => readEntry(storage, entry)));
      read.forEach((change, at) => {
        const entry = batch[at];
        if (entry === undefined) return;
        if (change.ok) index[entry.name] = { mark: entry.mark, row: rowOf(change.value) };
        else unread.push(unreadEntry(entry, change.error));
      });
    }
    if (changed.length > unread.length) await storage.scratch.write(JSON.stringify(index));
    const rows = Object.values(index).map(({ row }) => row);
    return ok({ rows: rows.toSorted((left, right) => (left.id < right.id ? 1 : -1)), unread });
  } catch (error) {
    return err(wordError(error));
  }
}

const pairOf = <T>(name: string, value: T | undefined): readonly (readonly [string, T])[] =>
  value === undefined ? [] : [[name, value]];

async function readIndex({ scratch }: JournalStorage): Promise<ReadonlyMap<string, Index[string]>> {
  const kept = await scratch.read();
  if (kept === null) return new Map();
  try {
    const parsed = indexSchema.safeParse(JSON.parse(kept));
    return new Map(parsed.success ? Object.entries(parsed.data) : []);
  } catch {
    return new Map();
  }
}

async function readEntry(storage: JournalStorage, { name }: StoredEntry): Promise<Result<Change, string>> {
  if (!ENTRY_NAME.test(name)) return err('its name is not that of a change');
  try {
    return parseEntry(name, await storage.read(name));
  } catch (error) {
    return err(wordError(error));
  }
}

const unreadEntry = ({ name, writtenAt }: StoredEntry, why: string): UnreadEntry => ({
  name,
  why,
  isNamed: ENTRY_NAME.test(name),
  writtenAt,
});

function rowOf({ id, state, startedAt, project, approval, steps }: Change): ChangeRow {
  const { name, arn, account, region } = project;
  return {
    id,
    state,
    startedAt,
    project: { name, arn, account, region },
    ...(approval?.file === undefined ? {} : { approvedFile: approval.file }),
    steps: steps.map((record) => ({ summary: stepSummary(record.step), state: record.state })),
  };
}
