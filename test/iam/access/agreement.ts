/** Holds new access against the engine: what it says is newly allowed, and what the engine says of each request. */
import { newAccess } from '#iam/access/new-access.ts';
import type { Access } from '#iam/access/access.ts';
import { compilePolicies } from '#iam/compile.ts';
import { readyRequest } from '#iam/context.ts';
import { decideBrief } from '#iam/decide.ts';
import type { Policy } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import type { Document, Pair, Statement } from './generate-pair.ts';
import { liesIn, PRINCIPAL, type Request } from './membership.ts';

export interface Disagreement {
  readonly pair: Pair;
  readonly request: Request;
  readonly engine: boolean;
  readonly access: readonly Access[];
}

export function disagreement(pair: Pair, requests: readonly Request[]): Disagreement | null {
  const { access, exact } = newAccess(pair.before.map(policyOf), pair.after.map(policyOf));
  const precise = access.filter(({ atMost }) => atMost === null);
  const [before, after] = [verdicts(pair.before), verdicts(pair.after)];
  for (const request of requests) {
    const engine = after(request) && !before(request);
    // What is said to be exact is no less than what the engine allows, nor any more; of the rest, it is no less.
    const isSaid = liesIn(request, access);
    const isSaidExactly = exact ? isSaid : liesIn(request, precise);
    if (engine ? !isSaid : isSaidExactly) return { pair, request, engine, access };
  }
  return null;
}

export function policyOf(document: object): Policy {
  const read = readPolicy(document, 'identity');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

export function isExact({ before, after }: Pair): boolean {
  return newAccess(before.map(policyOf), after.map(policyOf)).exact;
}

function verdicts(documents: readonly Document[]): (request: Request) => boolean {
  const identity = documents.map((document, index) => ({ name: `p${index}`, document }));
  const compiled = compilePolicies({ identity }, false);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return (request) => {
    const ready = readyRequest({ principal: PRINCIPAL, resourceAccount: '111122223333', ...request });
    return decideBrief(ready, compiled.value).decision === 'allowed';
  };
}

/** The smallest pair that still shows a disagreement on the request. */
export function shrunk(found: Disagreement): Disagreement {
  for (const pair of smaller(found.pair)) {
    const again = disagreement(pair, [found.request]);
    if (again !== null) return shrunk(again);
  }
  return found;
}

function* smaller({ before, after }: Pair): Generator<Pair> {
  for (const less of fewer(before)) yield { before: less, after };
  for (const less of fewer(after)) yield { before, after: less };
}

function* fewer(documents: readonly Document[]): Generator<readonly Document[]> {
  for (const [at, document] of documents.entries()) {
    const others = documents.filter((_document, index) => index !== at);
    yield others;
    for (const [index, statement] of document.Statement.entries()) {
      const rest = document.Statement.filter((_statement, other) => other !== index);
      if (rest.length > 0) yield [...others, { ...document, Statement: rest }];
      for (const simpler of simplerStatements(statement)) {
        yield [...others, { ...document, Statement: [...rest, simpler] }];
      }
    }
  }
}

function* simplerStatements(statement: Statement): Generator<Statement> {
  const { Condition, ...bare } = statement;
  if (Condition !== undefined) yield bare;
  for (const key of ['Action', 'NotAction', 'Resource', 'NotResource'] as const) {
    const list = statement[key];
    if (list === undefined || list.length < 2) continue;
    for (const at of list.keys()) yield { ...statement, [key]: list.filter((_item, index) => index !== at) };
  }
}
