/** One statement of one of the role's policies, looked up the way a decision's reason names it. */
import type { Snapshot } from '#account/snapshot.ts';
import type { Statement } from '#iam/policy.ts';
import { identityPolicies } from './applicable-policies.ts';
import { statementsOf } from './read-policies.ts';

/** The `Resource` patterns of a statement; empty where it has none or is not there. */
export function resourcePatterns(snapshot: Snapshot, policy: string, index: number): readonly string[] {
  const resource = statementAt(snapshot, policy, index)?.resource;
  return resource?.kind === 'resource' ? resource.patterns : [];
}

/** What a statement tests; empty where it tests nothing or is not there. */
export function conditionsOf(snapshot: Snapshot, policy: string, index: number): Statement['conditions'] {
  return statementAt(snapshot, policy, index)?.conditions ?? [];
}

function statementAt({ role }: Snapshot, policy: string, index: number): Statement | null {
  if (role.kind !== 'known') return null;
  const named = identityPolicies(role.value).policies.find(({ name }) => name === policy);
  return (named === undefined ? [] : statementsOf(named))[index] ?? null;
}
