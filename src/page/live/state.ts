/** What the page knows: what the server told, and whether it is heard. */
import type { AboutDocument, Message, ProjectRow, Scan, Work } from '../messages.ts';
import type { Line } from './events.ts';
import type { Refusal } from './session.ts';

export interface State {
  /** Null: not known yet. */
  readonly about: AboutDocument | null;
  /** Why nothing can be shown. */
  readonly refusal: Refusal | null;
  readonly line: Line;
  readonly rows: ReadonlyMap<string, ProjectRow>;
  /** Null: nothing was heard yet. */
  readonly scan: Scan | null;
  readonly work: Work | null;
}

export const NOTHING: State = {
  about: null,
  refusal: null,
  line: 'open',
  rows: new Map(),
  scan: null,
  work: null,
};

/** The state after several messages: those that come together are shown together. */
export function told(state: State, messages: readonly Message[]): State {
  let { scan, work } = state;
  let rows: Map<string, ProjectRow> | null = null;
  for (const message of messages) {
    if (message.kind === 'all' || message.kind === 'list') rows = byName(message.rows);
    if (message.kind === 'all') ({ scan, work } = message);
    if (message.kind === 'scan') ({ scan } = message);
    if (message.kind === 'work') ({ work } = message);
    if (message.kind === 'rows') {
      rows ??= new Map(state.rows);
      for (const row of message.rows) rows.set(row.name, row);
    }
    if (work !== null && message.kind === 'line' && message.id === work.id)
      work = { ...work, lines: [...work.lines, message.line] };
    if (work !== null && message.kind === 'phase' && message.id === work.id)
      work = { ...work, phases: [...work.phases, message.phase] };
  }
  return { ...state, scan, work, rows: rows ?? state.rows };
}

const byName = (rows: readonly ProjectRow[]): Map<string, ProjectRow> =>
  new Map(rows.map((row) => [row.name, row]));
