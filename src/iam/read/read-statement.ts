/** One statement, by the grammar of its policy's kind. Source: facts 2.1. */
import { readOperator } from '../conditions/condition.ts';
import type { ActionClause, ConditionTest, PolicyKind, ResourceClause, Statement } from '../policy.ts';
import { GRAMMARS } from './grammars.ts';
import type { Json } from './json-tree.ts';
import { readPrincipal } from './read-principal.ts';
import type { Reader } from './reader.ts';
import type { StatementContext } from './statement-context.ts';

/** The elements a statement may have. */
export const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

export function readStatement(json: Json, kind: PolicyKind, reader: Reader): Statement | null {
  const members = reader.object(json, 'a statement', ELEMENTS);
  if (members === null) return null;
  const context = { members, json, kind, reader };
  const effect = effectOf(context);
  const action = actionOf(context);
  return {
    sid: sidOf(context),
    effect,
    principal: readPrincipal(context, effect),
    action,
    resource: resourceOf(context),
    conditions: conditionsOf(members.get('Condition'), reader),
  };
}

/** Its name, for people. */
export function sidOf({ members, kind, reader }: StatementContext): string | null {
  const sid = members.get('Sid');
  if (sid === undefined) return null;
  if (sid.kind !== 'string') {
    reader.problem('sid', sid, 'expected `Sid` to be text');
    return null;
  }
  if (GRAMMARS[kind].strictSid && !/^[A-Za-z0-9]*$/.test(sid.text)) {
    reader.problem('sid', sid, `the Sid \`${sid.text}\` may hold only letters and digits`);
  }
  return sid.text;
}

/** `Deny` where it is not plainly an Allow. */
export function effectOf({ members, json, kind, reader }: StatementContext): 'allow' | 'deny' {
  const effect = members.get('Effect');
  const { effects } = GRAMMARS[kind];
  const expected = (): string => effects.map((one) => `\`${one}\``).join(' or ');
  if (effect === undefined) reader.problem('missing', json, `missing \`Effect\`: expected ${expected()}`);
  else if (effect.kind !== 'string' || !effects.some((one) => one === effect.text)) {
    reader.problem('effect', effect, `expected the effect ${expected()}`);
  }
  return effect?.kind === 'string' && effect.text === 'Allow' ? 'allow' : 'deny';
}

/** `service:Name` with wildcards in the name, or `*`. */
export const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;

/** What it is about. */
export function actionOf({ members, json, kind, reader }: StatementContext): ActionClause {
  const [action, notAction] = [members.get('Action'), members.get('NotAction')];
  if (action !== undefined && notAction !== undefined)
    reader.problem('both-forms', json, '`Action` and `NotAction` stand together');
  if (notAction !== undefined && !GRAMMARS[kind].notAction)
    reader.problem('forbidden-element', notAction, `a ${kind} policy takes no \`NotAction\``);
  const found = action ?? notAction;
  if (found === undefined) {
    reader.problem('missing', json, 'missing `Action` or `NotAction`');
    return { kind: 'action', patterns: [] };
  }
  const patterns = reader.texts(found, 'an action', { scalars: false }).map((item) => {
    const { text } = item;
    if (!ACTION.test(text))
      reader.problem('action', item, `\`${text}\` is no action: expected \`service:Name\` or \`*\``);
    if (kind === 'resourceControl' && text === '*')
      reader.problem('action', item, 'a resource control policy takes no bare `*` as action');
    if (kind === 'trust' && !/^sts:/i.test(text))
      reader.problem('action', item, `a trust policy takes actions of \`sts\` only, not \`${text}\``);
    return text;
  });
  return { kind: action === undefined ? 'not-action' : 'action', patterns };
}

/** What it is on. */
export function resourceOf({ members, json, kind, reader }: StatementContext): ResourceClause {
  const [resource, notResource] = [members.get('Resource'), members.get('NotResource')];
  const grammar = GRAMMARS[kind];
  const found = resource ?? notResource;
  if (resource !== undefined && notResource !== undefined)
    reader.problem('both-forms', json, '`Resource` and `NotResource` stand together');
  if (found === undefined) {
    if (grammar.resource === 'required')
      reader.problem('missing', json, 'missing `Resource` or `NotResource`');
    return { kind: 'unnamed' };
  }
  if (grammar.resource === 'absent') {
    reader.problem('forbidden-element', found, `a ${kind} policy takes no \`Resource\``);
    return { kind: 'unnamed' };
  }
  const patterns = reader.texts(found, 'a resource', { scalars: false }).map((item) => {
    const { text } = item;
    // A registry URI in place of an ARN is read, and matches nothing: the advice on it is worth more than a refusal.
    if (kind === 'session' && text.startsWith('arn:') && text.split(':').length < 6) {
      reader.problem(
        'resource',
        item,
        `\`${text}\` has fewer than six fields, which a session policy does not take`,
      );
    }
    return text;
  });
  return { kind: resource === undefined ? 'not-resource' : 'resource', patterns };
}

/** When it holds: one test for each operator and key. */
export function conditionsOf(json: Json | undefined, reader: Reader): readonly ConditionTest[] {
  if (json === undefined) return [];
  const operators = reader.object(json, '`Condition`', null)?.each ?? [];
  const tests: ConditionTest[] = [];
  for (const { key, value } of operators) for (const test of testsOf(key, value, reader)) tests.push(test);
  return tests;
}

/** The tests of one operator. */
export function testsOf(operator: string, tests: Json, reader: Reader): readonly ConditionTest[] {
  if (readOperator(operator) === null)
    reader.problem('operator', tests, `unknown condition operator \`${operator}\``);
  const keys = reader.object(tests, `the operator \`${operator}\``, null);
  return (keys?.each ?? []).map(({ key, value }) => ({
    operator,
    key,
    values: reader.texts(value, 'a condition value', { scalars: true }).map(({ text }) => text),
  }));
}
