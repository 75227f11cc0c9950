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
import type { PatternChar } from '../match/resource.ts';
import type { ConditionOperator, ValueTest } from './operator.ts';
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
  const fixed = valuesTest(
    kind,
    values.filter((value) => !open(value)).map((value) => [...value]),
  );
  if (expanded.length === 0) return (requested) => tri(fixed(requested));
  const known = new WeakMap<ReadyRequest, ExpandedTest>();
  const testFor = (request: ReadyRequest): ExpandedTest => {
    if (expanded.length < INDEXED) return expandedTest(kind, expanded, request);
    const test = known.get(request) ?? expandedTest(kind, expanded, request);
    known.set(request, test);
    return test;
  };
  return (requested, request) => {
    if (fixed(requested)) return 'yes';
    const { matches, isOpenToo } = testFor(request);
    if (matches(requested)) return 'yes';
    return isOpenToo ? 'maybe' : 'no';
  };
}

interface ExpandedTest {
  readonly matches: ValueTest;
  /** Some value hangs on a key that is not known. */
  readonly isOpenToo: boolean;
}

/** A character may be several in the other case. */
const CASES = 3;

function expandedTest(
  kind: ConditionOperator,
  values: readonly string[],
  request: ReadyRequest,
): ExpandedTest {
  const expansions = values.map((value) => expandVariables(value, request, CASES * request.length));
  const texts = expansions.flatMap((one) => (one.kind === 'text' ? [one.chars] : []));
  return { matches: valuesTest(kind, texts), isOpenToo: expansions.some((one) => one.kind === 'unknown') };
}

/** Fewer values are tested one after the other sooner than looked up. */
const INDEXED = 8;

/** Whether any of the values matches. */
function valuesTest(kind: ConditionOperator, values: readonly (readonly PatternChar[])[]): ValueTest {
  const { index, compile, widest } = kind;
  if (values.length < INDEXED) return anyTest(values.map(compile));
  if (index === undefined) return anyTest((widest?.(values) ?? values).map(compile));
  const found = new Set<string | number>();
  const others: ValueTest[] = [];
  for (const value of values) {
    const at = index.wanted(value);
    if (at === null) others.push(compile(value));
    else found.add(at);
  }
  const other = anyTest(others);
  return (requested) => {
    const at = index.requested(requested);
    return (at !== null && found.has(at)) || other(requested);
  };
}

function anyTest(tests: readonly ValueTest[]): ValueTest {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (requested) => {
    for (const matches of tests) if (matches(requested)) return true;
    return false;
  };
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
