/** Which plans are not applied where nobody weighs them: those that leave the build red, and roles chosen unasked that may do more. */
import type { Plan, PlanOptions } from '#plan/plan.ts';

/** `surplus`: the role was chosen by Rolemend, and may do more than the project needs. */
export type HeldBack = 'not-green' | 'surplus';

export interface Attendance {
  /** Nobody is there to weigh what a plan leaves open. */
  readonly unattended?: boolean;
  /** Applies a plan that leaves the build red as well. */
  readonly partial?: boolean;
}

export function whyHeldBack(
  { unattended, partial, planning }: Attendance & { readonly planning: PlanOptions },
  plan: Plan,
): HeldBack | null {
  if (unattended !== true) return null;
  if (plan.expectedEnd.kind === 'not-green' && partial !== true) return 'not-green';
  const isChosen = plan.strategy === 'switch-role' && planning.roleName === null;
  return isChosen && (plan.proof.surplus.length > 0 || !plan.proof.exact) ? 'surplus' : null;
}
