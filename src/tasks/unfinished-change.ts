/** A change of a project that has to come to its end before another one is begun. */
import { type Change, hasEffect } from '#apply/change.ts';
import type { Journal, JournalProblem } from '#apply/journal.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';

/** The newest one of the project, unless it did nothing or `isEnded`; null: there is none. */
export async function unfinishedChange(
  { snapshot }: Pick<Diagnosis, 'snapshot'>,
  journal: Journal,
  isEnded: (change: Change) => boolean,
): Promise<Result<Change | null, { readonly kind: 'journal'; readonly problem: JournalProblem }>> {
  const { arn } = snapshot.project;
  const busy = await journal.busy(arn);
  if (busy !== null) return err({ kind: 'journal', problem: busy });
  const newest = await journal.latestOf(arn);
  if (!newest.ok) return err({ kind: 'journal', problem: newest.error });
  const change = newest.value;
  return ok(change !== null && hasEffect(change) && !isEnded(change) ? change : null);
}
