/** The grants that the Allows of a policy text spell out, one for each action, resource and condition. */
import { stableJson } from '#basics/stable-json.ts';
import type { Grant } from './plan.ts';

/** Two grants are the same when their keys are. */
export function keyOfGrant({ action, resource, condition }: Grant): string {
  return keyOf(action, resource, condition === undefined ? undefined : { StringEquals: condition });
}

/** Keys of all grants of a text. A NotAction or NotResource spells none out, and no plan writes one. */
export function grantKeysOf(text: string): readonly string[] {
  const document: { Statement?: unknown } = JSON.parse(text);
  return listOf(document.Statement).flatMap(keysOfStatement);
}

function keysOfStatement(statement: unknown): readonly string[] {
  if (typeof statement !== 'object' || statement === null) return [];
  const fields = new Map<string, unknown>(Object.entries(statement));
  if (fields.get('Effect') !== 'Allow') return [];
  const resources = listOf(fields.get('Resource')).map(String);
  return listOf(fields.get('Action')).flatMap((action) =>
    resources.map((resource) => keyOf(String(action), resource, fields.get('Condition'))),
  );
}

function keyOf(action: string, resource: string, condition: unknown): string {
  return `${action.toLowerCase()} ${resource} ${stableJson(condition ?? null)}`;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
