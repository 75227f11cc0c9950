/**
 * A request made ready: its principal taken apart, the keys that follow from it filled in.
 * Source: IAM User Guide, reference_policies_condition-keys (global keys); simulate format, `context`.
 */
import { parseArn } from './arn.ts';
import type { AuthorizationRequest } from './decision.ts';

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
  readonly resource: string;
  readonly resourceAccount: string;
  readonly key: (name: string) => KeyValue;
}

/** A context key's values, its absence, or that it may have any value. */
export type KeyValue = readonly string[] | 'absent' | 'unknown';

export function readyRequest(request: AuthorizationRequest): ReadyRequest {
  const who = identify(request);
  const resourceArn = parseArn(request.resource);
  const resourceAccount = request.resourceAccount ?? (resourceArn?.account || who.account);
  const foldedAction = request.action.toLowerCase();
  return {
    ...who,
    action: request.action,
    foldedAction,
    service: foldedAction.slice(0, foldedAction.indexOf(':')),
    resource: request.resource,
    resourceAccount,
    key: keyReader(request, { ...derivedKeys(who), 'aws:resourceaccount': resourceAccount }),
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

/** Keys in lower case. A service and nobody have no account and no ARN of their own. */
function derivedKeys(who: Who): Readonly<Record<string, string>> {
  const keys: Record<string, string> = {
    'aws:principalisawsservice': String(who.principalKind === 'service'),
  };
  if (who.principalKind === 'service') return { ...keys, 'aws:principalservicename': who.principal };
  keys['aws:principaltype'] = PRINCIPAL_TYPES[who.principalKind];
  if (who.principalKind === 'anonymous') return { ...keys, 'aws:userid': 'anonymous' };
  keys['aws:principalarn'] = who.principalArn;
  keys['aws:principalaccount'] = who.account;
  if (who.principalKind === 'user')
    keys['aws:username'] = who.principal.slice(who.principal.lastIndexOf('/') + 1);
  if (who.principalKind === 'root') keys['aws:userid'] = who.account;
  return keys;
}

function keyReader(
  request: AuthorizationRequest,
  derived: Readonly<Record<string, string>>,
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
    if (Object.hasOwn(derived, folded)) return [derived[folded] ?? ''];
    const open = unknown.some((one) =>
      one.endsWith('*') ? folded.startsWith(one.slice(0, -1)) : one === folded,
    );
    return open ? 'unknown' : 'absent';
  };
}
