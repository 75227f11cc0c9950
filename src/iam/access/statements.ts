/** The statements of both sides made ready to be held against classes of actions and of resources. */
import { stableJson } from '#basics/stable-json.ts';
import type { ConditionTest, Policy, Statement } from '../policy.ts';
import { hasVariables } from '../variables.ts';
import type { AccessTest } from './access.ts';
import { cubeOf, literalOf, type Cube } from './cubes.ts';
import { completesArns } from '../match/resource.ts';
import { actionPattern, resourcePattern, type Pattern } from './pattern.ts';
import { areVisiblyApart, isVisiblyWithin } from './relations.ts';

export interface ReadyStatement {
  readonly side: 'before' | 'after';
  readonly effect: 'allow' | 'deny';
  readonly actions: { readonly negated: boolean; readonly patterns: readonly number[] };
  readonly resources: ReadyResources;
  /** Conditions and principal: the tests that must all hold. */
  readonly tests: Cube;
  /** Whether the other side lacks it in a way that can newly allow: an Allow of `after`, or a Deny of `before`. */
  readonly moves: boolean;
}

export type ReadyResources =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'resource' | 'not-resource';
      /** Indices of the patterns without variables. */
      readonly patterns: readonly number[];
      readonly variables: readonly VariablePattern[];
    };

export interface VariablePattern {
  readonly hull: Pattern;
  /** That the resource matches it. */
  readonly matches: number;
  /** That its variables have values; null where each has a default. */
  readonly hasValues: number | null;
}

export interface ReadyStatements {
  readonly statements: readonly ReadyStatement[];
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  readonly tests: readonly AccessTest[];
  /** By number of the test that the resource matches a pattern with variables. */
  readonly variables: ReadonlyMap<number, VariablePattern>;
}

export function readyStatements(before: readonly Policy[], after: readonly Policy[]): ReadyStatements {
  const numbering = new Numbering();
  const statements = [
    ...before.flatMap((policy) => policy.statements.map((one) => numbering.ready('before', one, policy))),
    ...after.flatMap((policy) => policy.statements.map((one) => numbering.ready('after', one, policy))),
  ];
  return {
    statements,
    actions: numbering.actions.items,
    resources: numbering.resources.items,
    tests: numbering.tests.items,
    variables: numbering.variables,
  };
}

/** Gives equal things the same number. */
class Numbered<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string, make: () => T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.items.length);
    return this.items.push(make()) - 1;
  }
}

class Numbering {
  readonly actions = new Numbered<Pattern>();
  readonly resources = new Numbered<Pattern>();
  readonly tests = new Numbered<AccessTest>();
  readonly variables = new Map<number, VariablePattern>();

  ready(side: 'before' | 'after', statement: Statement, { version }: Policy): ReadyStatement {
    const { effect, action, principal, conditions } = statement;
    const conditional = conditions.map((test) => this.#testNumber(contextTest(test, version)));
    const anyone =
      principal.kind === 'unnamed' ||
      (principal.kind === 'principal' && principal.entries.some(({ kind }) => kind === 'anyone'));
    const named = anyone ? [] : [this.#testNumber({ kind: 'principal', clause: principal })];
    return {
      side,
      effect,
      actions: {
        negated: action.kind === 'not-action',
        patterns: fewest(
          action.patterns.map((text) => this.actions.numberOf(text.toLowerCase(), () => actionPattern(text))),
          this.actions.items,
        ),
      },
      resources: this.#resources(statement, version),
      tests: cubeOf([...conditional, ...named].map((test) => literalOf(test, true))),
      moves: (side === 'after') === (effect === 'allow'),
    };
  }

  #resources(statement: Statement, version: string): ReadyResources {
    const { resource, principal } = statement;
    if (resource.kind === 'unnamed') return { kind: 'all' };
    const patterns: number[] = [];
    const variables: VariablePattern[] = [];
    // Who is named in the policies of a resource alone.
    const completes = completesArns(statement, principal.kind === 'unnamed' ? 'identity' : 'resource');
    for (const text of resource.patterns) {
      const read = resourcePattern(text, { version, completes });
      if (read.kind === 'plain')
        patterns.push(this.resources.numberOf(`${completes} ${read.pattern.text}`, () => read.pattern));
      else variables.push(this.#variable(read));
    }
    const named = fewest(patterns, this.resources.items);
    const isNamed = ({ hull }: VariablePattern): boolean =>
      named.some((number) => isVisiblyWithin(hull, this.resources.items[number] ?? hull));
    // Of a NotResource each variable is needed: one without a value makes the statement match nothing.
    const needed = resource.kind === 'resource' ? variables.filter((one) => !isNamed(one)) : variables;
    return { kind: resource.kind, patterns: named, variables: needed };
  }

  #variable({
    text,
    hull,
    needsValues,
  }: {
    text: string;
    hull: Pattern;
    needsValues: boolean;
  }): VariablePattern {
    const matches = this.#testNumber({ kind: 'resource', pattern: text });
    const hasValues = needsValues ? this.#testNumber({ kind: 'variables', pattern: text }) : null;
    const known = this.variables.get(matches) ?? { hull, matches, hasValues };
    this.variables.set(matches, known);
    return known;
  }

  #testNumber(test: AccessTest): number {
    const folded =
      test.kind === 'context'
        ? { ...test, operator: test.operator.toLowerCase(), key: test.key.toLowerCase() }
        : test;
    return this.tests.numberOf(stableJson(folded), () => test);
  }
}

/** The tests that cannot hold together with a test. */
export type Exclusions = (test: number) => ReadonlySet<number>;

/** A resource does not match two patterns with variables that can have none in common. */
export function exclusionsOf(variables: ReadyStatements['variables']): Exclusions {
  const known = new Map<number, ReadonlySet<number>>();
  return (test) => {
    const before = known.get(test);
    if (before !== undefined) return before;
    const own = variables.get(test)?.hull;
    const others =
      own === undefined ? [] : [...variables].filter(([, { hull }]) => areVisiblyApart(own, hull));
    const apart = new Set(others.map(([other]) => other));
    known.set(test, apart);
    return apart;
  };
}

/** Each once, and none that another of them visibly covers. */
function fewest(numbers: readonly number[], patterns: readonly Pattern[]): readonly number[] {
  const distinct = [...new Set(numbers)];
  const covers = (other: number, number: number): boolean => {
    const [wide, narrow] = [patterns[other], patterns[number]];
    return wide !== undefined && narrow !== undefined && isVisiblyWithin(narrow, wide);
  };
  return distinct.filter(
    (number) =>
      !distinct.some(
        (other) => other !== number && covers(other, number) && (other < number || !covers(number, other)),
      ),
  );
}

function contextTest({ operator, key, values }: ConditionTest, version: string): AccessTest {
  const plain = version !== '2012-10-17' && values.some(hasVariables);
  return { kind: 'context', operator, key, values: [...new Set(values)].sort(), plain };
}
