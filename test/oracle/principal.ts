/** The Principal and NotPrincipal elements, and which form of naming a principal matched. */

import { asList, type Conditions, type PrincipalElement } from './case.ts';
import type { Caller } from './caller.ts';
import { type Truth, truth } from './truth.ts';

/** How a Principal element names the caller. Source: facts 1.3, first column. */
export type Form =
  /** `*`, the session's own ARN, the user's own ARN, the federated user's ARN, the service: straight to the caller. */
  | 'direct'
  /** The role's ARN: to the role, so the boundary and the session policy still bind. */
  | 'role'
  /** The account: it only delegates to the account's own identity policies. */
  | 'account';

export interface Place {
  /** In an endpoint policy an account means its root user only. Source: facts 1.8. */
  readonly accountMeansRootOnly: boolean;
  /** Source: facts 1.4. Unknown when the boundary could not be read. */
  readonly boundary: 'yes' | 'no' | 'unreadable';
}

export function formsNaming(element: PrincipalElement, caller: Caller, place: Place): readonly Form[] {
  if (element === '*') return ['direct'];
  const forms: Form[] = [];
  for (const [type, values] of Object.entries(element)) {
    for (const value of asList(values)) {
      const form = type === 'AWS' ? formOfAws(value, caller, place) : formOfOther(type, value, caller);
      if (form !== null) forms.push(form);
    }
  }
  return forms;
}

function formOfOther(type: string, value: string, caller: Caller): Form | null {
  // Matches only the service's own calls, never a role that trusts it. Source: facts 1.3, last row.
  return type === 'Service' && caller.kind === 'service' && value === caller.name ? 'direct' : null;
}

function formOfAws(value: string, caller: Caller, place: Place): Form | null {
  if (value === '*') return 'direct';
  if (isAccount(value, caller))
    return place.accountMeansRootOnly && caller.kind !== 'root' ? null : 'account';
  if (caller.roleArn !== '' && value === caller.roleArn) return 'role';
  if (caller.kind !== 'role' && caller.arn !== '' && value === caller.arn) return 'direct';
  return null;
}

/**
 * An account narrowed to one role by `aws:PrincipalArn` grants to that role. Source: facts 1.3, first row: the key
 * is equal to the role's ARN, written out. A pattern, a user's ARN or a test that also holds without the key
 * leaves it what it is, a delegation to the account.
 */
export function narrowsToRole(conditions: Conditions | undefined, caller: Caller): boolean {
  if (caller.roleArn === '') return false;
  return ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike'].some((operator) =>
    Object.entries(conditions?.[operator] ?? {}).some(
      ([key, values]) => key.toLowerCase() === 'aws:principalarn' && asList(values).includes(caller.roleArn),
    ),
  );
}

/** `111122223333` and `arn:aws:iam::111122223333:root` say the same. */
function isAccount(value: string, caller: Caller): boolean {
  if (caller.account === '') return false;
  return value === caller.account || value === `arn:${caller.partition}:iam::${caller.account}:root`;
}

/**
 * NotPrincipal (with Deny): everybody who is not listed. To be exempt, a caller needs its account, its role
 * or user, and its session listed, all of them. A caller with a boundary is never exempt. Source: facts 1.4.
 */
export function isNotListed(element: PrincipalElement, caller: Caller, place: Place): Truth {
  if (!isExempt(element, caller)) return 'yes';
  if (place.boundary === 'unreadable') return { maybe: ['boundary'] };
  return truth(place.boundary === 'yes');
}

function isExempt(element: PrincipalElement, caller: Caller): boolean {
  if (element === '*') return true;
  const listed = asList(element['AWS'] ?? []);
  if (listed.includes('*')) return true;
  if (caller.kind === 'anonymous') return false;
  if (caller.kind === 'service') return asList(element['Service'] ?? []).includes(caller.name);
  if (!listed.some((value) => isAccount(value, caller))) return false;
  if (caller.kind === 'root') return true;
  if (caller.roleArn !== '' && !listed.includes(caller.roleArn)) return false;
  return caller.kind === 'role' || listed.includes(caller.arn);
}
