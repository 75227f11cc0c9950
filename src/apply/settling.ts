/** How long a write of which nothing was heard may still arrive. */
import type { StepRecord } from './change.ts';
import type { ApplyPorts, ApplyProblem } from './ports.ts';
import type { StepRunner } from './steps/step-runner.ts';

/**
 * Five minutes in which AWS takes a signed request, one in which a write of ours may have been repeated, and one in
 * which a reader may still be shown what was there before. Source: IAM User Guide, reference_sigv and troubleshoot
 * (eventual consistency; it gives no number).
 */
export const SETTLING = 7 * 60_000;

/** Until when a write of this step may still show, in milliseconds; null: none is open. */
export function openUntil({ state, at, lost }: StepRecord, now: number): number | null {
  const sent = [...(state === 'started' ? [at] : []), ...(lost === undefined ? [] : [lost])];
  const until = Math.max(...sent.map((time) => Date.parse(time) + SETTLING));
  return until > now ? until : null;
}

/** The steps of which a write may still arrive, as what stops a change; null: there is none. */
export function unsettledOf(
  steps: readonly { readonly entry: StepRecord; readonly runner: StepRunner }[],
  { clock }: Pick<ApplyPorts, 'clock'>,
): ApplyProblem['cause'] | null {
  const now = clock.now().getTime();
  const open = steps.flatMap(({ entry, runner }) => {
    const until = openUntil(entry, now);
    return until === null ? [] : [{ what: runner.what, until }];
  });
  if (open.length === 0) return null;
  const until = new Date(Math.max(...open.map((one) => one.until))).toISOString();
  return { kind: 'unsettled', what: open.map(({ what }) => what), until };
}
