/** One statement of one of the role's policies, looked up the way a decision's reason names it. */
import type { Snapshot } from '#account/snapshot.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { identityPolicies } from './applicable-policies.ts';

/** The `Resource` patterns of a statement; empty where it has none or is not there. */
export function resourcePatterns(snapshot: Snapshot, policy: string, index: number): readonly string[] {
  if (snapshot.role.kind !== 'known') return [];
  const named = identityPolicies(snapshot.role.value).policies.find(({ name }) => name === policy);
  const read = readPolicy(named?.document, 'identity');
  const resource = read.ok ? read.value.statements[index]?.resource : undefined;
  return resource?.kind === 'resource' ? resource.patterns : [];
}
