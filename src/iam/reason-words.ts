/** In words: why a statement matched a request, or the first thing in it that did not. */
import { parseArn } from './arn.ts';
import { isOpen, type ReadyRequest } from './context.ts';
import type { Reason } from './decision.ts';
import { compileResource } from './match/resource.ts';
import { isWithoutResource } from './services/without-resource.ts';
import type { CompiledStatement } from './statement.ts';
import type { Tri } from './tri.ts';

/** So many patterns are named; of the others it is said how many there are. */
const NAMED = 4;

/** How the words on a statement begin that may match. */
export const HANGING = 'that hangs on what is not known: ';

export type Mismatch = NonNullable<Reason['mismatch']>;

/** What of the statement met the request; for one that may match, what that hangs on. */
export function why(compiled: CompiledStatement, request: ReadyRequest, matched: Tri): string {
  const { statement, conditions } = compiled;
  const parts = [actionMet(compiled, request), ...resourceMet(compiled, request)];
  if (matched === 'yes') {
    const met = conditions.map(({ test }) => `${test.operator} on \`${test.key}\``);
    if (met.length > 0) parts.push(`it meets ${met.slice(0, NAMED).join(', ')}${more(met.length)}`);
    return parts.join('; ');
  }
  const open = conditions.filter(({ holds }) => holds(request) === 'maybe').map(({ test }) => test);
  for (const test of open.slice(0, NAMED)) parts.push(conditionBecause(test, request));
  if (compiled.open) parts.push('something in the statement is odd, and what AWS makes of it is not known');
  else if (open.length === 0)
    parts.push(
      statement.principal.kind === 'not-principal'
        ? 'NotPrincipal hangs on a boundary that was not read'
        : 'a variable in its resource is not known',
    );
  return `${HANGING}${parts.join('; ')}`;
}

function actionMet({ statement: { action }, actions }: CompiledStatement, request: ReadyRequest): string {
  if (action.kind === 'not-action') return `the action is none of NotAction ${list(action.patterns)}`;
  const at = actions.findIndex(({ matches }) => matches(request.foldedAction));
  return `the action matches ${list(action.patterns.slice(at, at + 1))}`;
}

function resourceMet(
  { statement: { resource }, completes }: CompiledStatement,
  request: ReadyRequest,
): readonly string[] {
  if (resource.kind === 'unnamed') return [];
  if (resource.kind === 'not-resource')
    return [`the resource is none of NotResource ${list(resource.patterns)}`];
  const plain = resource.patterns.find(
    (pattern) =>
      pattern === request.resource || compileResource(pattern, completes).matches(request.resource),
  );
  return [`the resource matches ${plain === undefined ? list(resource.patterns) : list([plain])}`];
}

const more = (count: number): string => (count > NAMED ? ` and ${count - NAMED} more` : '');

function list(patterns: readonly string[]): string {
  const named = patterns.slice(0, NAMED).map((pattern) => `\`${pattern}\``);
  return named.join(', ') + more(patterns.length);
}

/** Characters that two texts have in common from the left, letter case aside. */
function common(left: string, right: string): number {
  let at = 0;
  while (
    at < left.length &&
    (left.charCodeAt(at) === right.charCodeAt(at) || left[at]?.toLowerCase() === right[at]?.toLowerCase())
  )
    at++;
  return at;
}

/** What the nearest of some patterns has in common with what was asked for. A policy may hold any number of them. */
export function nearness(patterns: readonly string[], asked: string): number {
  let nearest = 0;
  for (const pattern of patterns) nearest = Math.max(nearest, common(pattern, asked));
  return nearest;
}

/** Of many patterns those that come nearest to what was asked for are named. */
function listNear(patterns: readonly string[], asked: string): string {
  if (patterns.length <= NAMED) return list(patterns);
  const near = patterns
    .map((pattern) => ({ pattern, common: common(pattern, asked) }))
    .sort((left, right) => right.common - left.common);
  return list(near.map(({ pattern }) => pattern));
}

export function whyNot(
  { statement, conditions }: CompiledStatement,
  mismatch: Mismatch,
  request: ReadyRequest,
): string {
  switch (mismatch) {
    case 'action':
      return statement.action.kind === 'action'
        ? `action \`${request.action}\` is none of ${listNear(statement.action.patterns, request.action)}`
        : `action \`${request.action}\` is excepted by NotAction ${list(statement.action.patterns)}`;
    case 'principal':
      return `the principal \`${request.principal || 'anonymous'}\` is not named`;
    case 'resource':
      return resourceBecause(statement.resource, request);
    case 'condition': {
      const failed = conditions.find(({ holds }) => holds(request) === 'no');
      return failed === undefined ? 'a condition is not met' : conditionBecause(failed.test, request);
    }
  }
}

const FIELD_NAMES: readonly (readonly [
  field: 'region' | 'account' | 'partition' | 'service',
  name: string,
])[] = [
  ['partition', 'partition'],
  ['service', 'service'],
  ['region', 'region'],
  ['account', 'account'],
];

function resourceBecause(
  resource: CompiledStatement['statement']['resource'],
  request: ReadyRequest,
): string {
  if (resource.kind === 'unnamed') return 'the resource does not match';
  if (resource.kind === 'not-resource')
    return `resource \`${request.resource}\` is excepted by NotResource ${list(resource.patterns)}`;
  const base = `resource \`${request.resource}\` is none of ${listNear(resource.patterns, request.resource)}`;
  if (request.resource === '*')
    return isWithoutResource(request.foldedAction)
      ? `${base}: \`${request.action}\` works only on \`*\``
      : `${base}: it was asked for on \`*\`, which an ARN does not cover`;
  const [only] = resource.patterns.length === 1 ? resource.patterns : [];
  const [wanted, found] = [parseArn(only ?? ''), parseArn(request.resource)];
  if (wanted === null || found === null) return base;
  const differing = FIELD_NAMES.find(
    ([field]) => !/[*?$]/.test(wanted[field]) && wanted[field] !== found[field],
  );
  return differing === undefined
    ? base
    : `${base}: the ${differing[1]} is \`${wanted[differing[0]]}\`, not \`${found[differing[0]]}\``;
}

function conditionBecause(
  { operator, key, values }: { operator: string; key: string; values: readonly string[] },
  request: ReadyRequest,
): string {
  const value = request.key(key);
  const found = value === 'absent' ? 'absent' : isOpen(value) ? 'unknown' : list(value);
  return `condition ${operator} on \`${key}\` wants ${list(values)}; the key is ${found}`;
}
