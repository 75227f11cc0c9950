import type { Plan } from '#plan/plan.ts';
import { planJson } from '../diagnosis-json.ts';
import { safeJson } from '../safe-json.ts';

/**
 * The plan as data: what stands under `plan` in the JSON of `fix`, but for what no form of a plan is asked for with: the
 * other ways to end it, and what whoever asks may do.
 */
export function emitJson(plan: Plan): string {
  const { alternatives: _, operator: __, ...document } = planJson(plan);
  return `${safeJson(document, 2)}\n`;
}
