/** The Condition element. Source: facts 2.5 and 2.6. */

import { addressIsIn } from './address.ts';
import { asList, type Conditions, type Scalar } from './case.ts';
import type { ContextValue } from './caller.ts';
import {
  fieldsOfArn,
  matchesText,
  type Pattern,
  type Piece,
  plainText,
  type Reading,
  readPattern,
  sixFields,
} from './pattern.ts';
import { all, any, not, type Truth, truth } from './truth.ts';

/** Several operators: AND. Several keys under one operator: AND. Source: facts 2.5, Combination. */
export function conditionHolds(conditions: Conditions | undefined, reading: Reading): Truth {
  const tests: Truth[] = [];
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      tests.push(testHolds({ operator, key, values: asList(values) }, reading));
    }
  }
  return all(tests);
}

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly Scalar[];
}

function testHolds(test: Test, reading: Reading): Truth {
  const set = /^(ForAllValues|ForAnyValue):/.exec(test.operator)?.[1];
  const ifExists = test.operator.endsWith('IfExists');
  const operator = test.operator.replace(/^(ForAllValues|ForAnyValue):/, '').replace(/IfExists$/, '');
  const { positive, negated } = withoutNegation(operator);
  const policyValues = test.values.map(String);
  const found = reading.context.get(test.key.toLowerCase());

  // An empty set is a key without value.
  const present = found !== undefined && !(found.kind === 'multiple' && found.values.length === 0);

  // "true": the key must be absent; "false": it must be present.
  if (operator === 'Null') {
    return any(policyValues.map((value) => truth(value === 'true' ? !present : present)));
  }

  // The table "Missing key".
  if (!present) {
    if (ifExists) return 'yes';
    if (set === 'ForAllValues') return 'yes';
    if (set === 'ForAnyValue') return 'no';
    return truth(negated);
  }
  if (found.kind === 'unknown') return { maybe: [found.key] };

  // Several values under one key: OR for a positive operator, NOR for a negated one.
  const valueMatches = (requestValue: string): Truth => {
    const one = any(policyValues.map((value) => compare(positive, requestValue, { value, reading })));
    return negated ? not(one) : one;
  };
  // An empty text is no value where all values are asked. Source: IAM User Guide, condition operators, ForAllValues.
  if (set === 'ForAllValues' && requestValues(found).every((value) => value === '')) return 'yes';
  if (set === 'ForAllValues') return all(requestValues(found).map(valueMatches));
  if (set === 'ForAnyValue') return any(requestValues(found).map(valueMatches));
  // A multi-valued key without a set operator does not match, negated or not.
  return found.kind === 'multiple' ? 'no' : valueMatches(found.value);
}

function requestValues(found: Exclude<ContextValue, { kind: 'unknown' }>): readonly string[] {
  return found.kind === 'single' ? [found.value] : found.values;
}

function withoutNegation(operator: string): { positive: string; negated: boolean } {
  if (operator === 'NotIpAddress') return { positive: 'IpAddress', negated: true };
  const negated = /^(String|Numeric|Date|Arn)Not/.test(operator);
  return { positive: operator.replace(/^(String|Numeric|Date|Arn)Not/, '$1'), negated };
}

interface PolicyValue {
  readonly value: string;
  readonly reading: Reading;
}

/** One request value against one policy value, with a positive operator. */
function compare(operator: string, requestValue: string, policy: PolicyValue): Truth {
  switch (operator) {
    case 'StringEquals':
      return withPattern(policy, (pieces) => plainText(pieces) === requestValue);
    case 'StringEqualsIgnoreCase':
      return withPattern(policy, (pieces) => plainText(pieces).toLowerCase() === requestValue.toLowerCase());
    case 'StringLike':
      return withPattern(policy, (pieces) => matchesText(pieces, requestValue));
    case 'ArnEquals':
    case 'ArnLike':
      return withPattern(policy, (pieces) => matchesArnFields(pieces, requestValue));
    case 'Bool':
    case 'BinaryEquals':
      return truth(policy.value === requestValue);
    case 'IpAddress':
      return truth(addressIsIn(requestValue, policy.value));
    default:
      break;
  }
  // Numbers and dates take no variables.
  if (operator.startsWith('Numeric')) {
    return truth(compareNumbers(operator, Number(requestValue), Number(policy.value)));
  }
  if (operator.startsWith('Date')) {
    return truth(compareNumbers(operator, secondsOf(requestValue), secondsOf(policy.value)));
  }
  throw new Error(`oracle: no such operator: ${operator}`);
}

function withPattern(policy: PolicyValue, matches: (pieces: readonly Piece[]) => boolean): Truth {
  const pattern: Pattern = readPattern(policy.value, policy.reading);
  // A variable without a value is equal to or like nothing.
  if (pattern === 'noValue') return 'no';
  if ('unknownKey' in pattern) return { maybe: [pattern.unknownKey] };
  return truth(matches(pattern));
}

/** Each of the six colon fields is compared by itself, so a `*` never leaves its field. */
function matchesArnFields(pieces: readonly Piece[], arn: string): boolean {
  const wanted = sixFields(pieces);
  const given = fieldsOfArn(arn);
  if (wanted === null || given === null) return false;
  return wanted.every((field, index) => matchesText(field, given[index] ?? ''));
}

function compareNumbers(operator: string, left: number, right: number): boolean {
  if (operator.endsWith('GreaterThanEquals')) return left >= right;
  if (operator.endsWith('GreaterThan')) return left > right;
  if (operator.endsWith('LessThanEquals')) return left <= right;
  if (operator.endsWith('LessThan')) return left < right;
  return left === right;
}

/** ISO 8601 or seconds since 1970. */
function secondsOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1000;
}
