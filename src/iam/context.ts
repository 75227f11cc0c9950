/**
 * A request made ready: its principal taken apart, the keys that follow from it filled in.
 * Source: IAM User Guide, reference_policies_condition-keys (global keys); simulate format, `context`.
 */
import { parseArn } from './arn.ts';
import type { AuthorizationRequest } from './decision.ts';
import { isWithoutResource } from './services/without-resource.ts';

export type PrincipalKind =
  | 'role'
  | 'assumed-role'
  | 'user'
  | 'federated-user'
  | 'root'
  | 'service'
  | 'anonymous';

export interface ReadyRequest {
  readonly principalKind: PrincipalKind;
  /** As policies name it in full: the session's ARN, the user's ARN, the service's name; empty for nobody. */
  readonly principal: string;
  readonly partition: string;
  /** The principal's account; empty for services and nobody. */
  readonly account: string;
  /** The role's ARN for a role or its session, the principal's own otherwise: `aws:PrincipalArn`. */
  readonly principalArn: string;
  readonly action: string;
  /** `action` in lower case, and its service prefix. */
  readonly foldedAction: string;
  readonly service: string;
  /** `*` for an action that works on no resource, whatever the request says. */
  readonly resource: string;
  readonly resourceAccount: string;
  readonly key: (name: string) => KeyValue;
}

/** A context key's values; that it is absent, is there with a value not told (`unstated`), or may be either. */
export type KeyValue = readonly string[] | 'absent' | 'unstated' | 'unknown';

/** Whether the answer may hang on what the key holds. */
export const isOpen = (value: KeyValue): value is 'unstated' | 'unknown' =>
  value === 'unstated' || value === 'unknown';

export function readyRequest(request: AuthorizationRequest): ReadyRequest {
  const who = identify(request);
  const foldedAction = request.action.toLowerCase();
  const resource = isWithoutResource(foldedAction) ? '*' : request.resource;
  const resourceAccount = request.resourceAccount ?? (parseArn(resource)?.account || who.account);
  return {
    ...who,
    action: request.action,
    foldedAction,
    service: foldedAction.slice(0, foldedAction.indexOf(':')),
    resource,
    resourceAccount,
    key: keyReader(request, {
      ...derivedKeys(who),
      ...(resourceAccount === '' ? {} : { 'aws:resourceaccount': resourceAccount }),
    }),
  };
}

type Who = Pick<ReadyRequest, 'principalKind' | 'principal' | 'partition' | 'account' | 'principalArn'>;

function identify({ principal, roleArn }: AuthorizationRequest): Who {
  if (typeof principal !== 'string') {
    const service = 'service' in principal ? principal.service : '';
    return {
      principalKind: service === '' ? 'anonymous' : 'service',
      principal: service,
      partition: '',
      account: '',
      principalArn: '',
    };
  }
  const arn = parseArn(principal);
  const kind = kindOf(arn?.resource ?? '');
  const base = {
    principalKind: kind,
    principal,
    partition: arn?.partition ?? 'aws',
    account: arn?.account ?? '',
  };
  if (kind !== 'assumed-role') return { ...base, principalArn: principal };
  const role = arn?.resource.split('/')[1] ?? '';
  return { ...base, principalArn: roleArn ?? `arn:${base.partition}:iam::${base.account}:role/${role}` };
}

function kindOf(resource: string): PrincipalKind {
  if (resource === 'root') return 'root';
  const prefix = resource.slice(0, resource.indexOf('/'));
  if (prefix === 'user' || prefix === 'role' || prefix === 'assumed-role' || prefix === 'federated-user')
    return prefix;
  return 'user';
}

const PRINCIPAL_TYPES: Readonly<Record<PrincipalKind, string>> = {
  role: 'AssumedRole',
  'assumed-role': 'AssumedRole',
  user: 'User',
  'federated-user': 'FederatedUser',
  root: 'Account',
  service: 'Service',
  anonymous: 'Anonymous',
};

/** A key that every call of the caller carries, though the caller's ARN does not tell its value. */
const UNSTATED = null;

/**
 * Keys in lower case. A service and nobody have no account and no ARN of their own.
 * Source: reference_policies_variables, "Principal key values"; aws:PrincipalIsAWSService is in signed calls only.
 */
function derivedKeys(who: Who): Readonly<Record<string, string | null>> {
  const { principalKind, principal, account } = who;
  if (principalKind === 'service')
    return { 'aws:principalisawsservice': 'true', 'aws:principalservicename': principal };
  const type = { 'aws:principaltype': PRINCIPAL_TYPES[principalKind] };
  if (principalKind === 'anonymous') return { ...type, 'aws:userid': 'anonymous' };
  return {
    ...type,
    'aws:principalisawsservice': 'false',
    'aws:principalarn': who.principalArn,
    'aws:principalaccount': account,
    'aws:userid': userId(who),
    ...(principalKind === 'user' ? { 'aws:username': principal.slice(principal.lastIndexOf('/') + 1) } : {}),
  };
}

/** Users and roles have a unique ID, which their ARN does not show. */
function userId({ principalKind, principal, account }: Who): string | null {
  if (principalKind === 'root') return account;
  if (principalKind !== 'federated-user') return UNSTATED;
  return `${account}:${principal.slice(principal.indexOf('/') + 1)}`;
}

function keyReader(
  request: AuthorizationRequest,
  derived: Readonly<Record<string, string | null>>,
): (name: string) => KeyValue {
  const given = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(request.context ?? {})) {
    given.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  const unknown = (request.unknownKeys ?? []).map((name) => name.toLowerCase());
  return (name) => {
    const folded = name.toLowerCase();
    const value = given.get(folded);
    if (value !== undefined) return value;
    if (Object.hasOwn(derived, folded)) {
      const follows = derived[folded] ?? UNSTATED;
      return follows === UNSTATED ? 'unstated' : [follows];
    }
    const open = unknown.some((one) =>
      one.endsWith('*') ? folded.startsWith(one.slice(0, -1)) : one === folded,
    );
    return open ? 'unknown' : 'absent';
  };
}
