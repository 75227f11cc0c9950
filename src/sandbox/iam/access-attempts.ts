/** Which action a role last tried, and when: what IAM's last accessed data is made of. Denied attempts count too. */
import { findAction } from '#catalog/actions.ts';
import type { Caller } from '../caller.ts';
import type { Check } from '../operation.ts';
import { accountOf, type World } from '../world.ts';
import type { RoleAccess } from './state.ts';

export interface Attempted {
  readonly world: World;
  readonly caller: Caller;
  readonly check: Check;
  readonly region?: string;
}

/** Only of roles: nobody asks about others here. */
export function noteAttempt({ world, caller, check, region = '' }: Attempted): void {
  if (caller.kind !== 'assumed-role' || caller.entity === null) return;
  const { iam } = accountOf(world, caller.account);
  const role = iam.roles.get(caller.entity.toLowerCase());
  const [service = '', name = ''] = (findAction(check.action)?.name ?? check.action).split(':');
  if (role === undefined || (service === 'iam' && name === 'PassRole')) return;
  const access: RoleAccess = iam.accessed.get(role.arn) ?? new Map();
  iam.accessed.set(role.arn, access);
  const actions = access.get(service) ?? new Map();
  access.set(service, actions.set(name, { at: world.now(), region }));
}
