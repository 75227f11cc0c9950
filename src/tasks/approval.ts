import type { Approval } from '#apply/change.ts';
import type { TravelledPlan } from './travelled-plan.ts';

/** How a yes was given. */
interface Given {
  readonly unattended?: boolean;
  readonly travelled?: TravelledPlan;
  readonly host?: string;
  readonly narrow?: string;
}

/** Whose yes a change rests on: `hash` of the plan that was shown, `by` the ARN of the caller. */
export function approvalOf(
  { travelled, unattended, host, narrow }: Given,
  { hash, by }: { readonly hash: string; readonly by: string },
  now: Date,
): Approval {
  return {
    plan: hash,
    ...(travelled === undefined ? {} : { file: travelled.sha256 }),
    how: unattended !== true ? 'asked' : travelled === undefined ? 'yes' : 'approve',
    by,
    at: now.toISOString(),
    ...(host === undefined ? {} : { host }),
    ...(narrow === undefined ? {} : { as: narrow }),
  };
}
