/**
 * One test of a Condition block against a request. Source: IAM User Guide, elements_condition_operators and
 * condition-logic-multiple-context-keys-or-values. Several tests of a statement are joined by AND elsewhere.
 */
import { isOpen, type KeyValue, type ReadyRequest } from '../context.ts';
import type { PatternChar } from '../match/resource.ts';
import type { ConditionTest } from '../policy.ts';
import { allOf, anyOf, not, tri, type Tri } from '../tri.ts';
import { expandVariables, hasVariables } from '../variables.ts';
import { ADDRESS_OPERATORS } from './address.ts';
import { ARN_OPERATORS } from './arn.ts';
import { DATE_OPERATORS } from './date.ts';
import { NUMERIC_OPERATORS } from './number.ts';
import type { ConditionOperator } from './operator.ts';
import { SIMPLE_OPERATORS } from './simple.ts';
import { STRING_OPERATORS } from './string.ts';

const OPERATORS = new Map<string, ConditionOperator>(
  [
    ...STRING_OPERATORS,
    ...NUMERIC_OPERATORS,
    ...DATE_OPERATORS,
    ...SIMPLE_OPERATORS,
    ...ADDRESS_OPERATORS,
    ...ARN_OPERATORS,
  ].map((operator) => [operator.name.toLowerCase(), operator]),
);

type Quantifier = 'one' | 'for-all' | 'for-any';

/** An operator as written, taken apart: `ForAnyValue:StringLikeIfExists`. */
export interface ReadOperator {
  readonly quantifier: Quantifier;
  readonly ifExists: boolean;
  readonly kind: ConditionOperator | 'Null';
}

/** Null when it is no operator at all. */
export function readOperator(text: string): ReadOperator | null {
  const folded = text.toLowerCase();
  const quantifier: Quantifier = folded.startsWith('forallvalues:')
    ? 'for-all'
    : folded.startsWith('foranyvalue:')
      ? 'for-any'
      : 'one';
  const name = quantifier === 'one' ? folded : folded.slice(folded.indexOf(':') + 1);
  if (name === 'null') return { quantifier, ifExists: false, kind: 'Null' };
  const ifExists = name.endsWith('ifexists');
  const kind = OPERATORS.get(ifExists ? name.slice(0, -'ifexists'.length) : name);
  return kind === undefined ? null : { quantifier, ifExists, kind };
}

/** Keys that hold several values: without a set operator a test of one does not match. Source: facts 2.5 [MULTI]. */
const MULTI_VALUED = new Set([
  'aws:tagkeys',
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:principalservicenameslist',
]);

export interface CompiledCondition {
  readonly test: ConditionTest;
  readonly holds: (request: ReadyRequest) => Tri;
}

export function compileCondition(test: ConditionTest, version: string): CompiledCondition {
  const operator = readOperator(test.operator);
  if (operator === null) return { test, holds: () => 'maybe' };
  const values = test.values.map((value) => wantedValue(value, operator, version));
  const folded = test.key.toLowerCase();
  return {
    test,
    holds: (request) => {
      const value = request.key(folded);
      if (operator.kind === 'Null') return nullTest(value, test.values);
      return holds(operator, {
        value,
        multi: MULTI_VALUED.has(folded),
        wanted: values.map((one) => one(request)),
      });
    },
  };
}

type Wanted =
  | { readonly kind: 'text'; readonly chars: readonly PatternChar[] }
  | { readonly kind: 'valueless' | 'unknown' };

function wantedValue(
  value: string,
  { kind }: ReadOperator,
  version: string,
): (request: ReadyRequest) => Wanted {
  if (kind === 'Null' || !kind.variables || version !== '2012-10-17' || !hasVariables(value)) {
    const fixed: Wanted = { kind: 'text', chars: [...value] };
    return () => fixed;
  }
  return (request) => expandVariables(value, request.key);
}

/** `true`: the key must be absent; `false`: present and not empty. */
function nullTest(value: KeyValue, wanted: readonly string[]): Tri {
  if (value === 'unknown') return 'maybe';
  const isNull = value === 'absent' || value.length === 0;
  return tri(wanted.some((one) => one.toLowerCase() === String(isNull)));
}

interface Asked {
  readonly value: KeyValue;
  readonly multi: boolean;
  readonly wanted: readonly Wanted[];
}

function holds({ kind, quantifier, ifExists }: ReadOperator, asked: Asked): Tri {
  const operator = kind as ConditionOperator;
  const { value } = asked;
  if (isOpen(value)) return 'maybe';
  if (value === 'absent' || value.length === 0) return absent(operator, quantifier, ifExists);
  const one = (requested: string): Tri => valueHolds(operator, requested, asked.wanted);
  if (quantifier === 'for-all') return allOf(value.map(one));
  if (quantifier === 'for-any') return anyOf(value.map(one));
  if (asked.multi || value.length > 1) return 'no';
  return one(value[0] ?? '');
}

/** Facts 2.5, the table of missing keys. */
function absent({ negated }: ConditionOperator, quantifier: Quantifier, ifExists: boolean): Tri {
  if (quantifier === 'for-all') return 'yes';
  if (quantifier === 'for-any') return tri(ifExists);
  return tri(ifExists || negated);
}

/** A positive operator needs one of its values to match, a negated one none. */
function valueHolds(operator: ConditionOperator, requested: string, wanted: readonly Wanted[]): Tri {
  const matched = anyOf(
    wanted.map((one) =>
      one.kind === 'text'
        ? tri(operator.matches(requested, one.chars))
        : one.kind === 'unknown'
          ? 'maybe'
          : 'no',
    ),
  );
  return operator.negated ? not(matched) : matched;
}
