/**
 * The policies that have effect for an entity now. A change of IAM is shown by reads at once and has effect only
 * when it has spread, as IAM's eventual consistency has it. Source: facts 6.9 [TRBL].
 */
import type { NamedPolicy } from '#iam/decision.ts';
import type { Account, World } from '../world.ts';
import { managedDocument } from './managed-policies.ts';
import type { Change, EffectivePolicies, Entity, RoleState } from './state.ts';

export function effectivePolicies(world: World, account: Account, entity: Entity): EffectivePolicies {
  return pendingOf(world, account, entity)?.before ?? currentPolicies(account, entity);
}

/** The tags that have effect for an entity now. */
export function effectiveTags(world: World, account: Account, entity: Entity): Entity['tags'] {
  return pendingOf(world, account, entity)?.tags ?? entity.tags;
}

/** The first of the changes that have not spread. */
function pendingOf(world: World, account: Account, { arn }: Entity): Change | undefined {
  const now = world.now().getTime();
  return account.iam.changes.find(({ entityArn, until }) => entityArn === arn && until > now);
}

function currentPolicies(account: Account, entity: Entity): EffectivePolicies {
  const managed = (arn: string): EffectivePolicies['identity'] => {
    const document = managedDocument(account, arn);
    return document === null ? [] : [{ name: arn.slice(arn.lastIndexOf('/') + 1), document, stored: true }];
  };
  return {
    identity: [
      ...[...entity.inline].map(([name, document]) => ({ name, document, stored: true as const })),
      ...[...entity.attached].flatMap(managed),
    ],
    boundary: entity.boundary === null ? null : managed(entity.boundary),
  };
}

/** Called before a change: what was in effect stays so for every entity the change reaches, while it spreads. */
export function spreadLater(world: World, account: Account, entities: readonly Entity[]): void {
  const { changes } = account.iam;
  const now = world.now().getTime();
  const delay = world.settings.consistencyDelayMs;
  changes.splice(0, changes.length, ...changes.filter(({ until }) => until > now));
  if (delay === 0) return;
  for (const entity of entities) {
    const before = currentPolicies(account, entity);
    changes.push({ entityArn: entity.arn, until: now + delay, before, tags: entity.tags });
  }
}

/** The trust policies in effect: none for a role too new to be known everywhere. */
export function effectiveTrust(
  world: World,
  account: Account,
  { id, trust }: RoleState,
): readonly NamedPolicy[] {
  const now = world.now().getTime();
  const pending = account.iam.trustChanges.find(({ roleId, until }) => roleId === id && until > now);
  const document = pending === undefined ? trust : pending.before;
  return document === null ? [] : [{ name: 'trust policy', document, stored: true }];
}

/** Called before a role's trust changes, or when the role is made (`before` is null). */
export function spreadTrustLater(
  world: World,
  account: Account,
  { id: roleId, before }: { readonly id: string; readonly before: string | null },
): void {
  const { trustChanges } = account.iam;
  const now = world.now().getTime();
  const delay = world.settings.consistencyDelayMs;
  trustChanges.splice(0, trustChanges.length, ...trustChanges.filter(({ until }) => until > now));
  if (delay > 0) trustChanges.push({ roleId, until: now + delay, before });
}
