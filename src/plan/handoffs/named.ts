/** What a person would type after `--change` to have a policy changed, and why that may not be. */
import { WRITTEN_POLICIES, type WrittenPolicy } from '#account/policy-address.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { type ChangeTarget, flagOf } from '../change-target.ts';
import { managedExcess, writtenExcess } from '../quotas.ts';
import type { HandoffChange, Named } from './handoff.ts';

interface Naming {
  readonly target: ChangeTarget;
  /** Of what carries it; null: not known. */
  readonly owner: string | null;
  readonly change: HandoffChange;
  readonly explicit: boolean;
}

export function named(
  snapshot: Pick<Snapshot, 'account' | 'operators'>,
  { target, owner, change, explicit }: Naming,
): Named {
  const flag = flagOf(target);
  const excess = excessOf(target.kind, change.after);
  if (explicit) return { flag, refused: 'it denies explicitly, and a Deny is left to its owner', excess };
  if (owner === null) return { flag, refused: 'whose it is could not be read', excess };
  const closed = whyNotOpen(owner, snapshot);
  if (closed !== null) return { flag, refused: closed, excess };
  if (change.after === null) return { flag, refused: 'it could not be read' };
  if (DELETED.test(change.before ?? '')) return { flag, refused: NOT_WRITTEN };
  return { flag, refused: excess, excess };
}

/** In words, where the policy with the edit is longer than AWS takes; else null. */
function excessOf(kind: ChangeTarget['kind'], after: string | null): string | null {
  if (after === null) return null;
  if (kind === 'boundary') return managedExcess('it', after);
  return isWritten(kind) ? writtenExcess(kind, 'it', after) : null;
}

const isWritten = (kind: ChangeTarget['kind']): kind is WrittenPolicy =>
  WRITTEN_POLICIES.some((one) => one === kind);

/** Null: it is the project's own account, one that is open besides, or none is named. */
export function whyNotOpen(
  owner: string | null,
  { account, operators = {} }: Pick<Snapshot, 'account' | 'operators'>,
): string | null {
  if (owner === null || owner === account || Object.hasOwn(operators, owner)) return null;
  return `it is account ${owner}'s: add \`--account ${owner}=PROFILE\` to open that`;
}

/** A user or role that was deleted stands by its unique ID. Source: IAM User Guide, reference_policies_elements_principal. */
const DELETED = /"A(?:RO|ID)A[A-Z0-9]{12,}"/;
const NOT_WRITTEN =
  'it names a principal that was deleted, and AWS takes no such policy: its owner takes that out first';
