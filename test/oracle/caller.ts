/** Who calls, read from the `principal` of a request, and the context keys that follow from it. */

import type { Request } from './case.ts';
import { isChangeOfPolicy } from './services.ts';

export type CallerKind = 'root' | 'user' | 'role' | 'session' | 'federatedUser' | 'service' | 'anonymous';

export interface Caller {
  readonly kind: CallerKind;
  /** The ARN as given; empty for a service or nobody. */
  readonly arn: string;
  /** Empty for a service or nobody. */
  readonly account: string;
  readonly partition: string;
  /** The role's own ARN, path included; empty when the caller is no role. */
  readonly roleArn: string;
  /** User, role or federated user name without its path; the service's name for a service. */
  readonly name: string;
  readonly serviceLinked: boolean;
}

export function readCaller(request: Request): Caller {
  const principal = request.principal;
  const nobody = { arn: '', account: '', partition: '', roleArn: '', name: '', serviceLinked: false };
  if (typeof principal !== 'string') {
    if ('service' in principal) return { ...nobody, kind: 'service', name: principal.service };
    return { ...nobody, kind: 'anonymous' };
  }

  const [, partition = '', , , account = '', rest = ''] = principal.split(':');
  const [type, ...path] = rest.split('/');
  const name = path[path.length - 1] ?? '';
  const named = { ...nobody, arn: principal, account, partition };
  if (type === 'root') return { ...named, kind: 'root' };
  if (type === 'user') return { ...named, kind: 'user', name };
  if (type === 'federated-user') return { ...named, kind: 'federatedUser', name: path.join('/') };
  if (type === 'role') {
    return { ...named, kind: 'role', name, roleArn: principal, serviceLinked: isServiceLinked(principal) };
  }
  if (type === 'assumed-role') {
    // The session's ARN has lost the role's path; `roleArn` gives it back. Source: simulate format, `roleArn`.
    const role = path[0] ?? '';
    const roleArn = request.roleArn ?? `arn:${partition}:iam::${account}:role/${role}`;
    return { ...named, kind: 'session', name: role, roleArn, serviceLinked: isServiceLinked(roleArn) };
  }
  throw new Error(`oracle: no caller of this form: ${principal}`);
}

/** Service-linked roles live under their own path. Source: facts 1.6 (they are outside SCPs). */
function isServiceLinked(roleArn: string): boolean {
  return roleArn.includes(':role/aws-service-role/');
}

/**
 * Default: the resource ARN's account, else the principal's. Source: simulate format, `resourceAccount`. The policies
 * AWS manages are in no account of anybody's: the caller's own account decides on all but changing them.
 */
export function resourceAccountOf(request: Request, caller: Caller): string {
  if (request.resourceAccount !== undefined) return request.resourceAccount;
  const fromArn = request.resource === '*' ? '' : (request.resource.split(':')[4] ?? '');
  if (fromArn === 'aws' && !isChangeOfPolicy(request.action)) return caller.account;
  return fromArn !== '' ? fromArn : caller.account;
}

/** Source: IAM User Guide, condition-keys: the global keys whose value type is "Multivalued". */
const MULTI_VALUED = new Set(
  [
    'aws:CalledVia',
    'aws:PrincipalOrgPaths',
    'aws:PrincipalServiceNamesList',
    'aws:ResourceOrgPaths',
    'aws:SourceOrgPaths',
    'aws:TagKeys',
    'aws:VpceOrgPaths',
  ].map((key) => key.toLowerCase()),
);

/** Request context: key in lower case → its values. A key that is not in the map is absent. */
export type Context = ReadonlyMap<string, ContextValue>;

export type ContextValue =
  | { readonly kind: 'single'; readonly value: string }
  | { readonly kind: 'multiple'; readonly values: readonly string[] }
  /** Surely there, but the case does not tell its value. */
  | { readonly kind: 'unknown'; readonly key: string };

export function contextOf(request: Request, caller: Caller): Context {
  const context = new Map<string, ContextValue>();
  // Keys that follow from the request are filled in when absent. Source: simulate format, `context`.
  const add = (key: string, value: string): void => {
    context.set(key.toLowerCase(), { kind: 'single', value });
  };
  const resourceAccount = resourceAccountOf(request, caller);
  if (resourceAccount !== '') add('aws:ResourceAccount', resourceAccount);
  if (caller.account !== '') {
    add('aws:PrincipalAccount', caller.account);
    // For a role session the key holds the role's ARN, not the session's. Source: facts 1.3 (first row).
    add('aws:PrincipalArn', caller.roleArn !== '' ? caller.roleArn : caller.arn);
  }
  // Source: IAM User Guide, condition-keys: it is in anonymous requests too.
  if (caller.kind === 'anonymous') add('aws:PrincipalAccount', 'anonymous');
  addPrincipalType(caller, add);
  if (caller.kind !== 'anonymous') add('aws:PrincipalIsAWSService', String(caller.kind === 'service'));
  if (caller.kind === 'service') add('aws:PrincipalServiceName', caller.name);
  if (caller.kind === 'user') add('aws:username', caller.name);
  // Only the root user's and a federated user's id can be told from the ARN; users and roles have an id
  // that the ARN does not show. Source: VARS, "Principal key values"; simulate format ("where known").
  if (caller.kind === 'root') add('aws:userid', caller.account);
  if (caller.kind === 'anonymous') add('aws:userid', 'anonymous');
  if (caller.kind === 'federatedUser') add('aws:userid', `${caller.account}:${caller.name}`);
  if (['user', 'role', 'session'].includes(caller.kind)) {
    context.set('aws:userid', { kind: 'unknown', key: 'aws:userid' });
  }

  // Key names do not distinguish case. Source: facts 2.5.
  for (const [key, value] of Object.entries(request.context ?? {})) {
    const values = typeof value === 'string' ? [value] : value;
    if (values.length === 1 && !MULTI_VALUED.has(key.toLowerCase())) add(key, values[0] ?? '');
    else context.set(key.toLowerCase(), { kind: 'multiple', values });
  }
  return context;
}

/** Source: VARS, table "Principal key values". */
function addPrincipalType(caller: Caller, add: (key: string, value: string) => void): void {
  if (caller.kind === 'root') add('aws:PrincipalType', 'Account');
  if (caller.kind === 'user') add('aws:PrincipalType', 'User');
  if (caller.kind === 'role' || caller.kind === 'session') add('aws:PrincipalType', 'AssumedRole');
  if (caller.kind === 'federatedUser') add('aws:PrincipalType', 'FederatedUser');
  if (caller.kind === 'anonymous') add('aws:PrincipalType', 'Anonymous');
}
