/** The request of a generated case. */

import type { Principal, Request } from './case.ts';
import type { Random } from './random.ts';
import {
  ACCOUNTS,
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

export interface Scene {
  readonly kind: Kind;
  readonly request: Request;
  readonly principalKind: PrincipalKind;
}

export type PrincipalKind = 'session' | 'role' | 'user' | 'federatedUser' | 'root' | 'service' | 'anonymous';

export function generateScene(random: Random): Scene {
  const kind = pickKind(random);
  const partition = random.chance(0.95) ? 'aws' : 'aws-cn';
  const account = ACCOUNTS[0];
  // The root user cannot assume a role, so that pair does not happen.
  const principalKind = random.weighted<PrincipalKind>([
    [10, 'session'],
    [2, 'role'],
    [4, 'user'],
    [1.5, 'federatedUser'],
    [kind.policy === 'trust' ? 0 : 1, 'root'],
    [kind.policy === 'trust' ? 5 : 1.5, 'service'],
    [0.7, 'anonymous'],
  ]);
  const caller = generatePrincipal(random, principalKind, { partition, account });
  const resourceAccount = random.chance(0.75) ? account : random.pick(ACCOUNTS.slice(1));
  const region = random.chance(0.8) ? REGIONS[0] : random.pick(REGIONS);
  const resource = random.pick(kind.resources({ partition, region, account: resourceAccount }));
  const ownAccountNeeded = resource !== '*' && resource.split(':')[4] === '';
  const action = `${kind.service}:${random.pick(kind.actions)}`;
  return {
    kind,
    principalKind,
    request: {
      ...caller,
      action: random.chance(0.03) ? action.toLowerCase() : action,
      resource,
      ...(ownAccountNeeded || (resource !== '*' && random.chance(0.05)) ? { resourceAccount } : {}),
      context: generateContext(random),
    },
  };
}

interface Home {
  readonly partition: string;
  readonly account: string;
}

function generatePrincipal(
  random: Random,
  kind: PrincipalKind,
  { partition, account }: Home,
): { principal: Principal; roleArn?: string } {
  const iam = `arn:${partition}:iam::${account}`;
  const sts = `arn:${partition}:sts::${account}`;
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

function generateContext(random: Random): Record<string, string | readonly string[]> {
  const context: Record<string, string | readonly string[]> = {};
  for (const key of STATED_KEYS) {
    if (key.always !== true && random.chance(0.45)) continue;
    if (key.type !== 'list') {
      context[key.name] = random.pick(key.values);
      continue;
    }
    const size = random.weighted([
      [1, 0],
      [3, 1],
      [4, 2],
      [1, 3],
    ]);
    context[key.name] = [...new Set(Array.from({ length: size }, () => random.pick(key.values)))];
  }
  return context;
}
