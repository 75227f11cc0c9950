/** Calls that no policy allows or denies: the caller only has to be one that can make them. */
import type { ReadyRequest } from '../context.ts';

/**
 * `sts:GetCallerIdentity` of every signed request, and `sts:GetSessionToken` of the users and roots that may call it.
 * Source: STS API Reference, GetCallerIdentity; IAM User Guide, id_credentials_temp_control-access_getsessiontoken.
 */
export function needsNoPermission({ foldedAction, principalKind }: ReadyRequest): boolean {
  if (foldedAction === 'sts:getcalleridentity') return principalKind !== 'anonymous';
  return foldedAction === 'sts:getsessiontoken' && (principalKind === 'user' || principalKind === 'root');
}
