/**
 * The tree of an organisation, and the policies that bind an account in it. Source: facts 1.6, 1.7 [SCP, SCPE, RCP].
 * Neither kind binds the management account.
 */
import type { OrganizationLevel } from '#iam/decision.ts';
import { AwsError } from '../operation.ts';
import type { World } from '../world.ts';
import type { Member, Organization, OrganizationPolicy, PolicyType, Unit } from './state.ts';

export function organizationOf(world: World, account: string): Organization | null {
  return world.organizations.find(({ members }) => members.has(account)) ?? null;
}

/** The account of an ID; what is answered where there is none is thrown. */
export function memberOf({ members }: Organization, id: string): Member {
  const member = members.get(id);
  if (member !== undefined) return member;
  throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
}

/** The unit of an ID; what is answered where there is none is thrown. */
export function unitOf({ units }: Organization, id: string): Unit {
  const unit = units.get(id);
  if (unit !== undefined) return unit;
  throw new AwsError(
    'OrganizationalUnitNotFoundException',
    "You specified an organizational unit that doesn't exist.",
  );
}

export function parentOf({ rootId, units, members }: Organization, id: string): string | null {
  if (id === rootId) return null;
  return units.get(id)?.parentId ?? members.get(id)?.parentId ?? null;
}

/** From the root down to the account or unit itself. */
export function pathTo(organization: Organization, id: string): readonly string[] {
  const parent = parentOf(organization, id);
  return parent === null ? [id] : [...pathTo(organization, parent), id];
}

export function attachedTo(
  { attached, policies }: Organization,
  targetId: string,
  type: PolicyType,
): readonly OrganizationPolicy[] {
  return [...(attached.get(targetId) ?? [])].flatMap((id) => {
    const policy = policies.get(id);
    return policy?.type === type ? [policy] : [];
  });
}

/** Null where no policies of the type bind the account. */
export function levelsFor(
  world: World,
  account: string,
  type: PolicyType,
): readonly OrganizationLevel[] | null {
  const organization = organizationOf(world, account);
  if (organization === null || organization.managementAccount === account) return null;
  if (!organization.enabled.has(type)) return null;
  return pathTo(organization, account).map((target) => ({
    target,
    policies: attachedTo(organization, target, type).map(({ name, content }) => ({
      name,
      document: content,
    })),
  }));
}

/** What requests carry about the organisation of an account. Source: IAM User Guide, global condition keys. */
export function organizationKeys(
  world: World,
  account: string,
  of: 'Principal' | 'Resource',
): Readonly<Record<string, string | readonly string[]>> {
  const organization = organizationOf(world, account);
  if (organization === null) return {};
  const units = pathTo(organization, account).slice(0, -1);
  return {
    [`aws:${of}OrgID`]: organization.id,
    [`aws:${of}OrgPaths`]: [`${organization.id}/${units.join('/')}/`],
  };
}
