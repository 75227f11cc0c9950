/** A statement made ready to be asked many times. */
import { isArn } from './arn.ts';
import type { ReadyRequest } from './context.ts';
import { compileCondition, type CompiledCondition } from './conditions/condition.ts';
import { kept } from './kept.ts';
import { compileAction } from './match/action.ts';
import { compileGlob, type CompiledGlob } from './match/glob.ts';
import { namingOf, type Naming, type Place } from './match/principal.ts';
import { compileResource, completesArns, namesService, resourceTokens } from './match/resource.ts';
import type { Policy, PolicyKind, Statement } from './policy.ts';
import { both, either, not, tri, type Tri } from './tri.ts';
import { expandVariables, hasVariables } from './variables.ts';

export interface PlacedStatement {
  /** The name of its policy, and its index there. */
  readonly policy: string;
  readonly index: number;
  readonly statement: Statement;
  readonly version: Policy['version'];
  readonly kind: PolicyKind;
  /** Whether it says so at all is in doubt: where it matches, it only may. */
  readonly open: boolean;
}

type Asked<Answer> = (request: ReadyRequest) => Answer;

/** Of most statements nobody asks more than whether they speak of an action: the rest is made ready when it is asked for. */
export class CompiledStatement {
  readonly policy: string;
  readonly index: number;
  readonly statement: Statement;
  readonly open: boolean;
  /** Whether an incomplete ARN in it is completed. */
  readonly completes: boolean;
  readonly #version: Policy['version'];
  #actions: readonly CompiledGlob[] | null = null;
  #conditions: readonly CompiledCondition[] | null = null;
  #resources: readonly string[] | null | undefined;
  #resource: Asked<Tri> | null = null;
  #condition: Asked<Tri> | null = null;

  constructor({ policy, index, statement, version, kind, open }: PlacedStatement) {
    this.policy = policy;
    this.index = index;
    this.statement = statement;
    this.open = open;
    this.completes = completesArns(statement, kind);
    this.#version = version;
  }

  get actions(): readonly CompiledGlob[] {
    return (this.#actions ??= this.statement.action.patterns.map(compileAction));
  }

  get conditions(): readonly CompiledCondition[] {
    return (this.#conditions ??= this.statement.conditions.map((test) =>
      compileCondition(test, this.#version),
    ));
  }

  /** The resources it is on, where it names them in full; null where only a test can tell. */
  get resources(): readonly string[] | null {
    return (this.#resources ??= fullResources(this.statement));
  }

  speaksOf(foldedAction: string): boolean {
    const listed = this.statement.action.kind === 'action';
    return this.actions.some(({ matches }) => matches(foldedAction)) === listed;
  }

  get resource(): Asked<Tri> {
    return (this.#resource ??= this.#resourceTest());
  }

  get condition(): Asked<Tri> {
    return (this.#condition ??= this.#conditionTest());
  }

  principal(request: ReadyRequest, place: Place): Naming | 'maybe' | null {
    return namingOf(this.statement.principal, request, place);
  }

  #resourceTest(): Asked<Tri> {
    const { resources } = this;
    // Named in full none of them is `*`, which a request on no resource is on.
    if (resources !== null) return ({ resource }) => tri(resources.includes(resource));
    return resourceTest(this, this.#version);
  }

  #conditionTest(): Asked<Tri> {
    const test = conditionTest(this.conditions);
    return this.open ? (request) => both('maybe', test(request)) : test;
  }
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

function resourceTest(
  { statement, completes }: CompiledStatement,
  version: string,
): (request: ReadyRequest) => Tri {
  const { resource } = statement;
  if (resource.kind === 'unnamed') return () => 'yes';
  const tests = resource.patterns.map((pattern) => patternTest(pattern, { version, completes }));
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

function patternTest(
  pattern: string,
  { version, completes }: { readonly version: string; readonly completes: boolean },
): PatternTest {
  const { rest } = splitResource(pattern);
  if (version !== '2012-10-17' || !hasVariables(rest))
    return { plain: true, test: completes ? completedTest(pattern) : plainTest(pattern) };
  return { plain: false, test: variableTest(pattern) };
}

const PATTERNS_KEPT = 2000;

/** The same patterns stand in many statements: one test serves them all. */
const plainTest = kept(PATTERNS_KEPT, (pattern) => testOf(pattern, false));
const completedTest = kept(PATTERNS_KEPT, (pattern) => testOf(pattern, true));

function testOf(pattern: string, completes: boolean): (request: ReadyRequest) => Tri {
  const { matches } = compileResource(pattern, completes);
  const coversAll = /^\*+$/.test(pattern);
  // A request on `*` (no resource-level support) is covered by patterns that are nothing but `*`. Source: facts 2.4.
  return ({ resource }) => tri(resource === '*' ? coversAll : matches(resource));
}

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
