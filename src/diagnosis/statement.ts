/** One statement of one of the role's policies, looked up the way a decision's reason names it. */
import { identityPolicies } from './applicable-policies.ts';
import type { Snapshot } from '#account/snapshot.ts';

/** The `Resource` patterns of a statement; empty where it has none or is not there. */
export function resourcePatterns(snapshot: Snapshot, policy: string, index: number): readonly string[] {
  if (snapshot.role.kind !== 'known') return [];
  const named = identityPolicies(snapshot.role.value).policies.find(({ name }) => name === policy);
  return named === undefined ? [] : patternsOf(String(named.document), index);
}

function patternsOf(text: string, index: number): readonly string[] {
  const document: unknown = JSON.parse(text);
  const statements = asList(field(document, 'Statement'));
  return asList(field(statements[index], 'Resource')).filter((pattern) => typeof pattern === 'string');
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
