/** Bool and Binary: one form each, no negation of their own. Source: elements_condition_operators. */
import { plainText } from '../variables.ts';
import type { ConditionOperator } from './operator.ts';

export const SIMPLE_OPERATORS: readonly ConditionOperator[] = [
  {
    name: 'Bool',
    negated: false,
    variables: true,
    matches: (requested, wanted) => requested.toLowerCase() === plainText(wanted).toLowerCase(),
  },
  {
    name: 'BinaryEquals',
    negated: false,
    variables: false,
    matches: (requested, wanted) => requested === plainText(wanted),
  },
];
