import type { PatternChar } from '../match/resource.ts';
import type { ConditionOperator, ValueTest } from './operator.ts';

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThan: (left, right) => left > right,
  GreaterThanEquals: (left, right) => left >= right,
};

/** The six operators of an ordered family; a value that is none of the family's matches nothing. */
export function compared(
  family: string,
  read: (text: string) => number | null,
  plain: (chars: readonly PatternChar[]) => string,
): readonly ConditionOperator[] {
  const operator = (name: string, negated: boolean, compare: (left: number, right: number) => boolean) => ({
    name: `${family}${name}`,
    negated,
    variables: false,
    compile: (wanted: readonly PatternChar[]): ValueTest => {
      const right = read(plain(wanted));
      if (right === null) return () => false;
      return (requested) => {
        const left = read(requested);
        return left !== null && compare(left, right);
      };
    },
  });
  const equal = COMPARISONS['Equals'] as (left: number, right: number) => boolean;
  return [
    ...Object.entries(COMPARISONS).map(([name, compare]) => operator(name, false, compare)),
    operator('NotEquals', true, equal),
  ];
}
