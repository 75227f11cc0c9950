/**
 * Whom a policy's Principal names. Source: IAM User Guide, reference_policies_elements_principal; what each form
 * means for the identity policies, boundary and session policies of the caller is table 1.3 of the facts.
 */
import { parseArn } from '../arn.ts';
import type { ReadyRequest } from '../context.ts';
import type { PrincipalClause, PrincipalEntry } from '../policy.ts';

/**
 * How directly a Principal names the caller: `itself` needs nothing else; `role` leaves boundary and session
 * policies in force; `account` only delegates to the caller's account.
 */
export type Naming = 'itself' | 'role' | 'account';

const STRENGTH: Readonly<Record<Naming, number>> = { account: 1, role: 2, itself: 3 };

export const strongest = (namings: readonly Naming[]): Naming | null =>
  namings.reduce<Naming | null>(
    (best, one) => (best === null || STRENGTH[one] > STRENGTH[best] ? one : best),
    null,
  );

/** Null when the clause does not name the caller. */
export function namingOf(clause: PrincipalClause, request: ReadyRequest): Naming | null {
  switch (clause.kind) {
    case 'unnamed':
      return 'itself';
    case 'principal':
      return strongest(clause.entries.flatMap((entry) => entryNaming(entry, request) ?? []));
    case 'not-principal':
      return exempted(clause.entries, request) ? null : 'itself';
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
    case 'canonical-user':
      return null;
  }
}

function awsNaming(value: string, request: ReadyRequest): Naming | null {
  if (request.account === '') return null;
  if (value === request.account) return request.principalKind === 'root' ? 'itself' : 'account';
  if (value === request.principal) return request.principalKind === 'role' ? 'role' : 'itself';
  if (value === request.principalArn && request.principalKind === 'assumed-role') return 'role';
  const arn = parseArn(value);
  const isRoot = arn?.service === 'iam' && arn.resource === 'root' && arn.account === request.account;
  if (!isRoot || arn.partition !== request.partition) return null;
  return request.principalKind === 'root' ? 'itself' : 'account';
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
    case 'service':
    case 'anonymous':
      return names('itself');
  }
}
