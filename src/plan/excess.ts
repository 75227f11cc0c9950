/**
 * How much a role may do, as a number to rank roles by: the sum over its Allow statements of every
 * action pattern times every resource pattern, each weighing 1 when exact, 10 when it has a wildcard
 * after a prefix, 100 for a whole service (`ecr:*`, `arn:aws:ecr:*`), 1000 for everything (`*`).
 * Not seen: conditions, Deny statements and the boundary. So the number ranks roles whose needs are
 * met anyway; it says nothing of what a role can really do.
 */
import type { Role } from '#account/snapshot.ts';
import { identityPolicies } from '#diagnosis/applicable-policies.ts';

export function excessOf(role: Role): number {
  return identityPolicies(role).policies.reduce(
    (sum, { document }) => sum + weightOfText(String(document)),
    0,
  );
}

function weightOfText(text: string): number {
  const document: { Statement?: unknown } = JSON.parse(text);
  return listOf(document.Statement).reduce<number>((sum, statement) => sum + weightOfStatement(statement), 0);
}

function weightOfStatement(statement: unknown): number {
  if (typeof statement !== 'object' || statement === null) return 0;
  const fields = new Map<string, unknown>(Object.entries(statement));
  if (fields.get('Effect') !== 'Allow') return 0;
  const actions = fields.has('NotAction') ? ['*'] : listOf(fields.get('Action'));
  const resources = fields.has('NotResource') ? ['*'] : listOf(fields.get('Resource'));
  return sumOf(actions) * sumOf(resources);
}

function sumOf(patterns: readonly unknown[]): number {
  return patterns.reduce<number>((sum, pattern) => sum + weightOfPattern(String(pattern)), 0);
}

function weightOfPattern(pattern: string): number {
  if (pattern === '*') return 1000;
  if (/^(arn:[^:]*:)?[^:]*:\*$/.test(pattern)) return 100;
  return /[*?]/.test(pattern) ? 10 : 1;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
