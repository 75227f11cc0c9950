/**
 * How much a role may do, as a number to rank roles by: the sum over its Allow statements of every
 * action pattern times every resource pattern, each weighing 1 when exact, 10 when it has a wildcard
 * after a prefix, 100 for a whole service (`ecr:*`, `arn:aws:ecr:*`), 1000 for everything (`*`).
 * Not seen: conditions, Deny statements and the boundary. So the number ranks roles whose needs are
 * met anyway; it says nothing of what a role can really do.
 */
import type { Role } from '#account/snapshot.ts';
import { identityPolicies } from '#diagnosis/applicable-policies.ts';
import { statementsOf } from '#diagnosis/read-policies.ts';
import type { Statement } from '#iam/policy.ts';

export function excessOf(role: Role): number {
  const statements = identityPolicies(role).policies.flatMap(statementsOf);
  return statements.reduce((sum, statement) => sum + weightOf(statement), 0);
}

function weightOf({ effect, action, resource }: Statement): number {
  if (effect === 'deny') return 0;
  const actions = action.kind === 'action' ? action.patterns : ['*'];
  const resources = resource.kind === 'resource' ? resource.patterns : ['*'];
  return weightOfPatterns(actions) * weightOfPatterns(resources);
}

/** Of patterns of actions, or of resources, together. */
export function weightOfPatterns(patterns: readonly string[]): number {
  return patterns.reduce((sum, pattern) => sum + weightOfPattern(pattern), 0);
}

function weightOfPattern(pattern: string): number {
  if (pattern === '*') return 1000;
  if (/^(arn:[^:]*:)?[^:]*:\*$/.test(pattern)) return 100;
  return /[*?]/.test(pattern) ? 10 : 1;
}
