/** Bool and Binary: one form each, no negation of their own. Source: elements_condition_operators. */
import type { ConditionOperator } from './operator.ts';
import { equal, equalIgnoringCase } from './string.ts';

export const SIMPLE_OPERATORS: readonly ConditionOperator[] = [
  {
    name: 'Bool',
    negated: false,
    variables: true,
    compile: equalIgnoringCase,
    takes: (value) => /^(?:true|false)$/i.test(value),
  },
  {
    name: 'BinaryEquals',
    negated: false,
    variables: false,
    compile: equal,
  },
];
