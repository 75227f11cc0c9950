/** A statement made ready to be asked many times. */
import { isArn } from './arn.ts';
import type { ReadyRequest } from './context.ts';
import { compileCondition, type CompiledCondition } from './conditions/condition.ts';
import { kept } from './kept.ts';
import { compileAction } from './match/action.ts';
import { compileGlob, type CompiledGlob } from './match/glob.ts';
import { namingOf, type Naming, type Place } from './match/principal.ts';
import { compileResource, namesService, resourceTokens } from './match/resource.ts';
import type { Policy, Statement } from './policy.ts';
import { both, either, not, tri, type Tri } from './tri.ts';
import { expandVariables, hasVariables } from './variables.ts';

export interface CompiledStatement {
  readonly policy: string;
  /** Index within its policy. */
  readonly index: number;
  readonly statement: Statement;
  readonly actions: readonly CompiledGlob[];
  readonly conditions: readonly CompiledCondition[];
  /** The resources it is on, where it names them in full; null where only a test can tell. */
  readonly resources: readonly string[] | null;
  readonly action: (request: Pick<ReadyRequest, 'foldedAction'>) => boolean;
  readonly resource: (request: ReadyRequest) => Tri;
  readonly principal: (request: ReadyRequest, place: Place) => Naming | 'maybe' | null;
  readonly condition: (request: ReadyRequest) => Tri;
  /** Whether it says so at all is in doubt: where it matches, it only may. */
  readonly open: boolean;
}

interface PlacedStatement {
  readonly index: number;
  readonly statement: Statement;
}

export function compileStatement(name: string, policy: Policy, index: number): CompiledStatement {
  return compilePlaced(name, policy.version, { index, statement: policy.statements[index] as Statement });
}

/** A statement that says at most this. */
export function compileOpen(
  name: string,
  version: Policy['version'],
  placed: PlacedStatement,
): CompiledStatement {
  const compiled = compilePlaced(name, version, placed);
  const { condition } = compiled;
  return { ...compiled, open: true, condition: (request) => both('maybe', condition(request)) };
}

function compilePlaced(
  name: string,
  version: Policy['version'],
  { index, statement }: PlacedStatement,
): CompiledStatement {
  const actions = statement.action.patterns.map(compileAction);
  const conditions = statement.conditions.map((test) => compileCondition(test, version));
  const listed = statement.action.kind === 'action';
  const resources = fullResources(statement);
  return {
    policy: name,
    index,
    statement,
    actions,
    conditions,
    resources,
    action: ({ foldedAction }) => actions.some(({ matches }) => matches(foldedAction)) === listed,
    // Named in full none of them is `*`, which a request on no resource is on.
    resource:
      resources === null
        ? resourceTest(statement, version)
        : ({ resource }) => tri(resources.includes(resource)),
    principal: (request, place) => namingOf(statement.principal, request, place),
    condition: conditionTest(conditions),
    open: false,
  };
}

function conditionTest(conditions: readonly CompiledCondition[]): (request: ReadyRequest) => Tri {
  const [only] = conditions;
  if (only === undefined) return () => 'yes';
  if (conditions.length === 1) return only.holds;
  return (request) => {
    let answer: Tri = 'yes';
    for (const { holds } of conditions) {
      const one = holds(request);
      if (one === 'no') return 'no';
      if (one === 'maybe') answer = 'maybe';
    }
    return answer;
  };
}

function fullResources({ resource }: Statement): readonly string[] | null {
  if (resource.kind !== 'resource') return null;
  return resource.patterns.some((pattern) => /[*?$]/.test(pattern) || !isArn(pattern))
    ? null
    : resource.patterns;
}

function resourceTest({ resource }: Statement, version: string): (request: ReadyRequest) => Tri {
  if (resource.kind === 'unnamed') return () => 'yes';
  const tests = resource.patterns.map((pattern) => patternTest(pattern, version));
  const negated = resource.kind === 'not-resource';
  const [only] = tests;
  if (only?.plain === true && tests.length === 1 && !negated) return only.test;
  return (request) => {
    let matched: Tri = 'no';
    for (const { test } of tests) {
      const answer = test(request);
      if (answer === 'yes' && !negated) return 'yes';
      // A variable without a value makes the statement match nothing, in the negated form as well (facts 2.6).
      if (answer === 'valueless' && negated) return 'no';
      if (answer !== 'valueless') matched = either(matched, answer);
    }
    return negated ? not(matched) : matched;
  };
}

type PatternTest =
  | { readonly plain: true; readonly test: (request: ReadyRequest) => Tri }
  | { readonly plain: false; readonly test: (request: ReadyRequest) => Tri | 'valueless' };

function patternTest(pattern: string, version: string): PatternTest {
  const { rest } = splitResource(pattern);
  if (version !== '2012-10-17' || !hasVariables(rest)) return { plain: true, test: plainTest(pattern) };
  return { plain: false, test: variableTest(pattern) };
}

const PATTERNS_KEPT = 2000;

/** The same patterns stand in many statements: one test serves them all. */
const plainTest = kept(PATTERNS_KEPT, (pattern): ((request: ReadyRequest) => Tri) => {
  const { matches } = compileResource(pattern);
  const coversAll = /^\*+$/.test(pattern);
  // A request on `*` (no resource-level support) is covered by patterns that are nothing but `*`. Source: facts 2.4.
  return ({ resource }) => tri(resource === '*' ? coversAll : matches(resource));
});

function variableTest(pattern: string): (request: ReadyRequest) => Tri | 'valueless' {
  const { head, rest } = splitResource(pattern);
  return (request) => {
    const { resource } = request;
    const expansion = expandVariables(rest, request, resource.length);
    if (expansion.kind === 'valueless') return 'valueless';
    if (resource === '*' || !namesService(pattern)) return 'no';
    if (expansion.kind === 'unknown') return 'maybe';
    if (expansion.kind === 'too-long') return 'no';
    return tri(compileGlob(pattern, resourceTokens([...head, ...expansion.chars])).matches(resource));
  };
}

/** Variables have a meaning after the fifth colon only. Source: facts 2.4 [VARS]. */
export function splitResource(pattern: string): { readonly head: string; readonly rest: string } {
  const start = /^(?:[^:]*:){5}/.exec(pattern)?.[0] ?? pattern;
  return { head: start, rest: pattern.slice(start.length) };
}
