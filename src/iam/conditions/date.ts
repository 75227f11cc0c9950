/** Date operators: ISO 8601 or seconds since the epoch. Source: elements_condition_operators. */
import { plainText } from '../variables.ts';
import type { ConditionOperator } from './operator.ts';
import { compared } from './order.ts';

const ISO = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$/;
/** As AWS sends `aws:CurrentTime`: told at one look. */
const USUAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const EPOCH = /^\d{1,13}(?:\.\d{1,9})?$/;

/** Milliseconds since the epoch. Four digits alone are a year. */
function toTime(text: string): number | null {
  if (USUAL.test(text)) return parsed(text);
  const trimmed = text.trim();
  if (EPOCH.test(trimmed) && trimmed.length !== 4) return Number(trimmed) * 1000;
  if (!ISO.test(trimmed)) return null;
  const zoned = trimmed.includes('T') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(trimmed) ? `${trimmed}Z` : trimmed;
  return parsed(zoned);
}

/** A day that no month has is no date. */
function parsed(text: string): number | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

export const DATE_OPERATORS: readonly ConditionOperator[] = compared('Date', toTime, plainText);
