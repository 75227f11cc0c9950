/** Roles and their trust, boundary and tags. Source: facts 6.1 [BOTO iam]. */
import { z } from 'zod';
import { policySize, QUOTAS } from '#iam/quota.ts';
import { queryNumber, readInput, tagKeys } from '../input.ts';
import { pairsOf, requestTagContext, tagKeyContext } from '../resource-tags.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { checkTrustDocument } from './check-document.ts';
import { spreadLater, spreadTrustLater } from './effective.ts';
import { managedDocument } from './managed-policies.ts';
import {
  arnIn,
  authorizeRole,
  boundaryContext,
  document,
  entityName,
  listed,
  ownAccount,
  paging,
  path,
  policyArn,
  roleNamed,
  roleShape,
  tags,
} from './shapes.ts';
import type { World } from '../world.ts';
import type { RoleState } from './state.ts';

const createSchema = z.object({
  RoleName: entityName,
  AssumeRolePolicyDocument: document,
  Path: path,
  Description: z.string().max(1000).optional(),
  MaxSessionDuration: queryNumber.pipe(z.number().min(3600).max(43_200)).default(3600),
  PermissionsBoundary: policyArn.optional(),
  Tags: tags,
});

function createRole(call: Call): object {
  const input = readInput(createSchema, call.input);
  const account = ownAccount(call);
  const arn = arnIn(call, `role${input.Path}${input.RoleName}`);
  call.authorize({
    action: 'iam:CreateRole',
    resource: arn,
    context: { ...boundaryContext(input.PermissionsBoundary), ...requestTagContext(pairsOf(input.Tags)) },
  });
  if (input.Tags.length > 0) {
    const context = requestTagContext(pairsOf(input.Tags));
    call.authorize({ action: 'iam:TagRole', resource: arn, context });
  }
  if (account.iam.roles.has(input.RoleName.toLowerCase())) {
    throw new AwsError('EntityAlreadyExists', `Role with name ${input.RoleName} already exists.`, 409);
  }
  checkTrust(call.world, input.AssumeRolePolicyDocument);
  if (input.PermissionsBoundary !== undefined) mustExist(call, input.PermissionsBoundary);
  const role: RoleState = {
    name: input.RoleName,
    path: input.Path,
    id: call.world.ids.unique('AROA'),
    arn,
    createdAt: call.now,
    inline: new Map(),
    attached: new Set(),
    boundary: input.PermissionsBoundary ?? null,
    tags: input.Tags,
    trust: input.AssumeRolePolicyDocument,
    description: input.Description ?? null,
    maxSessionSeconds: input.MaxSessionDuration,
  };
  spreadTrustLater(call.world, account, { id: role.id, before: null });
  account.iam.roles.set(role.name.toLowerCase(), role);
  return { Role: roleShape(role) };
}

function checkTrust(world: World, text: string): void {
  checkTrustDocument(world, text);
  if (policySize(text) <= QUOTAS.trustPolicy) return;
  throw new AwsError('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${QUOTAS.trustPolicy}`, 409);
}

/** A boundary or an attachment names a policy that is there. */
export function mustExist(call: Call, arn: string): void {
  if (managedDocument(ownAccount(call), arn) !== null) return;
  throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
}

const named = z.object({ RoleName: entityName });

function getRole(call: Call): object {
  const { RoleName } = readInput(named, call.input);
  authorizeRole(call, 'GetRole', RoleName);
  return { Role: roleShape(roleNamed(call, RoleName)) };
}

function listRoles(call: Call): object {
  const input = readInput(z.object({ PathPrefix: z.string().default('/'), ...paging }), call.input);
  call.authorize({ action: 'iam:ListRoles', resource: arnIn(call, 'role/') });
  const roles = [...ownAccount(call).iam.roles.values()].filter((role) =>
    role.path.startsWith(input.PathPrefix),
  );
  return listed('Roles', roles.map(roleShape), input);
}

function deleteRole(call: Call): void {
  const { RoleName } = readInput(named, call.input);
  authorizeRole(call, 'DeleteRole', RoleName);
  const role = roleNamed(call, RoleName);
  if (role.inline.size > 0)
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  if (role.attached.size > 0)
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  ownAccount(call).iam.roles.delete(RoleName.toLowerCase());
}

function tagRole(call: Call): void {
  const input = readInput(z.object({ RoleName: entityName, Tags: tags }), call.input);
  authorizeRole(call, 'TagRole', {
    name: input.RoleName,
    context: requestTagContext(pairsOf(input.Tags)),
  });
  const role = roleNamed(call, input.RoleName);
  spreadLater(call.world, ownAccount(call), [role]);
  const kept = role.tags.filter(({ Key }) => !input.Tags.some((tag) => tag.Key === Key));
  role.tags = [...kept, ...input.Tags];
}

function untagRole(call: Call): void {
  const input = readInput(z.object({ RoleName: entityName, TagKeys: tagKeys }), call.input);
  authorizeRole(call, 'UntagRole', { name: input.RoleName, context: tagKeyContext(input.TagKeys) });
  const role = roleNamed(call, input.RoleName);
  spreadLater(call.world, ownAccount(call), [role]);
  role.tags = role.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
}

function listRoleTags(call: Call): object {
  const { RoleName } = readInput(named, call.input);
  authorizeRole(call, 'ListRoleTags', RoleName);
  return { Tags: roleNamed(call, RoleName).tags, IsTruncated: false };
}

function updateTrust(call: Call): void {
  const input = readInput(z.object({ RoleName: entityName, PolicyDocument: document }), call.input);
  authorizeRole(call, 'UpdateAssumeRolePolicy', input.RoleName);
  const role = roleNamed(call, input.RoleName);
  checkTrust(call.world, input.PolicyDocument);
  spreadTrustLater(call.world, ownAccount(call), { id: role.id, before: role.trust });
  role.trust = input.PolicyDocument;
}

function putBoundary(call: Call): void {
  const input = readInput(z.object({ RoleName: entityName, PermissionsBoundary: policyArn }), call.input);
  const role = roleNamed(call, input.RoleName);
  call.authorize({
    action: 'iam:PutRolePermissionsBoundary',
    resource: role.arn,
    worded: `role ${role.name}`,
    context: boundaryContext(input.PermissionsBoundary),
  });
  mustExist(call, input.PermissionsBoundary);
  spreadLater(call.world, ownAccount(call), [role]);
  role.boundary = input.PermissionsBoundary;
}

function deleteBoundary(call: Call): void {
  const { RoleName } = readInput(named, call.input);
  authorizeRole(call, 'DeleteRolePermissionsBoundary', RoleName);
  const role = roleNamed(call, RoleName);
  spreadLater(call.world, ownAccount(call), [role]);
  role.boundary = null;
}

export const ROLE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateRole: createRole,
  GetRole: getRole,
  ListRoles: listRoles,
  DeleteRole: deleteRole,
  TagRole: tagRole,
  UntagRole: untagRole,
  ListRoleTags: listRoleTags,
  UpdateAssumeRolePolicy: updateTrust,
  PutRolePermissionsBoundary: putBoundary,
  DeleteRolePermissionsBoundary: deleteBoundary,
};
