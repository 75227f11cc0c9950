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
  readonly index?: ValueIndex;
  /** Where only values of a form can match: whether a value without variables has it. */
  readonly takes?: (value: string) => boolean;
  /** Of values of which any may match, one that matches whenever one of them does. */
  readonly widest?: (wanted: readonly (readonly PatternChar[])[]) => readonly (readonly PatternChar[])[];
}

/**
 * Values that match one value of the request each are found by what they come to, not one after the other: a value
 * matches where both come to the same. Null: it has to be tested.
 */
export interface ValueIndex {
  readonly wanted: (chars: readonly PatternChar[]) => string | number | null;
  readonly requested: (text: string) => string | number | null;
}

/** Whether the request's value matches. */
export type ValueTest = (requested: string) => boolean;

/** An operator and its negation under two names. */
export function pair(
  [name, negatedName]: readonly [string, string],
  { compile, index, takes }: Pick<ConditionOperator, 'compile' | 'index' | 'takes'>,
  variables: boolean,
): readonly ConditionOperator[] {
  const shared = {
    variables,
    compile,
    ...(index === undefined ? {} : { index }),
    ...(takes === undefined ? {} : { takes }),
  };
  return [
    { name, negated: false, ...shared },
    { name: negatedName, negated: true, ...shared },
  ];
}
