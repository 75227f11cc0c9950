/**
 * Whom a policy's Principal names. Source: IAM User Guide, reference_policies_elements_principal; what each form
 * means for the identity policies, boundary and session policies of the caller is table 1.3 of the facts.
 */
import type { ReadyRequest } from '../context.ts';
import type { Layer } from '../decision.ts';
import type { PrincipalClause, PrincipalEntry } from '../policy.ts';
import type { Tri } from '../tri.ts';

/**
 * How directly a Principal names the caller: `itself` needs nothing else; `role` leaves boundary and session
 * policies in force; `account` only delegates to the caller's account.
 */
export type Naming = 'itself' | 'role' | 'account';

const STRENGTH: Readonly<Record<Naming, number>> = { account: 1, role: 2, itself: 3 };

function strongestNaming(entries: readonly PrincipalEntry[], request: ReadyRequest): Naming | null {
  let best: Naming | null = null;
  for (const entry of entries) {
    const one = entryNaming(entry, request);
    if (one !== null && (best === null || STRENGTH[one] > STRENGTH[best])) best = one;
  }
  return best;
}

/** Where a policy stands, and what decides there whom it names besides its text. */
export interface Place {
  readonly layer: Layer;
  /** Whether the caller has a permissions boundary; `maybe` when it could not be read. */
  readonly boundary: Tri;
}

/** Null when the clause does not name the caller; `maybe` when that hangs on an unread boundary. */
export function namingOf(
  clause: PrincipalClause,
  request: ReadyRequest,
  place: Place,
): Naming | 'maybe' | null {
  switch (clause.kind) {
    case 'unnamed':
      return 'itself';
    case 'principal': {
      const naming = strongestNaming(clause.entries, request);
      // In an endpoint's policy an account is its root user, not all of the account (facts 1.8).
      const rootOnly = place.layer === 'vpcEndpoint' && naming === 'account';
      return rootOnly && request.principalKind !== 'root' ? null : naming;
    }
    case 'not-principal':
      // A boundary makes NotPrincipal deny, whoever is listed (facts 1.4).
      if (!exempted(clause.entries, request) || place.boundary === 'yes') return 'itself';
      return place.boundary === 'maybe' ? 'maybe' : null;
  }
}

function entryNaming(entry: PrincipalEntry, request: ReadyRequest): Naming | null {
  switch (entry.kind) {
    case 'anyone':
      return 'itself';
    case 'service':
      return request.principalKind === 'service' && entry.value === request.principal ? 'itself' : null;
    case 'aws':
      return awsNaming(entry.value, request);
    case 'federated':
      return request.principalKind === 'federated' && entry.value === request.principal ? 'itself' : null;
    case 'canonical-user':
      return null;
  }
}

function awsNaming(value: string, request: ReadyRequest): Naming | null {
  if (request.account === '') return null;
  const { account, principal, principalKind } = request;
  if (value === account) return 'account';
  if (value.endsWith(':root') && value === `arn:${request.partition}:iam::${account}:root`) return 'account';
  if (value === principal) return principalKind === 'role' ? 'role' : 'itself';
  return principalKind === 'assumed-role' && value === request.principalArn ? 'role' : null;
}

/** To exempt a session from a Deny its account, role and session are all listed. Source: facts 1.4 [NPRIN]. */
function exempted(entries: readonly PrincipalEntry[], request: ReadyRequest): boolean {
  const names = (naming: Naming): boolean => entries.some((entry) => entryNaming(entry, request) === naming);
  if (entries.some(({ kind }) => kind === 'anyone')) return true;
  switch (request.principalKind) {
    case 'assumed-role':
      return names('account') && names('role') && names('itself');
    case 'role':
      return names('account') && names('role');
    case 'user':
    case 'federated-user':
      return names('account') && names('itself');
    case 'root':
      return names('account');
    case 'service':
    case 'federated':
    case 'anonymous':
      return names('itself');
  }
}
