/** Inline policies of a role, and managed policies attached to it. Source: facts 6.1, 2.7 [BOTO iam, QUOTA]. */
import { z } from 'zod';
import { policySize, QUOTAS } from '#iam/quota.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { encodeDocument } from '../protocol/query.ts';
import { checkDocument } from './check-document.ts';
import { spreadLater } from './effective.ts';
import { mustExist } from './roles.ts';
import {
  authorizeRole,
  document,
  entityName,
  listed,
  ownAccount,
  paging,
  policyArn,
  policyName,
  roleNamed,
} from './shapes.ts';
import type { Entity } from './state.ts';

const inlineSchema = z.object({ RoleName: entityName, PolicyName: policyName });

function putRolePolicy(call: Call): void {
  const input = readInput(inlineSchema.extend({ PolicyDocument: document }), call.input);
  authorizeRole(call, 'PutRolePolicy', input.RoleName);
  const role = roleNamed(call, input.RoleName);
  if (role.path.startsWith('/aws-service-role/')) {
    throw new AwsError(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${role.name}'`,
      400,
    );
  }
  checkDocument(input.PolicyDocument, 'identity');
  const others = [...role.inline].filter(([name]) => name !== input.PolicyName);
  const size = others.reduce((sum, [, text]) => sum + policySize(text), policySize(input.PolicyDocument));
  if (size > QUOTAS.roleInlinePolicies) {
    const message = `Maximum policy size of ${QUOTAS.roleInlinePolicies} bytes exceeded for role ${role.name}`;
    throw new AwsError('LimitExceeded', message, 409);
  }
  spreadLater(call.world, ownAccount(call), [role]);
  role.inline.set(input.PolicyName, input.PolicyDocument);
}

function noSuchPolicy(name: string): AwsError {
  return new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
}

function getRolePolicy(call: Call): object {
  const input = readInput(inlineSchema, call.input);
  authorizeRole(call, 'GetRolePolicy', input.RoleName);
  const text = roleNamed(call, input.RoleName).inline.get(input.PolicyName);
  if (text === undefined) throw noSuchPolicy(input.PolicyName);
  return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(text) };
}

function listRolePolicies(call: Call): object {
  const input = readInput(z.object({ RoleName: entityName, ...paging }), call.input);
  authorizeRole(call, 'ListRolePolicies', input.RoleName);
  return listed('PolicyNames', [...roleNamed(call, input.RoleName).inline.keys()], input);
}

function deleteRolePolicy(call: Call): void {
  const input = readInput(inlineSchema, call.input);
  authorizeRole(call, 'DeleteRolePolicy', input.RoleName);
  const role = roleNamed(call, input.RoleName);
  if (!role.inline.has(input.PolicyName)) throw noSuchPolicy(input.PolicyName);
  spreadLater(call.world, ownAccount(call), [role]);
  role.inline.delete(input.PolicyName);
}

const attachSchema = z.object({ RoleName: entityName, PolicyArn: policyArn });

/** Source: IAM User Guide, reference_policies_iam-condition-keys. */
const attaching = ({ RoleName: name, PolicyArn }: z.output<typeof attachSchema>) => ({
  name,
  context: { 'iam:PolicyARN': PolicyArn },
});

function attachRolePolicy(call: Call): void {
  const input = readInput(attachSchema, call.input);
  authorizeRole(call, 'AttachRolePolicy', attaching(input));
  const role = roleNamed(call, input.RoleName);
  mustExist(call, input.PolicyArn);
  if (!role.attached.has(input.PolicyArn) && role.attached.size >= QUOTAS.attachedPolicies) {
    throw new AwsError(
      'LimitExceeded',
      `Cannot exceed quota for PoliciesPerRole: ${QUOTAS.attachedPolicies}`,
      409,
    );
  }
  spreadLater(call.world, ownAccount(call), [role]);
  role.attached.add(input.PolicyArn);
}

function detachRolePolicy(call: Call): void {
  const input = readInput(attachSchema, call.input);
  authorizeRole(call, 'DetachRolePolicy', attaching(input));
  detach(call, roleNamed(call, input.RoleName), input.PolicyArn);
}

/** Takes a managed policy from a role or a user; taking away what is not there is refused. */
export function detach(call: Call, entity: Entity, arn: string): void {
  if (!entity.attached.has(arn)) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
  spreadLater(call.world, ownAccount(call), [entity]);
  entity.attached.delete(arn);
}

function listAttached(call: Call): object {
  const input = readInput(
    z.object({ RoleName: entityName, PathPrefix: z.string().optional(), ...paging }),
    call.input,
  );
  authorizeRole(call, 'ListAttachedRolePolicies', input.RoleName);
  const attached = [...roleNamed(call, input.RoleName).attached].map((arn) => ({
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    PolicyArn: arn,
  }));
  return listed('AttachedPolicies', attached, input);
}

export const ROLE_POLICY_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutRolePolicy: putRolePolicy,
  GetRolePolicy: getRolePolicy,
  ListRolePolicies: listRolePolicies,
  DeleteRolePolicy: deleteRolePolicy,
  AttachRolePolicy: attachRolePolicy,
  DetachRolePolicy: detachRolePolicy,
  ListAttachedRolePolicies: listAttached,
};
