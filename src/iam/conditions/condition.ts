/**
 * One test of a Condition block against a request. Source: IAM User Guide, elements_condition_operators and
 * condition-logic-multiple-context-keys-or-values. Several tests of a statement are joined by AND elsewhere.
 */
import { isOpen, type KeyValue, type ReadyRequest } from '../context.ts';
import { foldKey } from '../fold.ts';
import { kept } from '../kept.ts';
import type { ConditionTest } from '../policy.ts';
import { allOf, anyOf, not, tri, type Tri } from '../tri.ts';
import { expandVariables, hasVariables } from '../variables.ts';
import { ADDRESS_OPERATORS } from './address.ts';
import { ARN_OPERATORS } from './arn.ts';
import { DATE_OPERATORS } from './date.ts';
import { isMultiValued } from './multi-valued.ts';
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

export interface CompiledCondition {
  readonly test: ConditionTest;
  readonly holds: (request: ReadyRequest) => Tri;
}

const TESTS_KEPT = 2000;

/** The same tests stand in many statements: one compiled test serves them all. */
const compiledOf = kept(TESTS_KEPT, (text) => {
  const [version, operator, key, ...values] = JSON.parse(text) as [string, string, string, ...string[]];
  return compileTest({ operator, key, values }, version);
});

export const compileCondition = (
  { operator, key, values }: ConditionTest,
  version: string,
): CompiledCondition => compiledOf(JSON.stringify([version, operator, key, ...values]));

function compileTest(test: ConditionTest, version: string): CompiledCondition {
  const operator = readOperator(test.operator);
  if (operator === null) return { test, holds: () => 'maybe' };
  const key = foldKey(test.key);
  const { kind } = operator;
  if (kind === 'Null') return { test, holds: (request) => nullTest(request.foldedKey(key), test.values) };
  const asked = {
    ...operator,
    kind,
    multi: isMultiValued(key),
    matches: anyValue(kind, test.values, version),
  };
  return { test, holds: (request) => holds(asked, request.foldedKey(key), request) };
}

/** Whether a value of the request matches one of the policy's; `maybe` where that hangs on a variable. */
type AnyValue = (requested: string, request: ReadyRequest) => Tri;

function anyValue(kind: ConditionOperator, values: readonly string[], version: string): AnyValue {
  const open = (value: string): boolean => kind.variables && version === '2012-10-17' && hasVariables(value);
  const expanded = values.filter(open);
  const fixed = values.filter((value) => !open(value)).map((value) => kind.compile([...value]));
  return (requested, request) => {
    for (const matches of fixed) if (matches(requested)) return 'yes';
    if (expanded.length === 0) return 'no';
    return anyOf(expanded.map((value) => expandedMatches(kind, value, { requested, request })));
  };
}

function expandedMatches(
  kind: ConditionOperator,
  value: string,
  { requested, request }: { readonly requested: string; readonly request: ReadyRequest },
): Tri {
  const wanted = expandVariables(value, request);
  if (wanted.kind === 'unknown') return 'maybe';
  return tri(wanted.kind === 'text' && kind.compile(wanted.chars)(requested));
}

/** `true`: the key must be absent; `false`: present and not empty. */
function nullTest(value: KeyValue, wanted: readonly string[]): Tri {
  if (value === 'unknown') return 'maybe';
  const isNull = value === 'absent' || value.length === 0;
  return tri(wanted.some((one) => one.toLowerCase() === String(isNull)));
}

interface CompiledTest extends ReadOperator {
  readonly kind: ConditionOperator;
  /** The key holds several values. */
  readonly multi: boolean;
  readonly matches: AnyValue;
}

function holds(test: CompiledTest, value: KeyValue, request: ReadyRequest): Tri {
  const { kind, quantifier, ifExists } = test;
  if (isOpen(value)) return 'maybe';
  if (value === 'absent' || value.length === 0) return absent(kind, quantifier, ifExists);
  if (quantifier === 'for-all' && isNullSet(value)) return 'yes';
  if (quantifier === 'for-all') return allOf(value.map((one) => met(test, one, request)));
  if (quantifier === 'for-any') return anyOf(value.map((one) => met(test, one, request)));
  if (test.multi || value.length > 1) return 'no';
  return met(test, value[0] ?? '', request);
}

/** Source: elements_condition_operators, "a null dataset, such as an empty string", which ForAllValues takes for none. */
const isNullSet = (values: readonly string[]): boolean => values.every((one) => one === '');

/** A positive operator needs one of its values to match, a negated one none. */
function met({ kind, matches }: CompiledTest, requested: string, request: ReadyRequest): Tri {
  const matched = matches(requested, request);
  return kind.negated ? not(matched) : matched;
}

/** Facts 2.5, the table of missing keys. */
function absent({ negated }: ConditionOperator, quantifier: Quantifier, ifExists: boolean): Tri {
  if (quantifier === 'for-all') return 'yes';
  if (quantifier === 'for-any') return tri(ifExists);
  return tri(ifExists || negated);
}
