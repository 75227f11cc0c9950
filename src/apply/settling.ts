/** How long a write of which nothing was heard may still arrive. */
import type { StepRecord } from './change.ts';

/**
 * Five minutes in which AWS takes a signed request, one in which a write of ours may have been repeated, and one in
 * which a reader may still be shown what was there before. Source: IAM User Guide, reference_sigv and troubleshoot
 * (eventual consistency; it gives no number).
 */
const SETTLING = 7 * 60_000;

/** Until when a write of this step may still show, in milliseconds; null: none is open. */
export function openUntil({ state, at, lost }: StepRecord, now: number): number | null {
  const sent = [...(state === 'started' ? [at] : []), ...(lost === undefined ? [] : [lost])];
  const until = Math.max(...sent.map((time) => Date.parse(time) + SETTLING));
  return until > now ? until : null;
}
