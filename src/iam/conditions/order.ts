import type { PatternChar } from '../match/resource.ts';
import type { ConditionOperator, ValueIndex, ValueTest } from './operator.ts';

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
    takes: (value: string) => read(value) !== null,
    compile: (wanted: readonly PatternChar[]): ValueTest => {
      const right = read(plain(wanted));
      if (right === null) return () => false;
      return (requested) => {
        const left = read(requested);
        return left !== null && compare(left, right);
      };
    },
  });
  const value = (chars: readonly PatternChar[]): number | null => read(plain(chars));
  const index: ValueIndex = { wanted: value, requested: read };
  /** What is below one of several is below the greatest. */
  const widest = (name: string, wanted: readonly (readonly PatternChar[])[]) => {
    let best: { readonly chars: readonly PatternChar[]; readonly at: number } | null = null;
    for (const chars of wanted) {
      const at = value(chars);
      if (at === null) continue;
      if (best === null || (name.startsWith('Less') ? at > best.at : at < best.at)) best = { chars, at };
    }
    return best === null ? [] : [best.chars];
  };
  const equal = COMPARISONS['Equals'] as (left: number, right: number) => boolean;
  return [
    ...Object.entries(COMPARISONS).map(([name, compare]) => ({
      ...operator(name, false, compare),
      ...(compare === equal
        ? { index }
        : { widest: (wanted: readonly (readonly PatternChar[])[]) => widest(name, wanted) }),
    })),
    { ...operator('NotEquals', true, equal), index },
  ];
}
