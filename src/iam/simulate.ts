/**
 * Authorization requests in, decisions out: `rolemend simulate`. Comes in: one case, from outside. Goes out: its
 * decision, or an error that says what is wrong and where. Never throws, never decides on a case it could not
 * read to the end. The form of both is the simulate format.
 */
import { rememberTexts } from '#basics/remember.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { positionAt, type Span } from '#basics/text-span.ts';
import { readParts, readPolicies, readRequest, type SimulationError } from './case-shape.ts';
import {
  type Compile,
  compileDocument,
  compilePolicies,
  type CompiledDocument,
  type CompiledPolicies,
  textKey,
} from './compile.ts';
import { readyRequest, type ReadyRequest } from './context.ts';
import { type BriefDecision, decideBrief, decideCompiled } from './decide.ts';
import type { ApplicablePolicies, Decision, NamedPolicy } from './decision.ts';
import type { PolicyKind } from './policy.ts';
import { isTrust } from './services/resource-first.ts';
import { type Copy, copyOf, isFrozen, isUnchanged } from './unchanged.ts';

export type { SimulationError } from './case-shape.ts';

export interface FailedCase {
  readonly name: string | null;
  readonly error: SimulationError;
}

export type SimulatedCase = ({ readonly name: string | null } & Decision) | FailedCase;

export type BriefCase = ({ readonly name: string | null } & BriefDecision) | FailedCase;

/**
 * One case. Policies that come as the same object again and again are read once, as long as nothing in them has
 * changed; that is looked at in every call, except in policies that are frozen all the way down.
 */
export function simulate(input: unknown): SimulatedCase {
  return simulateOn(openCase(input));
}

/** Decision and layers to change only: the fast path for many cases. */
export function simulateBrief(input: unknown): BriefCase {
  return simulateBriefOn(openCase(input));
}

/** Policies of a case that were read once, for the many requests that are held against them. */
export interface CasePolicies {
  readonly compiled: (request: ReadyRequest) => Result<CompiledPolicies, SimulationError>;
}

interface Known {
  /** Null for what is frozen. */
  readonly copy: Copy | null;
  readonly policies: Result<CasePolicies, SimulationError>;
}

const known = new WeakMap<object, Known>();

/** The same for a caller who may change `input`: what was read of it is used again as long as it is the same. */
function readPoliciesOnce(input: unknown): Result<CasePolicies, SimulationError> {
  if (typeof input !== 'object' || input === null) return readCasePolicies(input, compileDocument);
  const found = known.get(input);
  if (found !== undefined && (found.copy === null || isUnchanged(input, found.copy))) return found.policies;
  known.delete(input);
  const policies = readCasePolicies(input, compileUnchanged);
  if (!policies.ok) return policies;
  const copy = isFrozen(input) ? null : copyOf(input);
  if (copy !== null || isFrozen(input)) known.set(input, { copy, policies });
  return policies;
}

interface KnownDocument {
  readonly copy: Copy | null;
  readonly compiled: Map<string, CompiledDocument>;
}

const knownDocuments = new WeakMap<object, KnownDocument>();
/** Those that come as text, up to so many characters. */
const knownTexts = rememberTexts<CompiledDocument>(2_000_000, 'second');

/** A document that comes in other policies as the same text, or as the same object in which nothing has changed, is compiled once. */
function compileUnchanged(policy: NamedPolicy, kind: PolicyKind): CompiledDocument {
  const { document } = policy;
  if (typeof document === 'string')
    return knownTexts(textKey(policy.name, kind, document), () => compileDocument(policy, kind));
  if (typeof document !== 'object' || document === null) return compileDocument(policy, kind);
  const found = knownDocuments.get(document);
  const isSame = found !== undefined && (found.copy === null || isUnchanged(document, found.copy));
  const { compiled } = isSame ? found : rememberDocument(document);
  const as = `${kind} ${policy.name}`;
  const statements = compiled.get(as) ?? compileDocument(policy, kind);
  compiled.set(as, statements);
  return statements;
}

function rememberDocument(document: object): KnownDocument {
  const copy = isFrozen(document) ? null : copyOf(document);
  const known = { copy, compiled: new Map<string, CompiledDocument>() };
  if (copy !== null || isFrozen(document)) knownDocuments.set(document, known);
  return known;
}

/** `input` may not be changed afterwards. */
export function readCasePolicies(input: unknown, compile: Compile): Result<CasePolicies, SimulationError> {
  const read = readPolicies(input);
  if (!read.ok) return read;
  const made: { trust?: ReturnType<typeof compiledFor>; other?: ReturnType<typeof compiledFor> } = {};
  return ok({
    compiled: (request) => {
      const use = isTrust(request) ? 'trust' : 'other';
      made[use] ??= compiledFor(read.value, isTrust(request), compile);
      return made[use];
    },
  });
}

/** What a case that was read comes to. */
interface ReadCase {
  readonly name: string | null;
  readonly request: ReadyRequest;
  readonly compiled: CompiledPolicies;
}

/** A case taken apart, its policies read already. */
export interface OpenCase {
  readonly name: string | null;
  readonly request: unknown;
  readonly policies: Result<CasePolicies, SimulationError>;
}

export function openCase(input: unknown): OpenCase | FailedCase {
  const parts = readParts(input);
  const name = nameOf(input);
  if (!parts.ok) return { name, error: parts.error };
  return { name, request: parts.value.request, policies: readPoliciesOnce(parts.value.policies) };
}

export const simulateOn = (given: OpenCase | FailedCase): SimulatedCase =>
  answerOn(given, ({ name, request, compiled }) => ({ name, ...decideCompiled(request, compiled) }));

export const simulateBriefOn = (given: OpenCase | FailedCase): BriefCase =>
  answerOn(given, ({ name, request, compiled }) => {
    // Member by member: to spread them takes as long as to decide.
    const { decision, deniedBy, missing } = decideBrief(request, compiled);
    return { name, decision, deniedBy, missing };
  });

function answerOn<Form>(given: OpenCase | FailedCase, answer: (read: ReadCase) => Form): Form | FailedCase {
  if ('error' in given) return given;
  const { name, request: asked, policies } = given;
  const read = readRequest(asked);
  if (!read.ok) return { name, error: read.error };
  if (!policies.ok) return { name, error: policies.error };
  const request = readyRequest(read.value);
  const compiled = policies.value.compiled(request);
  if (!compiled.ok) return { name, error: compiled.error };
  return answer({ name, request, compiled: compiled.value });
}

function nameOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('name' in input)) return null;
  return typeof input.name === 'string' ? input.name : null;
}

function compiledFor(
  policies: ApplicablePolicies,
  trust: boolean,
  compile: Compile,
): Result<CompiledPolicies, SimulationError> {
  const compiled = compilePolicies(policies, trust, compile);
  if (compiled.ok) return compiled;
  const [bad] = compiled.error;
  const [problem] = bad?.problems ?? [];
  const path = problem?.at === undefined || problem.at === '' ? '' : `.${problem.at}`;
  return err({
    code: 'malformed-policy',
    message: `policy \`${bad?.policy}\`${placeIn(bad?.document, problem?.span)}: ${problem?.message}`,
    at: `${bad?.at}.document${path}`,
  });
}

/** Where in a document that came as text. */
function placeIn(document: unknown, span: Span | null | undefined): string {
  if (typeof document !== 'string' || !span) return '';
  const { line, column } = positionAt(document, span.start);
  return `, line ${line}, column ${column}`;
}
