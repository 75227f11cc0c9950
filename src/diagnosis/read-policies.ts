/** Policies as a layer of a decision: what of them is there to read, and whether anything of them is not. */
import type { NamedPolicy } from '#iam/decision.ts';
import type { PolicyKind, Statement } from '#iam/policy.ts';
import { readStored, type StoredPolicy } from '#iam/read/read-stored.ts';
import type { Known, PolicyDocument } from '#account/snapshot.ts';
import { isStored } from './policy-text.ts';

/** One layer: what of it could be read, and whether anything of it could not. */
export interface ReadPolicies {
  readonly policies: readonly NamedPolicy[];
  readonly holes: boolean;
}

export function readDocuments(documents: Known<readonly PolicyDocument[]>, kind: PolicyKind): ReadPolicies {
  if (documents.kind !== 'known') return documents.kind === 'absent' ? NONE : HOLE;
  return documents.value.map((document) => readText(document, kind)).reduce(merge, NONE);
}

export function readList(list: Known<readonly Known<PolicyDocument>[]>, kind: PolicyKind): ReadPolicies {
  if (list.kind !== 'known') return list.kind === 'absent' ? NONE : HOLE;
  return list.value.map((policy) => readOne(policy, kind)).reduce(merge, NONE);
}

export function readOne(policy: Known<PolicyDocument>, kind: PolicyKind): ReadPolicies {
  if (policy.kind !== 'known') return policy.kind === 'absent' ? NONE : HOLE;
  return readText(policy.value, kind);
}

/** A snapshot's documents never change, and each bears on many needs: a document is read once for each kind. */
const alreadyRead = new WeakMap<PolicyDocument, Map<PolicyKind, ReadPolicies>>();

function readText(document: PolicyDocument, kind: PolicyKind): ReadPolicies {
  const byKind = alreadyRead.get(document) ?? new Map<PolicyKind, ReadPolicies>();
  alreadyRead.set(document, byKind);
  const read = byKind.get(kind) ?? policiesIn(document, kind);
  byKind.set(kind, read);
  return read;
}

/** A document of which no statement can be told says nothing, and is reported as unreadable. */
function policiesIn({ name, text }: PolicyDocument, kind: PolicyKind): ReadPolicies {
  return isStored(text, kind) ? { policies: [{ name, document: text, stored: true }], holes: false } : HOLE;
}

export const NONE: ReadPolicies = { policies: [], holes: false };
export const HOLE: ReadPolicies = { policies: [], holes: true };

export function merge(left: ReadPolicies, right: ReadPolicies): ReadPolicies {
  return { policies: [...left.policies, ...right.policies], holes: left.holes || right.holes };
}

export function renamed(read: ReadPolicies, name: string): ReadPolicies {
  return { ...read, policies: read.policies.map((policy) => ({ ...policy, name })) };
}

/** What a policy of a snapshot surely says. */
export function statementsOf({ document }: NamedPolicy): readonly Statement[] {
  return policyOf(document)?.policy.statements ?? [];
}

/** An identity policy of a snapshot as it was read; null for what is no text of one. */
export function policyOf(document: unknown): StoredPolicy | null {
  const read = typeof document === 'string' ? readStored(document, 'identity') : null;
  return read?.ok === true ? read.value : null;
}
