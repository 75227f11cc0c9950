/**
 * Whether a plan that travelled may still be applied. Comes in: its file, and what is planned afresh from the account. Goes out:
 * null, or why it is refused. Never: applies what the file says instead of what was planned.
 */
import type { Journal, JournalProblem } from '#apply/journal.ts';
import { createTwoFilesPatch } from 'diff';
import { ok, type Result } from '#basics/result.ts';
import { planFileText, type PlanOrigin } from '#plan/plan-file.ts';
import type { Diagnosed } from './diagnose.ts';

/** A plan's file, and what an approval of it names. */
export interface TravelledPlan {
  readonly text: string;
  readonly sha256: string;
  readonly origin: PlanOrigin;
}

/** Why it is not applied. */
export interface Refusal {
  /** What is planned now against the file, as a patch; null: it is the same. */
  readonly difference: string | null;
  /** Nothing is left to change. */
  readonly done: boolean;
  /** The change that this very approval was used for; null: none of this journal. */
  readonly usedBy: string | null;
}

/** Null: it is what is planned now, to the byte, and not approved by a used approval; or there is no plan, which is told as such. */
export async function whyRefused(
  { text, sha256, origin }: TravelledPlan,
  diagnosed: Diagnosed,
  { unattended, journal }: { readonly unattended: boolean; readonly journal: Journal },
): Promise<Result<Refusal | null, JournalProblem>> {
  // Without what its operator may do of it, which is another for everybody.
  const { plan: fresh } = await diagnosed.again({});
  if (!fresh.ok) return ok(null);
  const used = unattended ? await journal.usedApproval(sha256) : ok(null);
  if (!used.ok) return used;
  const now = planFileText(fresh.value, origin.inputs);
  if (now === text && used.value === null) return ok(null);
  const done = fresh.value.steps.length === 0;
  return ok({ difference: now === text ? null : patch(text, now), done, usedBy: used.value });
}

function patch(file: string, now: string): string {
  const difference = createTwoFilesPatch('the file', 'the plan now', file, now, '', '', { context: 2 });
  return difference.split('\n').slice(1).join('\n');
}
