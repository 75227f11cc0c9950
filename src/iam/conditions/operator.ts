/** What every condition operator is: how one value is tested, and what kind of test it is. */
import type { PatternChar } from '../match/resource.ts';

export interface ConditionOperator {
  readonly name: string;
  /** A negated operator is met when none of its values matches, and by an absent key. */
  readonly negated: boolean;
  /** Whether policy variables have a meaning in its values. */
  readonly variables: boolean;
  /** Whether the request's value matches one value of the policy; false for values of the wrong form. */
  readonly matches: (requested: string, wanted: readonly PatternChar[]) => boolean;
}

/** An operator and its negation under two names. */
export function pair(
  [name, negatedName]: readonly [string, string],
  matches: ConditionOperator['matches'],
  variables: boolean,
): readonly ConditionOperator[] {
  return [
    { name, negated: false, variables, matches },
    { name: negatedName, negated: true, variables, matches },
  ];
}
