/** The requests of a generated world: one, and others that are nearly the same. */

import type { Request } from './case.ts';
import type { Random } from './random.ts';
import {
  ACCOUNTS,
  type Key,
  type Kind,
  pickKind,
  REGIONS,
  ROLE_PATHS,
  ROLES,
  SERVICES,
  SESSIONS,
  STATED_KEYS,
  USERS,
} from './vocabulary.ts';

/** What the requests of a world have in common: all of it decides which policies there may be, and of what grammar. */
export interface Setting {
  readonly kind: Kind;
  readonly partition: string;
  readonly caller: CallerClass;
}

export type CallerClass = 'session' | 'principal' | 'root' | 'outsider';

type PrincipalKind = 'session' | 'role' | 'user' | 'federatedUser' | 'root' | 'service' | 'anonymous';

type Weights = readonly (readonly [weight: number, kind: PrincipalKind])[];

const CALLERS: Readonly<Record<CallerClass, Weights>> = {
  session: [
    [10, 'session'],
    [1.5, 'federatedUser'],
  ],
  principal: [
    [2, 'role'],
    [4, 'user'],
  ],
  root: [[1, 'root']],
  outsider: [
    [2, 'service'],
    [0.7, 'anonymous'],
  ],
};

export function generateSetting(random: Random): Setting {
  const kind = pickKind(random);
  const partition = random.chance(0.95) ? 'aws' : 'aws-cn';
  // The root user cannot assume a role, so that pair does not happen.
  const caller = random.weighted<CallerClass>([
    [11.5, 'session'],
    [6, 'principal'],
    [kind.policy === 'trust' ? 0 : 1, 'root'],
    [kind.policy === 'trust' ? 5 : 2.2, 'outsider'],
  ]);
  return { kind, partition, caller };
}

export function generateRequest(random: Random, setting: Setting): Request {
  const action = generateAction(random, setting);
  return {
    ...generatePrincipal(random, setting),
    action,
    ...generateResource(random, setting),
    context: generateContext(random),
  };
}

/** A request that differs from another in one part or two; `tested` are the context keys that decide something. */
export function generateSibling(random: Random, setting: Setting, { of, tested }: Origin): Request {
  const parts = random.chance(0.75) ? 1 : 2;
  let request = of;
  for (let count = 0; count < parts; count += 1) request = changed(random, setting, { of: request, tested });
  return request;
}

export interface Origin {
  readonly of: Request;
  readonly tested: readonly Key[];
}

function changed(random: Random, setting: Setting, { of, tested }: Origin): Request {
  const part = random.weighted<'caller' | 'action' | 'resource' | 'context'>([
    [2, 'caller'],
    [2, 'action'],
    [3, 'resource'],
    [tested.length > 0 ? 6 : 1, 'context'],
  ]);
  switch (part) {
    case 'caller': {
      const { principal: _, roleArn: _role, ...same } = of;
      return { ...same, ...generatePrincipal(random, setting) };
    }
    case 'action':
      return { ...of, action: generateAction(random, setting) };
    case 'resource': {
      const { resource: _, resourceAccount: _account, ...same } = of;
      return { ...same, ...generateResource(random, setting) };
    }
    case 'context': {
      const key = random.pick(tested.length > 0 && random.chance(0.8) ? tested : STATED_KEYS);
      return { ...of, context: withAnother(random, key, of.context ?? {}) };
    }
  }
}

function generateAction(random: Random, { kind }: Setting): string {
  const action = `${kind.service}:${random.pick(kind.actions)}`;
  return random.chance(0.03) ? action.toLowerCase() : action;
}

function generateResource(
  random: Random,
  { kind, partition }: Setting,
): Pick<Request, 'resource' | 'resourceAccount'> {
  const account = random.chance(0.75) ? ACCOUNTS[0] : random.pick(ACCOUNTS.slice(1));
  const region = random.chance(0.8) ? REGIONS[0] : random.pick(REGIONS);
  const resource = random.pick(kind.resources({ partition, region, account }));
  const isNeeded = resource !== '*' && resource.split(':')[4] === '';
  const says = isNeeded || (resource !== '*' && random.chance(0.05));
  return says ? { resource, resourceAccount: account } : { resource };
}

function generatePrincipal(
  random: Random,
  { partition, caller }: Setting,
): Pick<Request, 'principal' | 'roleArn'> {
  const kind = random.weighted(CALLERS[caller]);
  const iam = `arn:${partition}:iam::${ACCOUNTS[0]}`;
  const sts = `arn:${partition}:sts::${ACCOUNTS[0]}`;
  const role = random.chance(0.7) ? ROLES[0] : random.pick(ROLES);
  const path = random.chance(0.6) ? '' : random.pick(ROLE_PATHS);
  switch (kind) {
    case 'session': {
      const principal = `${sts}:assumed-role/${role}/${random.pick(SESSIONS)}`;
      const says = path !== '' || random.chance(0.2);
      return says ? { principal, roleArn: `${iam}:role/${path}${role}` } : { principal };
    }
    case 'role':
      return { principal: `${iam}:role/${path}${role}` };
    case 'user':
      return { principal: `${iam}:user/${random.pick(USERS)}` };
    case 'federatedUser':
      return { principal: `${sts}:federated-user/${random.pick(['ann', 'Ann'])}` };
    case 'root':
      return { principal: `${iam}:root` };
    case 'service':
      return { principal: { service: random.pick(SERVICES) } };
    case 'anonymous':
      return { principal: { anonymous: true } };
  }
}

type Context = NonNullable<Request['context']>;

function generateContext(random: Random): Context {
  const context: Record<string, string | readonly string[]> = {};
  for (const key of STATED_KEYS) {
    const value = generateValue(random, key);
    if (value !== null) context[key.name] = value;
  }
  return context;
}

/** One key with another value, come or gone. */
function withAnother(random: Random, key: Key, of: Context): Context {
  const { [key.name]: _, ...others } = of;
  const value = generateValue(random, key);
  return value === null ? others : { ...others, [key.name]: value };
}

const SIZES = [
  [1, 0],
  [3, 1],
  [4, 2],
  [1, 3],
] as const;

/** Null when the context does not hold the key. */
function generateValue(random: Random, key: Key): string | readonly string[] | null {
  if (key.always !== true && random.chance(0.45)) return null;
  // However it is written, the key decides whether it is one of several values.
  if (key.type !== 'list') return random.chance(0.1) ? [random.pick(key.values)] : random.pick(key.values);
  if (random.chance(0.1)) return random.pick(key.values);
  const size = random.weighted(SIZES);
  return [...new Set(Array.from({ length: size }, () => random.pick(key.values)))];
}
