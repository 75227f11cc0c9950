/** A finding that no policy ends, and what whoever keeps it would run or write. */
import type { Snapshot } from '#account/snapshot.ts';
import type { Finding } from '#diagnosis/finding.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { type AwsCall, type HandoffChange, NO_CHANGE } from './handoff.ts';

/** A finding with what shows it. */
export interface ShownFinding {
  readonly snapshot: Snapshot;
  readonly finding: Finding;
  /** Of the finding alone. */
  readonly evidence: readonly Evidence[];
  /** Of the whole diagnosis. */
  readonly all: readonly Evidence[];
}

/** What to run, what to write instead of what, or both. */
export interface FindingChange {
  readonly calls: readonly AwsCall[];
  readonly change: HandoffChange;
}

export type ChangeOf = (shown: ShownFinding) => FindingChange;

export const toRun = (calls: readonly AwsCall[]): FindingChange => ({ calls, change: NO_CHANGE });
export const toWrite = (before: string | null, after: string): FindingChange => ({
  calls: [],
  change: { before, after, statement: null },
});
