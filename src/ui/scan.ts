/** The diagnoses of all projects, in the background: begun, told as they come, cancelled, begun again. */
import type { Message, ProjectRow, Scan } from '#page/messages.ts';
import type { Desk } from './desk.ts';

export interface Scanning {
  readonly rows: () => readonly ProjectRow[];
  readonly scan: () => Scan;
  /** Reads which projects there are, and no more: nobody waits for the names while diagnoses take the processor. */
  readonly list: () => void;
  /** Begins anew unless one is under way. */
  readonly begin: () => void;
  /** Those under way are told; no other is begun. */
  readonly cancel: () => void;
  /** What is known of one project by now. */
  readonly learn: (row: ProjectRow) => void;
}

const NOTHING_YET: Scan = { state: 'listing', done: 0, of: 0, problem: null };

export function newScanning(
  desk: Pick<Desk, 'projects' | 'diagnoses'>,
  publish: (message: Message) => void,
): Scanning {
  const rows = newRows(publish);
  let scan = NOTHING_YET;
  let stop: AbortController | null = null;
  let listing: Promise<Listed> | null = null;

  function tell(now: Scan): void {
    scan = now;
    publish({ kind: 'scan', scan });
  }

  const list = (): Promise<Listed> => listProjects(desk, rows, tell);

  async function run(signal: AbortSignal): Promise<void> {
    const early = await listing;
    listing = null;
    const listed = early ?? (await list());
    if (listed !== null) await read(listed, signal);
  }

  async function read(listed: readonly ProjectRow[], signal: AbortSignal): Promise<void> {
    let done = 0;
    const of = listed.length;
    const at = (state: Scan['state'], problem: Scan['problem'] = null) => ({ state, done, of, problem });
    for await (const { row, stops } of desk.diagnoses(listed, signal)) {
      done += 1;
      rows.learn(row);
      if (stops) return tell(at('stopped', row.problem));
      tell(at('reading'));
    }
    tell(at(signal.aborted ? 'cancelled' : 'ended'));
  }

  return {
    rows: rows.all,
    scan: () => scan,
    list: () => {
      listing = list();
    },
    begin: () => {
      if (stop !== null) return;
      stop = new AbortController();
      void run(stop.signal).finally(() => {
        stop = null;
      });
    },
    cancel: () => stop?.abort(),
    learn: rows.learn,
  };
}

/** Null: they could not be read, which was told. */
type Listed = readonly ProjectRow[] | null;

async function listProjects(
  desk: Pick<Desk, 'projects'>,
  rows: ReturnType<typeof newRows>,
  tell: (scan: Scan) => void,
): Promise<Listed> {
  tell(NOTHING_YET);
  let listed: Listed = null;
  for await (const now of desk.projects()) {
    if (!now.ok) {
      tell({ ...NOTHING_YET, state: 'stopped', problem: now.error });
      return null;
    }
    if (listed === null) rows.list(now.value);
    else rows.learn(...now.value.filter(({ build }) => build !== null));
    listed = now.value;
  }
  tell({ ...NOTHING_YET, state: 'reading', of: listed?.length ?? 0 });
  return listed ?? [];
}

/** What is known of each project by now. */
function newRows(publish: (message: Message) => void) {
  const rows = new Map<string, ProjectRow>();
  const all = (): readonly ProjectRow[] => [...rows.values()];
  return {
    all,
    /** Those there are, each with what was known of it. */
    list: (listed: readonly ProjectRow[]): void => {
      const before = new Map(rows);
      rows.clear();
      for (const row of listed) rows.set(row.name, withKnown(row, before.get(row.name)));
      publish({ kind: 'list', rows: all() });
    },
    learn: (...learned: readonly ProjectRow[]): void => {
      const known = learned.map((row) => withKnown(row, rows.get(row.name)));
      for (const row of known) rows.set(row.name, row);
      publish({ kind: 'rows', rows: known });
    },
  };
}

/** A list tells no diagnosis, and a project that could not be read no build: what was known of it counts. */
const withKnown = (row: ProjectRow, known: ProjectRow | undefined): ProjectRow => ({
  ...row,
  build: row.build ?? known?.build ?? null,
  diagnosis: row.problem === null ? (row.diagnosis ?? known?.diagnosis ?? null) : row.diagnosis,
});
