/** Numeric operators: integers or decimals. Source: elements_condition_operators. */
import { plainText } from '../variables.ts';
import type { ConditionOperator } from './operator.ts';
import { compared } from './order.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const toNumber = (text: string): number | null => (NUMBER.test(text.trim()) ? Number(text) : null);

export const NUMERIC_OPERATORS: readonly ConditionOperator[] = compared('Numeric', toNumber, plainText);
