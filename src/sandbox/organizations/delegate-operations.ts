/** Member accounts that administer a service for all, and may read the organisation. Source: Organizations API Reference, RegisterDelegatedAdministrator. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { authorizeManagement, authorizeReading, targetArn } from './access.ts';
import { memberOf } from './tree.ts';
import { accountId, accountShape, INVALID, paging } from './tree-operations.ts';

const servicePrincipal = z.string().regex(/^[\w+=,.@-]{1,128}$/);
const delegation = z.object({ AccountId: accountId, ServicePrincipal: servicePrincipal });

function openDelegation(call: Call) {
  const input = readInput(delegation, call.input, INVALID);
  const organization = authorizeManagement(call, (own) => [targetArn(call, own, input.AccountId)]);
  memberOf(organization, input.AccountId);
  return { ...input, organization };
}

function register(call: Call): object {
  const { AccountId, ServicePrincipal, organization } = openDelegation(call);
  if (AccountId === organization.managementAccount) {
    throw new AwsError(
      'ConstraintViolationException',
      'You cannot register master account/yourself as delegated administrator for your organization.',
    );
  }
  const services = organization.delegates.get(AccountId) ?? new Map<string, Date>();
  if (services.has(ServicePrincipal)) {
    throw new AwsError(
      'AccountAlreadyRegisteredException',
      'The provided account is already a delegated administrator for your organization.',
    );
  }
  organization.delegates.set(AccountId, services.set(ServicePrincipal, call.now));
  return {};
}

function deregister(call: Call): object {
  const { AccountId, ServicePrincipal, organization } = openDelegation(call);
  const services = organization.delegates.get(AccountId);
  if (services?.delete(ServicePrincipal) !== true) {
    throw new AwsError(
      'AccountNotRegisteredException',
      'The provided account is not a registered delegated administrator for your organization.',
    );
  }
  if (services.size === 0) organization.delegates.delete(AccountId);
  return {};
}

function list(call: Call): object {
  const schema = z.object({ ServicePrincipal: servicePrincipal.optional(), ...paging });
  const input = readInput(schema, call.input, INVALID);
  const organization = authorizeReading(call);
  const { ServicePrincipal: service } = input;
  const found = [...organization.delegates].flatMap(([id, services]) => {
    const member = organization.members.get(id);
    const since = service === undefined ? [...services.values()][0] : services.get(service);
    if (member === undefined || since === undefined) return [];
    return [{ ...accountShape(call, organization, member), DelegationEnabledDate: since }];
  });
  const page = pageOf(found, input.MaxResults, input.NextToken);
  return { DelegatedAdministrators: page.items, NextToken: page.next };
}

export const DELEGATE_OPERATIONS: Readonly<Record<string, Operation>> = {
  RegisterDelegatedAdministrator: register,
  DeregisterDelegatedAdministrator: deregister,
  ListDelegatedAdministrators: list,
};
