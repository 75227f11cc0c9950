/** What every condition operator is: how one value is tested, and what kind of test it is. */
import type { PatternChar } from '../match/resource.ts';

export interface ConditionOperator {
  readonly name: string;
  /** A negated operator is met when none of its values matches, and by an absent key. */
  readonly negated: boolean;
  /** Whether policy variables have a meaning in its values. */
  readonly variables: boolean;
  /** The test of one value of the policy, made ready for many requests; what is of the wrong form matches nothing. */
  readonly compile: (wanted: readonly PatternChar[]) => ValueTest;
}

/** Whether the request's value matches. */
export type ValueTest = (requested: string) => boolean;

/** An operator and its negation under two names. */
export function pair(
  [name, negatedName]: readonly [string, string],
  compile: ConditionOperator['compile'],
  variables: boolean,
): readonly ConditionOperator[] {
  return [
    { name, negated: false, variables, compile },
    { name: negatedName, negated: true, variables, compile },
  ];
}
