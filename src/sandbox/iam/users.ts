/** Users, as far as a world needs them: someone to call with fewer rights. Source: facts 6.1 [BOTO iam]. */
import { z } from 'zod';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { checkDocument } from './check-document.ts';
import { spreadLater } from './effective.ts';
import {
  arnIn,
  boundaryContext,
  document,
  entityName,
  ownAccount,
  path,
  policyArn,
  policyName,
  tags,
  userShape,
} from './shapes.ts';
import { detach } from './role-policies.ts';
import { mustExist } from './roles.ts';
import type { UserState } from './state.ts';

function createUser(call: Call): object {
  const schema = z.object({
    UserName: entityName,
    Path: path,
    PermissionsBoundary: policyArn.optional(),
    Tags: tags,
  });
  const input = readInput(schema, call.input);
  const arn = arnIn(call, `user${input.Path}${input.UserName}`);
  call.authorize({
    action: 'iam:CreateUser',
    resource: arn,
    context: boundaryContext(input.PermissionsBoundary),
  });
  const { users } = ownAccount(call).iam;
  if (users.has(input.UserName.toLowerCase())) {
    throw new AwsError('EntityAlreadyExists', `User with name ${input.UserName} already exists.`, 409);
  }
  if (input.PermissionsBoundary !== undefined) mustExist(call, input.PermissionsBoundary);
  const user: UserState = {
    name: input.UserName,
    path: input.Path,
    id: call.world.ids.unique('AIDA'),
    arn,
    createdAt: call.now,
    inline: new Map(),
    attached: new Set(),
    boundary: input.PermissionsBoundary ?? null,
    tags: input.Tags,
  };
  users.set(user.name.toLowerCase(), user);
  return { User: userShape(user) };
}

/** Without a name it is the caller's own user. */
function userNamed(call: Call, name: string | undefined): UserState {
  const asked = name ?? call.caller.entity ?? '';
  const user = ownAccount(call).iam.users.get(asked.toLowerCase());
  if (user === undefined)
    throw new AwsError('NoSuchEntity', `The user with name ${asked} cannot be found.`, 404);
  return user;
}

/** What a call on a user carries besides: the boundary it has, or is to have. */
interface UserAsked {
  readonly boundary?: string;
  readonly context?: Readonly<Record<string, string>>;
}

function authorizeUser(call: Call, user: UserState, { boundary, context }: UserAsked = {}): void {
  call.authorize({
    action: `iam:${call.operation}`,
    resource: user.arn,
    worded: `user ${user.name}`,
    context: { ...context, ...boundaryContext(boundary ?? user.boundary) },
  });
}

function getUser(call: Call): object {
  const { UserName } = readInput(z.object({ UserName: entityName.optional() }), call.input);
  const user = userNamed(call, UserName);
  authorizeUser(call, user);
  return { User: userShape(user) };
}

function createAccessKey(call: Call): object {
  const input = readInput(z.object({ UserName: entityName.optional() }), call.input);
  const user = userNamed(call, input.UserName);
  authorizeUser(call, user);
  const accessKeyId = call.world.ids.unique('AKIA');
  const secret = call.world.ids.secret();
  call.world.keys.set(accessKeyId, {
    secret,
    sessionToken: null,
    expiresAt: null,
    caller: {
      kind: 'user',
      account: call.account,
      arn: user.arn,
      userId: user.id,
      accessKeyId,
      entity: user.name,
      sessionPolicies: [],
      sessionContext: { 'aws:username': user.name },
    },
  });
  return {
    AccessKey: {
      UserName: user.name,
      AccessKeyId: accessKeyId,
      Status: 'Active',
      SecretAccessKey: secret,
      CreateDate: call.now,
    },
  };
}

function putUserPolicy(call: Call): void {
  const schema = z.object({ UserName: entityName, PolicyName: policyName, PolicyDocument: document });
  const input = readInput(schema, call.input);
  const user = userNamed(call, input.UserName);
  authorizeUser(call, user);
  checkDocument(input.PolicyDocument, 'identity');
  spreadLater(call.world, ownAccount(call), [user]);
  user.inline.set(input.PolicyName, input.PolicyDocument);
}

function attachUserPolicy(call: Call): void {
  const input = readInput(z.object({ UserName: entityName, PolicyArn: policyArn }), call.input);
  const user = userNamed(call, input.UserName);
  authorizeUser(call, user, { context: { 'iam:PolicyARN': input.PolicyArn } });
  mustExist(call, input.PolicyArn);
  spreadLater(call.world, ownAccount(call), [user]);
  user.attached.add(input.PolicyArn);
}

/** Taking away what is not there is refused. */
function deleteUserPolicy(call: Call): void {
  const input = readInput(z.object({ UserName: entityName, PolicyName: policyName }), call.input);
  const user = userNamed(call, input.UserName);
  authorizeUser(call, user);
  if (!user.inline.has(input.PolicyName)) {
    const message = `The user policy with name ${input.PolicyName} cannot be found.`;
    throw new AwsError('NoSuchEntity', message, 404);
  }
  spreadLater(call.world, ownAccount(call), [user]);
  user.inline.delete(input.PolicyName);
}

function detachUserPolicy(call: Call): void {
  const input = readInput(z.object({ UserName: entityName, PolicyArn: policyArn }), call.input);
  const user = userNamed(call, input.UserName);
  authorizeUser(call, user, { context: { 'iam:PolicyARN': input.PolicyArn } });
  detach(call, user, input.PolicyArn);
}

function putBoundary(call: Call): void {
  const input = readInput(z.object({ UserName: entityName, PermissionsBoundary: policyArn }), call.input);
  const user = userNamed(call, input.UserName);
  authorizeUser(call, user, { boundary: input.PermissionsBoundary });
  mustExist(call, input.PermissionsBoundary);
  spreadLater(call.world, ownAccount(call), [user]);
  user.boundary = input.PermissionsBoundary;
}

function deleteBoundary(call: Call): void {
  const { UserName } = readInput(z.object({ UserName: entityName }), call.input);
  const user = userNamed(call, UserName);
  authorizeUser(call, user);
  spreadLater(call.world, ownAccount(call), [user]);
  user.boundary = null;
}

export const USER_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateUser: createUser,
  GetUser: getUser,
  CreateAccessKey: createAccessKey,
  PutUserPolicy: putUserPolicy,
  AttachUserPolicy: attachUserPolicy,
  DeleteUserPolicy: deleteUserPolicy,
  DetachUserPolicy: detachUserPolicy,
  PutUserPermissionsBoundary: putBoundary,
  DeleteUserPermissionsBoundary: deleteBoundary,
};
