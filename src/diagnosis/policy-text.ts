/** What is wrong with a text as a policy: by the grammar of what a person hands in, and as AWS holds it. */
import type { PolicyKind } from '#iam/policy.ts';
import { readKept } from '#iam/read/read-policy.ts';
import { readStored } from '#iam/read/read-stored.ts';

/** Whether a text is a policy of which each statement can be told, so that the engine may be asked about it. */
export const isStored = (text: string, kind: PolicyKind): boolean => readStored(text, kind).ok;

/** Why nothing of a policy that AWS holds can be read; null: it can. */
export function storedFault(text: string, kind: PolicyKind): string | null {
  const read = readStored(text, kind);
  return read.ok ? null : (read.error[0]?.message ?? NO_POLICY);
}

/** The first thing wrong with a text as a policy of its kind; null: nothing. */
export function policyFault(text: string, kind: PolicyKind): string | null {
  const policy = readKept(text, kind);
  return policy.ok ? null : (policy.error[0]?.message ?? NO_POLICY);
}

const NO_POLICY = 'it is not a policy document';
