/**
 * A request made ready: its principal taken apart, the keys that follow from it filled in.
 * Source: IAM User Guide, reference_policies_condition-keys (global keys); simulate format, `context`.
 */
import { accountOf, accountStart, nameInArn, parseArn, resourceStart } from './arn.ts';
import type { AuthorizationRequest } from './decision.ts';
import { foldAction, foldKey } from './fold.ts';
import { isOfAws } from './services/of-aws.ts';
import { isWithoutResource } from './services/without-resource.ts';

export type PrincipalKind =
  | 'role'
  | 'assumed-role'
  | 'user'
  | 'federated-user'
  | 'root'
  | 'service'
  | 'federated'
  | 'anonymous';

/** A context key's values; that it is absent, is there with a value not told (`unstated`), or may be either. */
export type KeyValue = readonly string[] | 'absent' | 'unstated' | 'unknown';

/** Whether the answer may hang on what the key holds. */
export const isOpen = (value: KeyValue): value is 'unstated' | 'unknown' =>
  value === 'unstated' || value === 'unknown';

/** Most requests are asked for few of these: what takes work is worked out when it is first asked for. */
export class ReadyRequest {
  readonly principalKind: PrincipalKind;
  /** As policies name it in full: the ARN of a session, user or provider, the service's name; empty for nobody. */
  readonly principal: string;
  /** The principal's account; empty for services, identity providers and nobody. */
  readonly account: string;
  readonly action: string;
  /** `action` in lower case. */
  readonly foldedAction: string;
  /** `*` for an action that works on no resource, whatever the request says. */
  readonly resource: string;
  readonly resourceAccount: string;
  private readonly asked: AuthorizationRequest;
  private knownLength: number | null = null;
  private knownArn: string | null = null;
  private names: KeyNames | null = null;
  private openKeys: OpenKeys | null = null;

  constructor(asked: AuthorizationRequest) {
    const { principal } = asked;
    this.asked = asked;
    if (typeof principal === 'string') {
      const account = accountStart(principal);
      const resource = resourceStart(principal, account);
      this.principal = principal;
      this.principalKind = kindOf(principal, resource);
      this.account = resource === 0 ? '' : principal.slice(account, resource - 1);
    } else {
      this.principal = nameOf(principal);
      const kind = 'federated' in principal ? 'federated' : 'service';
      this.principalKind = this.principal === '' ? 'anonymous' : kind;
      this.account = '';
    }
    this.action = asked.action;
    this.foldedAction = foldAction(asked.action);
    this.resource = isWithoutResource(this.foldedAction) ? '*' : asked.resource;
    this.resourceAccount = asked.resourceAccount ?? accountOfResource(this);
  }

  /** The prefix of the action, in lower case. */
  get service(): string {
    return this.foldedAction.slice(0, this.foldedAction.indexOf(':'));
  }

  get partition(): string {
    if (typeof this.asked.principal !== 'string') return '';
    return parseArn(this.principal)?.partition ?? 'aws';
  }

  /** The role's ARN for a role or its session, the principal's own otherwise: `aws:PrincipalArn`. */
  get principalArn(): string {
    this.knownArn ??= principalArnOf(this, this.asked.roleArn);
    return this.knownArn;
  }

  /** No value of a key is longer than all that is said in the request. */
  get length(): number {
    this.knownLength ??= lengthOf(this.asked);
    return this.knownLength;
  }

  /** What a context key holds; its name in any case. */
  key(name: string): KeyValue {
    return this.foldedKey(foldKey(name));
  }

  /** The same by the name in lower case. What the request says goes before what follows from it. */
  foldedKey(folded: string): KeyValue {
    const stated = this.stated(folded);
    if (stated !== undefined) return typeof stated === 'string' ? [stated] : stated;
    return derivedKey(this, folded) ?? (this.isOpen(folded) ? 'unknown' : 'absent');
  }

  private isOpen(folded: string): boolean {
    const { unknownKeys } = this.asked;
    if (unknownKeys === undefined) return false;
    this.openKeys ??= openKeysOf(unknownKeys);
    return (
      this.openKeys.names.has(folded) || this.openKeys.prefixes.some((prefix) => folded.startsWith(prefix))
    );
  }

  private stated(folded: string): Stated | undefined {
    const { context } = this.asked;
    if (context === undefined) return undefined;
    this.names ??= namesOf(context);
    const name = this.names.written(folded);
    return name === undefined ? undefined : context[name];
  }
}

/** The ARN's account; the principal's own where it names none, or AWS, whose things every account may use. */
function accountOfResource(request: ReadyRequest): string {
  const account = accountOf(request.resource);
  return account === '' || isOfAws(account, request.foldedAction) ? request.account : account;
}

/** What is said of the principal is derived from its ARN and from what its type is called. */
const DERIVED_LENGTH = 64;

/** Empty for nobody. */
function nameOf(principal: AuthorizationRequest['principal']): string {
  if (typeof principal === 'string') return principal;
  if ('service' in principal) return principal.service;
  return 'federated' in principal ? principal.federated : '';
}

function lengthOf({ context = {}, roleArn = '', ...asked }: AuthorizationRequest): number {
  const { principal, resource, resourceAccount = '' } = asked;
  let length =
    DERIVED_LENGTH + nameOf(principal).length + roleArn.length + resource.length + resourceAccount.length;
  for (const value of Object.values(context)) {
    if (typeof value === 'string') length = Math.max(length, value.length);
    else for (const one of value) length = Math.max(length, one.length);
  }
  return length;
}

type Stated = string | readonly string[];
type Context = Readonly<Record<string, Stated>>;

/**
 * The names of a context, as written, by their form in lower case; of those that differ in case only, the last.
 * Requests of one source state the same keys one after another: they share what was laid out for the one before.
 */
class KeyNames {
  private readonly inOrder: readonly string[];
  private readonly byFolded: ReadonlyMap<string, string>;

  constructor(context: Context) {
    this.inOrder = Object.keys(context);
    this.byFolded = new Map(this.inOrder.map((name) => [foldKey(name), name]));
  }

  written(folded: string): string | undefined {
    return this.byFolded.get(folded);
  }

  areOf(context: Context): boolean {
    let at = 0;
    for (const name in context) if (name !== this.inOrder[at++]) return false;
    return at === this.inOrder.length;
  }
}

let last = new KeyNames({});

function namesOf(context: Context): KeyNames {
  if (!last.areOf(context)) last = new KeyNames(context);
  return last;
}

export const readyRequest = (asked: AuthorizationRequest): ReadyRequest => new ReadyRequest(asked);

function kindOf(arn: string, start: number): PrincipalKind {
  if (start === 0) return 'user';
  if (arn.startsWith('assumed-role/', start)) return 'assumed-role';
  if (arn.startsWith('role/', start)) return 'role';
  if (arn.startsWith('federated-user/', start)) return 'federated-user';
  return arn.startsWith('root', start) && arn.length === start + 'root'.length ? 'root' : 'user';
}

function principalArnOf(request: ReadyRequest, roleArn: string | undefined): string {
  const { principalKind, principal } = request;
  if (principalKind === 'service') return '';
  if (principalKind !== 'assumed-role') return principal;
  return (
    roleArn ?? `arn:${request.partition}:iam::${request.account}:role/${principal.split('/', 2)[1] ?? ''}`
  );
}

const PRINCIPAL_TYPES: Readonly<Record<PrincipalKind, string>> = {
  role: 'AssumedRole',
  'assumed-role': 'AssumedRole',
  user: 'User',
  'federated-user': 'FederatedUser',
  root: 'Account',
  service: 'Service',
  federated: 'FederatedUser',
  anonymous: 'Anonymous',
};

/**
 * A key that follows from the request, by its name in lower case. A service and nobody have no account and no ARN;
 * of whom an identity provider vouches for, only what it says is known.
 * Source: reference_policies_variables, "Principal key values"; aws:PrincipalIsAWSService is in signed calls only.
 */
function derivedKey(request: ReadyRequest, folded: string): KeyValue | undefined {
  const { principalKind } = request;
  switch (folded) {
    case 'aws:resourceaccount':
      return request.resourceAccount === '' ? undefined : [request.resourceAccount];
    default:
      return principalKind === 'federated' ? undefined : principalKey(request, folded);
  }
}

function principalKey(request: ReadyRequest, folded: string): KeyValue | undefined {
  const { principalKind, principal } = request;
  const [service, anonymous] = [principalKind === 'service', principalKind === 'anonymous'];
  switch (folded) {
    case 'aws:principalservicename':
      return service ? [principal] : undefined;
    case 'aws:principalisawsservice':
      return anonymous ? undefined : [String(service)];
    case 'aws:principaltype':
      return service ? undefined : [PRINCIPAL_TYPES[principalKind]];
    case 'aws:userid':
      return service ? undefined : userId(request);
    case 'aws:principalarn':
      return service || anonymous ? undefined : [request.principalArn];
    case 'aws:principalaccount':
      return service ? undefined : [anonymous ? 'anonymous' : request.account];
    case 'aws:username':
      return principalKind === 'user' ? [nameInArn(principal)] : undefined;
    default:
      return undefined;
  }
}

/** Users and roles have a unique ID, which their ARN does not show. */
function userId({ principalKind, principal, account }: ReadyRequest): KeyValue {
  if (principalKind === 'anonymous') return ['anonymous'];
  if (principalKind === 'root') return [account];
  if (principalKind !== 'federated-user') return 'unstated';
  return [`${account}:${principal.slice(principal.indexOf('/') + 1)}`];
}

/** Which keys may have a value that is not known: whole names, and beginnings of names. */
interface OpenKeys {
  readonly names: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

function openKeysOf(unknownKeys: readonly string[]): OpenKeys {
  const folded = [...new Set(unknownKeys.map(foldKey))];
  return {
    names: new Set(folded.filter((name) => !name.endsWith('*'))),
    prefixes: folded.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)),
  };
}
