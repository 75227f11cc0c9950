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
  const { action } = request;
  const foldedAction = action.toLowerCase();
  const resource = isWithoutResource(foldedAction) ? '*' : request.resource;
  const resourceAccount = request.resourceAccount ?? (accountOf(resource) || who.account);
  return {
    principalKind: who.principalKind,
    principal: who.principal,
    partition: who.partition,
    account: who.account,
    principalArn: who.principalArn,
    action,
    foldedAction,
    service: foldedAction.slice(0, foldedAction.indexOf(':')),
    resource,
    resourceAccount,
    key: keyReader(request, who, resourceAccount),
  };
}

const accountOf = (arn: string): string => (arn === '*' ? '' : (parseArn(arn)?.account ?? ''));

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
  const { partition = 'aws', account = '', resource = '' } = arn ?? {};
  const principalKind = kindOf(resource);
  if (principalKind !== 'assumed-role')
    return { principalKind, principal, partition, account, principalArn: principal };
  const role = resource.split('/', 2)[1] ?? '';
  const principalArn = roleArn ?? `arn:${partition}:iam::${account}:role/${role}`;
  return { principalKind, principal, partition, account, principalArn };
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

/**
 * The keys that follow from the caller, in lower case. A service and nobody have no account and no ARN of their own.
 * Source: reference_policies_variables, "Principal key values"; aws:PrincipalIsAWSService is in signed calls only.
 */
function derivedKeys(who: Who): Map<string, KeyValue> {
  const { principalKind, principal, principalArn, account } = who;
  const keys = new Map<string, KeyValue>();
  if (principalKind === 'service') {
    keys.set('aws:principalisawsservice', ['true']);
    keys.set('aws:principalservicename', [principal]);
    return keys;
  }
  keys.set('aws:principaltype', [PRINCIPAL_TYPES[principalKind]]);
  if (principalKind === 'anonymous') return keys.set('aws:userid', ['anonymous']);
  keys.set('aws:principalisawsservice', ['false']);
  keys.set('aws:principalarn', [principalArn]);
  keys.set('aws:principalaccount', [account]);
  keys.set('aws:userid', userId(who));
  if (principalKind === 'user') keys.set('aws:username', [principal.slice(principal.lastIndexOf('/') + 1)]);
  return keys;
}

/** Users and roles have a unique ID, which their ARN does not show. */
function userId({ principalKind, principal, account }: Who): KeyValue {
  if (principalKind === 'root') return [account];
  if (principalKind !== 'federated-user') return 'unstated';
  return [`${account}:${principal.slice(principal.indexOf('/') + 1)}`];
}

/** Most requests are asked for few keys or none: what the keys hold is laid out when the first is asked for. */
function keyReader(
  request: AuthorizationRequest,
  who: Who,
  resourceAccount: string,
): (name: string) => KeyValue {
  let values: Map<string, KeyValue> | null = null;
  return (name) => {
    values ??= keyValues(request, who, resourceAccount);
    const folded = name.toLowerCase();
    return values.get(folded) ?? (isUnknown(folded, request.unknownKeys) ? 'unknown' : 'absent');
  };
}

/** By name in lower case; what the request says goes before what follows from it. */
function keyValues(request: AuthorizationRequest, who: Who, resourceAccount: string): Map<string, KeyValue> {
  const values = derivedKeys(who);
  if (resourceAccount !== '') values.set('aws:resourceaccount', [resourceAccount]);
  for (const [name, value] of Object.entries(request.context ?? {}))
    values.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  return values;
}

function isUnknown(folded: string, unknownKeys: readonly string[] | undefined): boolean {
  if (unknownKeys === undefined) return false;
  return unknownKeys.some((name) => {
    const open = name.toLowerCase();
    return open.endsWith('*') ? folded.startsWith(open.slice(0, -1)) : open === folded;
  });
}
