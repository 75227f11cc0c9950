import type { JSONPath } from 'jsonc-parser';

export const ADVICE_CODES = [
  'unknown-action',
  'works-on-star-only',
  'variables-not-read',
  'malformed-variable',
  'registry-uri',
  'malformed-arn',
  'malformed-principal',
  'allows-all-but',
  'other-region',
  'other-account',
  'set-operator',
  'condition-key',
  'impossible-value',
  'key-not-carried',
] as const;
export type AdviceCode = (typeof ADVICE_CODES)[number];

export interface Found {
  readonly code: AdviceCode;
  readonly message: string;
  /** Below the statement: an element, and the index of a value in it. */
  readonly path: JSONPath;
}
