/** Who may call Organizations, and how its resources are named. Source: facts 3.5, 6.5 [BOTO organizations]. */
import { AwsError, type Call } from '../operation.ts';
import type { Organization, PolicyType } from './state.ts';
import { organizationOf } from './tree.ts';

export function ownOrganization({ world, account }: Call): Organization {
  const organization = organizationOf(world, account);
  if (organization !== null) return organization;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** The service says no more than this, whatever was lacking. */
const accessDenied = (): AwsError =>
  new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");

type Resources = (organization: Organization) => readonly string[];

/** Asks for an action on each resource; only the management account is served. */
export function authorizeManagement(call: Call, resources: Resources = () => ['*']): Organization {
  const organization = ownOrganization(call);
  if (organization.managementAccount !== call.account) throw accessDenied();
  return authorizeAll(call, organization, resources);
}

/** Reads are served to delegated administrators of any service too. Source: Organizations API Reference, each operation. */
export function authorizeReading(call: Call, resources: Resources = () => ['*']): Organization {
  const organization = ownOrganization(call);
  const { managementAccount, delegates } = organization;
  if (managementAccount !== call.account && !delegates.has(call.account)) throw accessDenied();
  return authorizeAll(call, organization, resources);
}

function authorizeAll(call: Call, organization: Organization, resources: Resources): Organization {
  for (const resource of resources(organization)) authorizeOrganizations(call, resource);
  return organization;
}

/** The caller's own policies decide, though the ARNs of an organisation name its management account. */
export function authorizeOrganizations(call: Call, resource = '*'): void {
  try {
    const { operation, account: resourceAccount } = call;
    call.authorize({ action: `organizations:${operation}`, resource, resourceAccount });
  } catch (error) {
    throw error instanceof AwsError ? accessDenied() : error;
  }
}

/** The ARN of a root, a unit or an account. */
export function targetArn({ partition }: Call, organization: Organization, id: string): string {
  const { managementAccount, id: organizationId } = organization;
  const kind = id.startsWith('r-') ? 'root' : id.startsWith('ou-') ? 'ou' : 'account';
  return `arn:${partition}:organizations::${managementAccount}:${kind}/${organizationId}/${id}`;
}

export function policyArn({ partition }: Call, organization: Organization, id: string): string {
  const policy = organization.policies.get(id);
  const type = (policy?.type ?? 'SERVICE_CONTROL_POLICY').toLowerCase();
  return policy?.awsManaged === true
    ? `arn:${partition}:organizations::aws:policy/${type}/${id}`
    : `arn:${partition}:organizations::${organization.managementAccount}:policy/${organization.id}/${type}/${id}`;
}

export const FULL_ACCESS: Readonly<Record<PolicyType, string>> = {
  SERVICE_CONTROL_POLICY: 'p-FullAWSAccess',
  RESOURCE_CONTROL_POLICY: 'p-RCPFullAWSAccess',
};

/** Whatever is added to the tree starts with full access, as the root does. */
export function attachFullAccess(organization: Organization, targetId: string): void {
  const held = organization.attached.get(targetId) ?? new Set<string>();
  for (const type of organization.enabled) held.add(FULL_ACCESS[type]);
  organization.attached.set(targetId, held);
}
