/** Whether a text is a policy that AWS could hold, so that the engine may be asked about it. */
import type { PolicyKind } from '#iam/policy.ts';
import { readKept } from '#iam/read/read-policy.ts';

export function isPolicyText(text: string, kind: PolicyKind): boolean {
  return policyFault(text, kind) === null;
}

/** The first thing wrong with a text as a policy of its kind; null: nothing. */
export function policyFault(text: string, kind: PolicyKind): string | null {
  const policy = readKept(text, kind);
  return policy.ok ? null : (policy.error[0]?.message ?? 'it is not a policy document');
}
