/** The mark of a change on what it makes, so that it is told from what somebody else made just alike. */
import { taggedBy, untaggedBy } from '#plan/house-rules.ts';
import type { Step } from '#plan/plan.ts';

const markOf = (id: string): string => `change ${id}`;

/** The step with its change's name in the description of what it makes, for the kinds that have one, and in tags that ask for it. */
export function marked(step: Step, id: string): Step {
  const tagged = taggedBy(step, id);
  return 'description' in tagged
    ? { ...tagged, description: `${tagged.description}, ${markOf(id)}` }
    : tagged;
}

/** The step as it was planned, when its change had no name. */
export function unmarked(step: Step, id: string): Step {
  const plain = untaggedBy(step, id);
  return 'description' in plain
    ? { ...plain, description: plain.description.replace(`, ${markOf(id)}`, '') }
    : plain;
}

/** Whether a description bears the mark of this change. */
export const isMarked = (description: string, id: string): boolean => description.endsWith(markOf(id));
