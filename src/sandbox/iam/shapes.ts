/** IAM's names and shapes. Source: facts 2.7, 6.1 [BOTO iam, QUOTA]. */
import { z } from 'zod';
import { pageOf, queryNumber } from '../input.ts';
import { AwsError, type Call, type Check } from '../operation.ts';
import { encodeDocument } from '../protocol/query.ts';
import { pairsOf, tagContext } from '../resource-tags.ts';
import { accountOf, type Account } from '../world.ts';
import type { Entity, PolicyState, RoleState, UserState } from './state.ts';

export const entityName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'Member must match [\\w+=,.@-]+ and have length at most 64');
export const policyName = z
  .string()
  .regex(/^[\w+=,.@-]{1,128}$/, 'Member must match [\\w+=,.@-]+ and have length at most 128');
export const path = z
  .string()
  .regex(/^(?:\/|\/[!-~]{1,510}\/)$/, 'Member must begin and end with /')
  .default('/');
export const document = z.string().min(1).max(131_072);
export const policyArn = z.string().min(20).max(2048);
export const tags = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
  .max(50)
  .default([]);

export const paging = { Marker: z.string().optional(), MaxItems: queryNumber.optional() };

const DEFAULT_PAGE = 100;

/** A page in IAM's form: the items under their name, `IsTruncated`, `Marker`. */
export function listed(
  name: string,
  all: readonly unknown[],
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems?: number | undefined },
): object {
  const page = pageOf(all, Math.min(1000, MaxItems ?? DEFAULT_PAGE), Marker);
  return {
    [name]: page.items,
    IsTruncated: page.next !== null,
    ...(page.next === null ? {} : { Marker: page.next }),
  };
}

export const ownAccount = (call: Call): Account => accountOf(call.world, call.account);

export const arnIn = (call: Call, resource: string): string =>
  `arn:${call.partition}:iam::${call.account}:${resource}`;

export function roleNamed(call: Call, name: string): RoleState {
  const role = ownAccount(call).iam.roles.get(name.toLowerCase());
  if (role === undefined)
    throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  return role;
}

/** A role that is not there is still asked about by the ARN it would have. */
export function authorizeRole(call: Call, action: string, role: string | RoleAsked): void {
  const { name, context = {} } = typeof role === 'string' ? { name: role } : role;
  const found = ownAccount(call).iam.roles.get(name.toLowerCase());
  call.authorize({
    action: `iam:${action}`,
    resource: found?.arn ?? arnIn(call, `role/${name}`),
    worded: `role ${name}`,
    context: {
      ...context,
      ...boundaryContext(found?.boundary),
      ...tagContext('iam', pairsOf(found?.tags ?? [])),
    },
  });
}

/** A role by its name, and what a call on it carries besides. */
export interface RoleAsked {
  readonly name: string;
  readonly context?: Check['context'];
}

/** Source: facts 1.9 [IAMD]: `iam:PermissionsBoundary` is a key of the writes to a role. */
export function boundaryContext(boundary: string | null | undefined): Record<string, string> {
  return boundary == null ? {} : { 'iam:PermissionsBoundary': boundary };
}

export function roleShape(role: RoleState): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary: boundaryShape(role),
    Tags: role.tags.length === 0 ? undefined : role.tags,
  };
}

export function userShape(user: UserState): object {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    PermissionsBoundary: boundaryShape(user),
    Tags: user.tags.length === 0 ? undefined : user.tags,
  };
}

const boundaryShape = ({ boundary }: Entity): object | undefined =>
  boundary === null ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary };

export function policyShape(account: Account, policy: PolicyState): object {
  const entities = [...account.iam.roles.values(), ...account.iam.users.values()];
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: entities.filter(({ attached }) => attached.has(policy.arn)).length,
    PermissionsBoundaryUsageCount: entities.filter(({ boundary }) => boundary === policy.arn).length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
    Tags: policy.tags.length === 0 ? undefined : policy.tags,
  };
}
