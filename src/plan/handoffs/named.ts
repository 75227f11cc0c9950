/** What a person would type after `--change` to have a policy changed, and why that may not be. */
import type { Snapshot } from '#account/snapshot.ts';
import { type ChangeTarget, flagOf } from '../change-target.ts';
import type { HandoffChange, Named } from './handoff.ts';

interface Naming {
  readonly target: ChangeTarget;
  /** Of what carries it; null: not known. */
  readonly owner: string | null;
  readonly change: HandoffChange;
  readonly explicit: boolean;
  /** Its statement lets through more than the needs. */
  readonly wider?: boolean;
}

export function named(
  { account }: Pick<Snapshot, 'account'>,
  { target, owner, change, explicit, wider = false }: Naming,
): Named {
  const flag = flagOf(target);
  if (explicit) return { flag, refused: 'it denies explicitly, and a Deny is left to its owner' };
  if (owner !== account)
    return { flag, refused: "it is another account's, or whose it is could not be read" };
  if (wider)
    return {
      flag,
      refused: 'its statement would let through more than what is needed, which is for its owner to word',
    };
  if (change.after === null) return { flag, refused: 'it could not be read' };
  return { flag, refused: DELETED.test(change.before ?? '') ? NOT_WRITTEN : null };
}

/** A user or role that was deleted stands by its unique ID. Source: IAM User Guide, reference_policies_elements_principal. */
const DELETED = /"A(?:RO|ID)A[A-Z0-9]{12,}"/;
const NOT_WRITTEN =
  'it names a principal that was deleted, and AWS takes no such policy: its owner takes that out first';
