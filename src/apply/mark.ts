/** The mark of a change on what it makes, so that it is told from what somebody else made just alike. */
import type { Step } from '#plan/plan.ts';

const markOf = (id: string): string => `change ${id}`;

/** The step with its change's name in the description of what it makes, for the kinds that have one. */
export function marked(step: Step, id: string): Step {
  return 'description' in step ? { ...step, description: `${step.description}, ${markOf(id)}` } : step;
}

/** Whether a description bears the mark of this change. */
export const isMarked = (description: string, id: string): boolean => description.endsWith(markOf(id));
