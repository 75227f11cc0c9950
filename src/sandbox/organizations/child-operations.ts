/** What stands right under a root or a unit. Source: Organizations API Reference, ListChildren, ListAccountsForParent. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { authorizeReading, targetArn } from './access.ts';
import type { Organization } from './state.ts';
import { memberOf, unitOf } from './tree.ts';
import { accountShape, INVALID, paging, unitShape } from './tree-operations.ts';

const parent = z.object({ ParentId: z.string().regex(/^(?:r-|ou-)[0-9a-z-]+$/), ...paging });

function openParent(call: Call, id: string): Organization {
  const organization = authorizeReading(call, (own) => [targetArn(call, own, id)]);
  if (id === organization.rootId || organization.units.has(id)) return organization;
  throw new AwsError('ParentNotFoundException', "You specified a parent that doesn't exist.");
}

function listAccountsForParent(call: Call): object {
  const input = readInput(parent, call.input, INVALID);
  const organization = openParent(call, input.ParentId);
  const under = [...organization.members.values()].filter(({ parentId }) => parentId === input.ParentId);
  const page = pageOf(under, input.MaxResults, input.NextToken);
  return {
    Accounts: page.items.map((member) => accountShape(call, organization, member)),
    NextToken: page.next,
  };
}

function listChildren(call: Call): object {
  const schema = parent.extend({ ChildType: z.enum(['ACCOUNT', 'ORGANIZATIONAL_UNIT']) });
  const { ParentId, ChildType: Type, MaxResults, NextToken } = readInput(schema, call.input, INVALID);
  const { members, units } = openParent(call, ParentId);
  const all = [...(Type === 'ACCOUNT' ? members : units).values()];
  const page = pageOf(
    all.filter(({ parentId }) => parentId === ParentId),
    MaxResults,
    NextToken,
  );
  return { Children: page.items.map(({ id: Id }) => ({ Id, Type })), NextToken: page.next };
}

function listUnitsForParent(call: Call): object {
  const input = readInput(parent, call.input, INVALID);
  const organization = openParent(call, input.ParentId);
  const under = [...organization.units.values()].filter(({ parentId }) => parentId === input.ParentId);
  const page = pageOf(under, input.MaxResults, input.NextToken);
  return {
    OrganizationalUnits: page.items.map((unit) => unitShape(call, organization, unit)),
    NextToken: page.next,
  };
}

function describeUnit(call: Call): object {
  const { OrganizationalUnitId: id } = readInput(
    z.object({ OrganizationalUnitId: z.string() }),
    call.input,
    INVALID,
  );
  const organization = authorizeReading(call, (own) => [targetArn(call, own, id)]);
  return { OrganizationalUnit: unitShape(call, organization, unitOf(organization, id)) };
}

function describeAccount(call: Call): object {
  const { AccountId: id } = readInput(z.object({ AccountId: z.string() }), call.input, INVALID);
  const organization = authorizeReading(call, (own) => [targetArn(call, own, id)]);
  return { Account: accountShape(call, organization, memberOf(organization, id)) };
}

export const CHILD_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListAccountsForParent: listAccountsForParent,
  ListChildren: listChildren,
  ListOrganizationalUnitsForParent: listUnitsForParent,
  DescribeOrganizationalUnit: describeUnit,
  DescribeAccount: describeAccount,
};
