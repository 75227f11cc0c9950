/**
 * Accounts and units that leave an organisation. Source: Organizations API Reference, RemoveAccountFromOrganization,
 * LeaveOrganization, DeleteOrganizationalUnit, DeleteOrganization.
 */
import { z } from 'zod';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { authorizeManagement, authorizeOrganizations, ownOrganization, targetArn } from './access.ts';
import type { Organization } from './state.ts';
import { memberOf, unitOf } from './tree.ts';
import { accountId, INVALID } from './tree-operations.ts';

/** What was attached to it goes with it. */
function release({ members, attached, managementAccount, delegates }: Organization, id: string): void {
  if (id === managementAccount)
    throw new AwsError('MasterCannotLeaveOrganizationException', 'the management account cannot leave');
  if (delegates.has(id)) {
    throw new AwsError(
      'ConstraintViolationException',
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG: the account is a delegated administrator.',
    );
  }
  members.delete(id);
  attached.delete(id);
}

function removeAccount(call: Call): object {
  const schema = z.object({ AccountId: accountId });
  const { AccountId } = readInput(schema, call.input, INVALID);
  const organization = authorizeManagement(call, (own) => [targetArn(call, own, AccountId)]);
  release(organization, memberOf(organization, AccountId).id);
  return {};
}

/** An account that leaves is asked about in its own policies. */
function leave(call: Call): object {
  const organization = ownOrganization(call);
  authorizeOrganizations(call);
  release(organization, call.account);
  return {};
}

function deleteUnit(call: Call): object {
  const schema = z.object({ OrganizationalUnitId: z.string() });
  const { OrganizationalUnitId: asked } = readInput(schema, call.input, INVALID);
  const organization = authorizeManagement(call, (own) => [targetArn(call, own, asked)]);
  const { id } = unitOf(organization, asked);
  const { units, members, attached } = organization;
  if ([...units.values(), ...members.values()].some(({ parentId }) => parentId === id)) {
    throw new AwsError(
      'OrganizationalUnitNotEmptyException',
      'The organizational unit (OU) is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.',
    );
  }
  units.delete(id);
  attached.delete(id);
  return {};
}

function deleteOrganization(call: Call): object {
  const organization = authorizeManagement(call);
  if (organization.members.size > 1) {
    throw new AwsError(
      'OrganizationNotEmptyException',
      "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account.",
    );
  }
  const { organizations } = call.world;
  organizations.splice(organizations.indexOf(organization), 1);
  return {};
}

export const REMOVAL_OPERATIONS: Readonly<Record<string, Operation>> = {
  RemoveAccountFromOrganization: removeAccount,
  LeaveOrganization: leave,
  DeleteOrganizationalUnit: deleteUnit,
  DeleteOrganization: deleteOrganization,
};
