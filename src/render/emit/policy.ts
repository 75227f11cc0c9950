import type { Plan } from '#plan/plan.ts';
import { textsOf } from '#plan/steps/step.ts';

/** The policy document the plan writes, or null where it writes none (a switch of roles). */
export function emitPolicy({ steps }: Plan): string | null {
  const texts = steps.map((step) => textsOf(step, steps)).find((written) => written !== null);
  return texts === undefined ? null : `${texts.after}\n`;
}
