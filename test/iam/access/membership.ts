/**
 * Whether a request lies in an entry of new access, told from what the entry says alone: patterns by regular
 * expressions, each condition by a policy that asks for nothing else.
 */
import type { Access, AccessCondition } from '#iam/access/access.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { decide } from '#iam/decide.ts';
import { matchesResourceArn, matchesText, readPattern } from '../../oracle/pattern.ts';

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export const PRINCIPAL = 'arn:aws:iam::111122223333:role/build';

export function liesIn(asked: Request, access: readonly Access[]): boolean {
  const request =
    asked.action.toLowerCase() === 'ecr:getauthorizationtoken' ? { ...asked, resource: '*' } : asked;
  return access.some(
    (one) =>
      someAction(one.actions, request) &&
      !someAction(one.exceptActions, request) &&
      someResource(one.resources, request) &&
      !someResource(one.exceptResources, request) &&
      one.conditions.every((condition) => met(condition, request)),
  );
}

const someAction = (patterns: readonly string[], { action }: Request): boolean =>
  patterns.some((pattern) => matches(matchesText, pattern.toLowerCase(), action.toLowerCase()));

function someResource(patterns: readonly string[], { resource }: Request): boolean {
  return patterns.some((pattern) =>
    resource === '*'
      ? /^\*+$/.test(pattern)
      : !/^arn:[^:]*:[^:]*[*?]/.test(pattern) && matches(matchesResourceArn, completed(pattern), resource),
  );
}

function completed(pattern: string): string {
  const missing = 6 - pattern.split(':').length;
  return pattern.startsWith('arn:') && missing > 0 && !pattern.includes('${')
    ? pattern + ':*'.repeat(missing)
    : pattern;
}

const known = new Map<string, RegExp | boolean>();

function matches(test: typeof matchesText, pattern: string, text: string): boolean {
  const key = `${test.name} ${pattern} ${text}`;
  const before = known.get(key);
  if (typeof before === 'boolean') return before;
  const pieces = readPattern(pattern, { variables: true, context: new Map() });
  const answer = Array.isArray(pieces) && test(pieces, text);
  known.set(key, answer);
  if (known.size > 200_000) known.clear();
  return answer;
}

/** By context and resource, for the few that a comparison asks about. */
const decided = new Map<string, boolean>();

function met(condition: AccessCondition, request: Request): boolean {
  const { holds, ...test } = condition;
  const key = JSON.stringify([test, request.context, test.kind === 'context' ? '' : request.resource]);
  const before = decided.get(key) ?? ask(condition, request);
  decided.set(key, before);
  if (decided.size > 200_000) decided.clear();
  return before === holds;
}

function ask(condition: AccessCondition, request: Request): boolean {
  switch (condition.kind) {
    case 'context':
      return isAllowed(request, condition.plain ? '2008-10-17' : '2012-10-17', {
        Action: '*',
        NotResource: 'arn:aws:none:::none',
        Condition: { [condition.operator]: { [condition.key]: condition.values } },
      });
    case 'resource':
      return isAllowed(request, '2012-10-17', { Action: '*', Resource: condition.pattern });
    case 'variables':
      // A NotResource whose variables have no value matches nothing; this text is like no resource asked about.
      return isAllowed(request, '2012-10-17', { Action: '*', NotResource: `none:${condition.pattern}` });
    case 'principal':
      throw new Error('identity policies name no principal');
    default:
      return unreachable(condition);
  }
}

function isAllowed({ action, resource, context }: Request, version: string, statement: object): boolean {
  const document = { Version: version, Statement: [{ Effect: 'Allow', ...statement }] };
  const decision = decide(
    { principal: PRINCIPAL, action, resource, context },
    { identity: [{ name: 'test', document }] },
  );
  return decision.layers.identity === 'allowed';
}
