/** One statement of one of the role's policies, looked up the way a decision's reason names it. */
import type { Snapshot } from '#account/snapshot.ts';
import { identityPolicies } from './applicable-policies.ts';
import { statementsOf } from './read-policies.ts';

/** The `Resource` patterns of a statement; empty where it has none or is not there. */
export function resourcePatterns(snapshot: Snapshot, policy: string, index: number): readonly string[] {
  if (snapshot.role.kind !== 'known') return [];
  const named = identityPolicies(snapshot.role.value).policies.find(({ name }) => name === policy);
  const statements = named === undefined ? [] : statementsOf(named);
  const resource = statements[index]?.resource;
  return resource?.kind === 'resource' ? resource.patterns : [];
}
