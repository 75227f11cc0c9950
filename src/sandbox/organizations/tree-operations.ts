/** The organisation, its units and its accounts. Source: facts 2.7, 6.5 [BOTO organizations, OLIM]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { accountOf } from '../world.ts';
import {
  attachFullAccess,
  authorizeManagement,
  authorizeOrganizations,
  authorizeReading,
  FULL_ACCESS,
  ownOrganization,
  targetArn,
} from './access.ts';
import { POLICY_TYPES, type Member, type Organization, type PolicyType, type Unit } from './state.ts';
import { memberOf, organizationOf, parentOf, pathTo } from './tree.ts';

export const INVALID = 'InvalidInputException';
export const paging = {
  NextToken: z.string().optional(),
  MaxResults: z.int().min(1).max(20).default(20),
};
export const accountId = z.string().regex(/^\d{12}$/);
const name = z.string().min(1).max(128);

function createOrganization(call: Call): object {
  const schema = z.object({ FeatureSet: z.enum(['ALL', 'CONSOLIDATED_BILLING']).default('ALL') });
  readInput(schema, call.input, INVALID);
  authorizeOrganizations(call);
  const { world, account } = call;
  if (organizationOf(world, account) !== null) {
    throw new AwsError(
      'AlreadyInOrganizationException',
      'The provided account is already a member of an organization.',
    );
  }
  const organization: Organization = {
    id: `o-${world.ids.hex(10)}`,
    managementAccount: account,
    managementEmail: `${account}@example.com`,
    rootId: `r-${world.ids.hex(4)}`,
    units: new Map(),
    members: new Map(),
    enabled: new Set(),
    policies: new Map(POLICY_TYPES.map((type) => [FULL_ACCESS[type], fullAccess(type)])),
    attached: new Map(),
    handshakes: new Map(),
    delegates: new Map(),
  };
  world.organizations.push(organization);
  join(organization, {
    id: account,
    name: 'management',
    email: organization.managementEmail,
    joinedAt: call.now,
    joinedMethod: 'INVITED',
    parentId: organization.rootId,
  });
  return { Organization: organizationShape(call, organization) };
}

function fullAccess(type: PolicyType) {
  const isService = type === 'SERVICE_CONTROL_POLICY';
  const statement = isService
    ? { Effect: 'Allow', Action: '*', Resource: '*' }
    : { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  return {
    id: FULL_ACCESS[type],
    type,
    awsManaged: true,
    name: isService ? 'FullAWSAccess' : 'RCPFullAWSAccess',
    description: 'Allows access to every operation',
    content: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  };
}

/** An account comes under the root, with what every account has attached. */
export function join(organization: Organization, member: Member): void {
  organization.members.set(member.id, member);
  attachFullAccess(organization, member.id);
}

const organizationShape = (call: Call, organization: Organization): object => ({
  Id: organization.id,
  Arn: `arn:${call.partition}:organizations::${organization.managementAccount}:organization/${organization.id}`,
  FeatureSet: 'ALL',
  MasterAccountArn: targetArn(call, organization, organization.managementAccount),
  MasterAccountId: organization.managementAccount,
  MasterAccountEmail: organization.managementEmail,
});

/** The one operation that every member may call. */
function describeOrganization(call: Call): object {
  authorizeOrganizations(call);
  const organization = ownOrganization(call);
  return { Organization: organizationShape(call, organization) };
}

/** The root, with the types of policies that have effect. */
export const rootShape = (call: Call, organization: Organization): object => ({
  Id: organization.rootId,
  Arn: targetArn(call, organization, organization.rootId),
  Name: 'Root',
  PolicyTypes: [...organization.enabled].map((Type) => ({ Type, Status: 'ENABLED' })),
});

const listRoots = (call: Call): object => ({ Roots: [rootShape(call, authorizeReading(call))] });

const LEVELS_OF_UNITS = 5;

function createUnit(call: Call): object {
  const input = readInput(z.object({ ParentId: z.string(), Name: name }), call.input, INVALID);
  const organization = authorizeManagement(call, (own) => [targetArn(call, own, input.ParentId)]);
  const { units, rootId } = organization;
  if (input.ParentId !== rootId && !units.has(input.ParentId))
    throw new AwsError('ParentNotFoundException', `You specified a parent that doesn't exist.`);
  if (pathTo(organization, input.ParentId).length > LEVELS_OF_UNITS) {
    throw new AwsError(
      'ConstraintViolationException',
      'You have exceeded the number of levels of organizational units.',
    );
  }
  if ([...units.values()].some((unit) => unit.parentId === input.ParentId && unit.name === input.Name)) {
    throw new AwsError(
      'DuplicateOrganizationalUnitException',
      'An OU with the same name exists in the specified parent.',
    );
  }
  const id = `ou-${rootId.slice(2)}-${call.world.ids.hex(8)}`;
  units.set(id, { id, name: input.Name, parentId: input.ParentId });
  attachFullAccess(organization, id);
  return { OrganizationalUnit: unitShape(call, organization, { id, name: input.Name }) };
}

/** A unit as answers have it. */
export const unitShape = (
  call: Call,
  organization: Organization,
  { id, name: Name }: Pick<Unit, 'id' | 'name'>,
): object => ({ Id: id, Arn: targetArn(call, organization, id), Name });

/** Done at once; the real one goes on in the background. */
function createAccount(call: Call): object {
  const schema = z.object({ AccountName: z.string().min(1).max(50), Email: z.string().min(6).max(64) });
  const input = readInput(schema, call.input, INVALID);
  const organization = authorizeManagement(call);
  const id = newAccountId(call);
  accountOf(call.world, id);
  join(organization, {
    id,
    name: input.AccountName,
    email: input.Email,
    joinedAt: call.now,
    joinedMethod: 'CREATED',
    parentId: organization.rootId,
  });
  return {
    CreateAccountStatus: {
      Id: `car-${call.world.ids.hex(32)}`,
      AccountName: input.AccountName,
      State: 'SUCCEEDED',
      RequestedTimestamp: call.now,
      CompletedTimestamp: call.now,
      AccountId: id,
    },
  };
}

function newAccountId(call: Call): string {
  const { ids, accounts } = call.world;
  const digits = String(Number.parseInt(ids.hex(12), 16) % 1e12).padStart(12, '0');
  return accounts.has(digits) ? newAccountId(call) : digits;
}

/** An account as lists of accounts have it. */
export const accountShape = (call: Call, organization: Organization, member: Member): object => ({
  Id: member.id,
  Arn: targetArn(call, organization, member.id),
  Name: member.name,
  Email: member.email,
  Status: 'ACTIVE',
  State: 'ACTIVE',
  JoinedMethod: member.joinedMethod,
  JoinedTimestamp: member.joinedAt,
});

function listAccounts(call: Call): object {
  const input = readInput(z.object(paging), call.input, INVALID);
  const organization = authorizeReading(call);
  const page = pageOf([...organization.members.values()], input.MaxResults, input.NextToken);
  return {
    Accounts: page.items.map((member) => accountShape(call, organization, member)),
    NextToken: page.next,
  };
}

function listParents(call: Call): object {
  const { ChildId } = readInput(z.object({ ChildId: z.string(), ...paging }), call.input, INVALID);
  const organization = authorizeReading(call, (own) => [targetArn(call, own, ChildId)]);
  const parent = parentOf(organization, ChildId);
  if (parent === null)
    throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
  const Type = parent === organization.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
  return { Parents: [{ Id: parent, Type }] };
}

function moveAccount(call: Call): object {
  const schema = z.object({
    AccountId: accountId,
    SourceParentId: z.string(),
    DestinationParentId: z.string(),
  });
  const input = readInput(schema, call.input, INVALID);
  const organization = authorizeManagement(call, (own) =>
    [input.AccountId, input.SourceParentId, input.DestinationParentId].map((id) => targetArn(call, own, id)),
  );
  const member = memberOf(organization, input.AccountId);
  if (member.parentId !== input.SourceParentId)
    throw new AwsError('SourceParentNotFoundException', 'The account is not in the source parent.');
  if (
    input.DestinationParentId !== organization.rootId &&
    !organization.units.has(input.DestinationParentId)
  ) {
    throw new AwsError(
      'DestinationParentNotFoundException',
      "You specified a destination parent that doesn't exist.",
    );
  }
  if (input.DestinationParentId === input.SourceParentId)
    throw new AwsError('DuplicateAccountException', 'The account is already in the destination parent.');
  member.parentId = input.DestinationParentId;
  return {};
}

export const TREE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateOrganization: createOrganization,
  DescribeOrganization: describeOrganization,
  ListRoots: listRoots,
  CreateOrganizationalUnit: createUnit,
  CreateAccount: createAccount,
  ListAccounts: listAccounts,
  ListParents: listParents,
  MoveAccount: moveAccount,
};
