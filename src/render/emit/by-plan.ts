/** A plan as code says it: no change takes it, so that its own ID stands in the tags in the place of one. */
import { taggedBy } from '#plan/house-rules.ts';
import type { Plan } from '#plan/plan.ts';

export const byPlan = (plan: Plan): Plan => ({
  ...plan,
  steps: plan.steps.map((step) => taggedBy(step, plan.id)),
});
