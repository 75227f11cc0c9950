/**
 * Policy texts: built from grants, or an existing text extended. The text of statements that are not
 * changed stays as it was, to the byte; a new text is laid out as the runbook does, four spaces deep.
 */
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { err, ok, type Result } from '#basics/result.ts';
import { stableJson } from '#basics/stable-json.ts';
import { PROJECT_KEY } from '#catalog/project-key.ts';
import { policyFault } from '#diagnosis/policy-text.ts';
import type { Grant } from './plan.ts';

export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, NonNullable<Grant['condition']>>>;
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
  const fault = policyFault(existing, 'identity');
  if (fault !== null) return err(fault);
  const statements = nodeAt(existing, ['Statement']);
  const list = statements.type === 'array' ? existing : bracketed(existing, statements);
  return ok(statementsFor(grants).reduce(withStatement, list));
}

/** Grants on the same resource share a statement, and resources with the same actions do; first mention orders them. */
export function statementsFor(grants: readonly Grant[]): readonly Statement[] {
  const byCondition = groupBy(grants, ({ condition }) =>
    condition === undefined ? '' : stableJson(condition),
  );
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
    ...(condition === undefined ? {} : { Condition: conditionOf(condition) }),
  };
}

/** Source: CodeBuild User Guide, permissions-conditionkeys-variables: its keys go with the operators of ARNs. */
export const operatorOf = (key: string): string => (key === PROJECT_KEY ? 'ArnEquals' : 'StringEquals');

function conditionOf(condition: NonNullable<Grant['condition']>): NonNullable<Statement['Condition']> {
  const byOperator = groupBy(Object.entries(condition), ([key]) => operatorOf(key));
  return Object.fromEntries(
    byOperator.map((tests) => [operatorOf(tests[0]?.[0] ?? ''), Object.fromEntries(tests)]),
  );
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = key(item);
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return [...groups.values()];
}

function withStatement(text: string, statement: Statement): string {
  const document: { Statement: readonly Readonly<Record<string, unknown>>[] } = JSON.parse(text);
  const index = document.Statement.findIndex((present) => isExtensible(present, statement));
  const present = document.Statement[index];
  if (present === undefined) return append(text, ['Statement'], statement);
  const there = listOf(present.Action);
  const missing = statement.Action.filter((action) => !there.includes(action));
  return missing.reduce((longer, action) => append(longer, ['Statement', index, 'Action'], action), text);
}

/** The text with one item more at the end of a list, set as the item before it is. A bare value becomes a list. */
function append(text: string, path: readonly (string | number)[], item: unknown): string {
  const node = nodeAt(text, path);
  if (node.type !== 'array') return append(bracketed(text, node), path, item);
  const last = node.children?.at(-1);
  const start = last?.offset ?? node.offset + 1;
  const end = last === undefined ? start : start + last.length;
  const lead = /\s*$/.exec(text.slice(0, start))?.[0] ?? '';
  return `${text.slice(0, end)}${last === undefined ? '' : `,${lead}`}${layOut(item, lead)}${text.slice(end)}`;
}

/** Over several lines where the items of the list stand on lines of their own. */
function layOut(item: unknown, lead: string): string {
  if (!lead.includes('\n')) return JSON.stringify(item);
  return JSON.stringify(item, null, 4).replaceAll('\n', lead.slice(lead.lastIndexOf('\n')));
}

function nodeAt(text: string, path: readonly (string | number)[]): Node {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (node === undefined) throw new Error(`Internal error: no ${path.join('.')} in a policy that was read`);
  return node;
}

function bracketed(text: string, { offset, length }: Node): string {
  return `${text.slice(0, offset)}[${text.slice(offset, offset + length)}]${text.slice(offset + length)}`;
}

/** Only a plain Allow of the same service on exactly these resources is extended: anything else means something of its own. */
function isExtensible(present: Readonly<Record<string, unknown>>, statement: Statement): boolean {
  const resources = listOf(statement.Resource);
  const there = listOf(present.Resource);
  return (
    present.Effect === 'Allow' &&
    statement.Condition === undefined &&
    Object.keys(present).every((key) => ['Sid', 'Effect', 'Action', 'Resource'].includes(key)) &&
    present.Action !== undefined &&
    there.length === resources.length &&
    resources.every((resource) => there.includes(resource)) &&
    listOf(present.Action).every((action) => serviceOf(action) === serviceOf(statement.Action[0]))
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function serviceOf(action: unknown): string | undefined {
  return String(action).split(':')[0]?.toLowerCase();
}
