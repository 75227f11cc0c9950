/**
 * The roles and users that a policy names as principals. Comes in: a policy. Goes out: the first of them that is not
 * there; AWS stores no policy that names one. An account counts as there. Source: IAM User Guide,
 * reference_policies_elements_principal; troubleshoot_iam-policies.
 */
import { accountOf, parseArn } from '#iam/arn.ts';
import type { Policy, PrincipalEntry } from '#iam/policy.ts';
import type { Entity } from './iam/state.ts';
import type { World } from './world.ts';

/** The principal as the policy names it; null: all of them are there. */
export function absentPrincipal(world: World, { statements }: Policy): string | null {
  for (const { principal } of statements) {
    if (principal.kind === 'unnamed') continue;
    const absent = principal.entries.find((entry) => !isThere(world, entry));
    if (absent !== undefined && absent.kind !== 'anyone') return absent.value;
  }
  return null;
}

function isThere(world: World, entry: PrincipalEntry): boolean {
  if (entry.kind !== 'aws') return true;
  const { value } = entry;
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(value))
    return [...world.accounts.values()].some(({ id }) =>
      entitiesOf(world, id).some((one) => one.id === value),
    );
  const arn = parseArn(value);
  if (arn?.service !== 'iam' || !/^(?:role|user)\//.test(arn.resource)) return true;
  // AWS's own accounts have names in place of numbers.
  if (!/^\d{12}$/.test(arn.account)) return true;
  return entitiesOf(world, accountOf(value)).some((one) => one.arn === value);
}

function entitiesOf({ accounts }: World, id: string): readonly Entity[] {
  const iam = accounts.get(id)?.iam;
  return iam === undefined ? [] : [...iam.roles.values(), ...iam.users.values()];
}
