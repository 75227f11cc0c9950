/**
 * Policy texts: built from grants, or an existing text extended. The text of statements that are not
 * changed stays as it was, to the byte; what is new is laid out as the runbook does, four spaces deep.
 */
import { applyEdits, findNodeAtLocation, modify, type Node, parseTree } from 'jsonc-parser';
import { err, ok, type Result } from '#basics/result.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Grant } from './plan.ts';

export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, string>> };
}

/** A document of its own for the grants: one statement for each set of resources with the same actions. */
export function policyText(grants: readonly Grant[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statementsFor(grants) }, null, 4);
}

/**
 * `existing` with the grants added: to the Allow of the same resources where one is there, else as new
 * statements. The error says why the text cannot be extended.
 */
export function mergedText(existing: string, grants: readonly Grant[]): Result<string, string> {
  const root = parseTree(existing);
  const statements = root && findNodeAtLocation(root, ['Statement']);
  if (statements?.type !== 'array' && statements?.type !== 'object')
    return err('it is not a policy document');
  return ok(statementsFor(grants).reduce(withStatement, asArray(existing, statements)));
}

/** Grants on the same resource share a statement, and resources with the same actions do; first mention orders them. */
export function statementsFor(grants: readonly Grant[]): readonly Statement[] {
  const byCondition = groupBy(grants, ({ condition }) => stableJson(condition ?? null));
  return byCondition.flatMap((group) => {
    const byResource = groupBy(group, ({ resource }) => resource);
    const byActions = groupBy(byResource, (some) => some.map(({ action }) => action).join(' '));
    return byActions.map((some) => statementFor(some.flat()));
  });
}

function statementFor(grants: readonly Grant[]): Statement {
  const resources = [...new Set(grants.map(({ resource }) => resource))];
  const [only = '*'] = resources;
  const condition = grants[0]?.condition;
  return {
    Effect: 'Allow',
    Action: [...new Set(grants.map(({ action }) => action))],
    Resource: resources.length === 1 ? only : resources,
    ...(condition === undefined ? {} : { Condition: { StringEquals: condition } }),
  };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/** IAM takes a single statement without brackets; bracketed, its own text stays as it is. */
function asArray(text: string, statements: Node): string {
  if (statements.type === 'array') return text;
  const end = statements.offset + statements.length;
  return `${text.slice(0, statements.offset)}[${text.slice(statements.offset, end)}]${text.slice(end)}`;
}

const LAYOUT = { formattingOptions: { insertSpaces: true, tabSize: 4, eol: '\n' } };

function withStatement(text: string, statement: Statement): string {
  const root: { Statement: readonly Readonly<Record<string, unknown>>[] } = JSON.parse(text);
  const index = root.Statement.findIndex((present) => isExtensible(present, statement));
  const present = root.Statement[index];
  if (present === undefined) {
    const end = ['Statement', root.Statement.length];
    return applyEdits(text, modify(text, end, statement, { ...LAYOUT, isArrayInsertion: true }));
  }
  const actions = listOf(present.Action);
  const missing = statement.Action.filter((action) => !actions.includes(action));
  const path = ['Statement', index, 'Action'];
  return applyEdits(text, modify(text, path, [...actions, ...missing], LAYOUT));
}

/** Only a plain Allow of exactly these resources is extended: anything else means something of its own. */
function isExtensible(present: Readonly<Record<string, unknown>>, statement: Statement): boolean {
  const resources = listOf(statement.Resource);
  const there = listOf(present.Resource);
  return (
    present.Effect === 'Allow' &&
    statement.Condition === undefined &&
    Object.keys(present).every((key) => ['Sid', 'Effect', 'Action', 'Resource'].includes(key)) &&
    present.Action !== undefined &&
    there.length === resources.length &&
    resources.every((resource) => there.includes(resource))
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
