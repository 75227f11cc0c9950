/** A statement made ready to be asked many times. */
import type { ReadyRequest } from './context.ts';
import { compileCondition, type CompiledCondition } from './conditions/condition.ts';
import { compileAction } from './match/action.ts';
import { compileGlob, type CompiledGlob } from './match/glob.ts';
import { namingOf, type Naming, type Place } from './match/principal.ts';
import { compileResource, namesService, resourceTokens } from './match/resource.ts';
import type { Policy, Statement } from './policy.ts';
import { allOf, anyOf, not, tri, type Tri } from './tri.ts';
import { expandVariables, hasVariables } from './variables.ts';

export interface CompiledStatement {
  readonly policy: string;
  /** Index within its policy. */
  readonly index: number;
  readonly statement: Statement;
  readonly actions: readonly CompiledGlob[];
  readonly conditions: readonly CompiledCondition[];
  readonly action: (request: ReadyRequest) => boolean;
  readonly resource: (request: ReadyRequest) => Tri;
  readonly principal: (request: ReadyRequest, place: Place) => Naming | 'maybe' | null;
  readonly condition: (request: ReadyRequest) => Tri;
}

export function compileStatement(name: string, policy: Policy, index: number): CompiledStatement {
  const statement = policy.statements[index] as Statement;
  const actions = statement.action.patterns.map(compileAction);
  const conditions = statement.conditions.map((test) => compileCondition(test, policy.version));
  const listed = statement.action.kind === 'action';
  return {
    policy: name,
    index,
    statement,
    actions,
    conditions,
    action: ({ foldedAction }) => actions.some(({ matches }) => matches(foldedAction)) === listed,
    resource: resourceTest(statement, policy.version),
    principal: (request, place) => namingOf(statement.principal, request, place),
    condition: (request) => allOf(conditions.map(({ holds }) => holds(request))),
  };
}

function resourceTest({ resource }: Statement, version: string): (request: ReadyRequest) => Tri {
  if (resource.kind === 'unnamed') return () => 'yes';
  const tests = resource.patterns.map((pattern) => patternTest(pattern, version));
  if (resource.kind === 'resource') return (request) => anyOf(tests.map((test) => test(request).matched));
  return (request) => {
    const answers = tests.map((test) => test(request));
    // A variable without a value makes the statement match nothing, in the negated form as well (facts 2.6).
    if (answers.some(({ valueless }) => valueless)) return 'no';
    return not(anyOf(answers.map(({ matched }) => matched)));
  };
}

interface PatternAnswer {
  readonly matched: Tri;
  readonly valueless: boolean;
}

function patternTest(pattern: string, version: string): (request: ReadyRequest) => PatternAnswer {
  const { head, rest } = splitResource(pattern);
  if (version !== '2012-10-17' || !hasVariables(rest)) {
    const { matches } = compileResource(pattern);
    return ({ resource }) => ({ matched: tri(covers(pattern, resource, matches)), valueless: false });
  }
  return ({ resource, key }) => {
    const expansion = expandVariables(rest, key);
    if (expansion.kind === 'valueless') return { matched: 'no', valueless: true };
    if (resource === '*' || !namesService(pattern)) return { matched: 'no', valueless: false };
    if (expansion.kind === 'unknown') return { matched: 'maybe', valueless: false };
    const tokens = resourceTokens([...head, ...expansion.chars]);
    return { matched: tri(compileGlob(pattern, tokens).matches(resource)), valueless: false };
  };
}

/** Variables have a meaning after the fifth colon only. Source: facts 2.4 [VARS]. */
export function splitResource(pattern: string): { readonly head: string; readonly rest: string } {
  const start = /^(?:[^:]*:){5}/.exec(pattern)?.[0] ?? pattern;
  return { head: start, rest: pattern.slice(start.length) };
}

/** A request on `*` (no resource-level support) is covered by patterns that are nothing but `*`. Source: facts 2.4. */
function covers(pattern: string, resource: string, matches: (text: string) => boolean): boolean {
  return resource === '*' ? /^\*+$/.test(pattern) : matches(resource);
}
