/** Does a statement match a request: its action, resource and condition. Principal is apart. */

import { asList, type Statement } from './case.ts';
import type { Context } from './caller.ts';
import { conditionHolds } from './condition.ts';
import {
  matchesResourceArn,
  matchesText,
  type Pattern,
  type Piece,
  type Reading,
  readPattern,
} from './pattern.ts';
import { hasResourceLevelSupport } from './services.ts';
import { all, any, not, type Truth, truth } from './truth.ts';

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export function statementMatches(
  statement: Statement,
  { version, layer }: { readonly version: string | undefined; readonly layer: string },
  asked: Asked,
): Truth {
  // Source: facts 2.2.
  const reading: Reading = { variables: version === '2012-10-17', context: asked.context };
  if (!actionMatches(statement, asked.action)) return 'no';
  const resource = resourceMatches(completedIn(layer, statement), asked, reading);
  return resource === 'no' ? 'no' : all([resource, conditionHolds(statement.Condition, reading)]);
}

function actionMatches(statement: Statement, action: string): boolean {
  if (statement.NotAction !== undefined) {
    return !asList(statement.NotAction).some((pattern) => oneActionMatches(pattern, action));
  }
  return asList(statement.Action ?? []).some((pattern) => oneActionMatches(pattern, action));
}

/** Without regard to case; wildcards in the name, not in the prefix; a lone `*` is everything. Source: facts 2.3. */
function oneActionMatches(pattern: string, action: string): boolean {
  if (pattern === '*') return true;
  const [wantedService = '', wantedName = ''] = pattern.toLowerCase().split(':');
  const [service = '', name = ''] = action.toLowerCase().split(':');
  return wantedService === service && matchesText(wildcards(wantedName), name);
}

function wildcards(text: string): readonly Piece[] {
  const pieces = readPattern(text, { variables: false, context: new Map() });
  return typeof pieces === 'string' || 'unknownKey' in pieces ? [] : pieces;
}

function resourceMatches(statement: Statement, asked: Asked, reading: Reading): Truth {
  if (statement.NotResource !== undefined) {
    // A variable without a value: the statement matches nothing, negated or not. Source: facts 2.6.
    if (asList(statement.NotResource).some((entry) => patternOf(entry, reading) === 'noValue')) return 'no';
    return not(any(asList(statement.NotResource).map((entry) => oneResourceMatches(entry, asked, reading))));
  }
  // A trust policy has no Resource, a repository policy may leave it out: the resource it hangs on.
  // Source: facts 1.5, 2.1.
  if (statement.Resource === undefined) return 'yes';
  return any(asList(statement.Resource).map((entry) => oneResourceMatches(entry, asked, reading)));
}

function oneResourceMatches(entry: string, asked: Asked, reading: Reading): Truth {
  if (entry === '*') return 'yes';
  // Only a Resource that covers `*` reaches an action without resource-level support. Source: facts 2.4.
  if (asked.resource === '*' || !hasResourceLevelSupport(asked.action)) return 'no';
  // The service field takes no wildcard. Source: facts 2.4.
  if (/[*?]/.test(entry.split(':')[2] ?? '')) return 'no';
  const pattern = patternOf(entry, reading);
  // A variable without a value: the resource matches nothing. Source: facts 2.6.
  if (pattern === 'noValue') return 'no';
  if ('unknownKey' in pattern) return { maybe: [pattern.unknownKey] };
  return truth(matchesResourceArn(pattern, asked.resource));
}

/** Variables have a meaning after the fifth colon only. Source: facts 2.4 (VARS). */
function patternOf(entry: string, reading: Reading): Pattern {
  const start = /^([^:]*:){5}/.exec(entry)?.[0] ?? entry;
  const fields = readPattern(start, { ...reading, variables: false });
  const rest = readPattern(entry.slice(start.length), reading);
  return Array.isArray(fields) && Array.isArray(rest) ? [...fields, ...rest] : rest;
}

/**
 * In the policies of an identity, boundaries among them, an ARN with fewer than six fields is completed with `*` fields.
 * Source: facts 2.4. Elsewhere that is done to what a Deny is on and to what an Allow leaves out, and to nothing else.
 */
function completedIn(layer: string, statement: Statement): Statement {
  const { Effect, Resource, NotResource } = statement;
  const always = layer === 'identity' || layer === 'boundary';
  if (Resource !== undefined && (always || Effect === 'Deny'))
    return { ...statement, Resource: asList(Resource).map(completed) };
  if (NotResource !== undefined && (always || Effect === 'Allow'))
    return { ...statement, NotResource: asList(NotResource).map(completed) };
  return statement;
}

function completed(entry: string): string {
  if (!entry.startsWith('arn:')) return entry;
  const fields = entry.split(':');
  while (fields.length < 6) fields.push('*');
  return fields.join(':');
}
