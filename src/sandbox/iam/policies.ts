/** Customer managed policies and their versions. Source: facts 6.1, 2.7 [BOTO iam, QUOTA]. */
import { z } from 'zod';
import { policySize, QUOTAS } from '#iam/quota.ts';
import { queryBoolean, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { encodeDocument } from '../protocol/query.ts';
import { checkDocument } from './check-document.ts';
import { spreadLater } from './effective.ts';
import { AWS_MANAGED_CREATED, awsManagedPolicy, awsManagedPolicies } from './managed-policies.ts';
import {
  arnIn,
  document,
  listed,
  ownAccount,
  paging,
  path,
  policyArn,
  policyName,
  policyShape,
  tags,
} from './shapes.ts';
import type { Entity, PolicyState } from './state.ts';

function checkManaged(text: string): void {
  checkDocument(text, 'identity');
  if (policySize(text) <= QUOTAS.managedPolicy) return;
  throw new AwsError('LimitExceeded', `Cannot exceed quota for PolicySize: ${QUOTAS.managedPolicy}`, 409);
}

const createSchema = z.object({
  PolicyName: policyName,
  PolicyDocument: document,
  Path: path,
  Description: z.string().max(1000).optional(),
  Tags: tags,
});

function createPolicy(call: Call): object {
  const input = readInput(createSchema, call.input);
  const account = ownAccount(call);
  const arn = arnIn(call, `policy${input.Path}${input.PolicyName}`);
  call.authorize({ action: 'iam:CreatePolicy', resource: arn, worded: `policy ${input.PolicyName}` });
  if (input.Tags.length > 0)
    call.authorize({ action: 'iam:TagPolicy', resource: arn, worded: `policy ${input.PolicyName}` });
  const taken = [...account.iam.policies.values()].some(
    ({ name }) => name.toLowerCase() === input.PolicyName.toLowerCase(),
  );
  if (taken)
    throw new AwsError(
      'EntityAlreadyExists',
      `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
      409,
    );
  checkManaged(input.PolicyDocument);
  const policy: PolicyState = {
    name: input.PolicyName,
    path: input.Path,
    id: call.world.ids.unique('ANPA'),
    arn,
    description: input.Description ?? null,
    createdAt: call.now,
    updatedAt: call.now,
    versions: new Map([['v1', { text: input.PolicyDocument, createdAt: call.now }]]),
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: input.Tags,
  };
  account.iam.policies.set(arn, policy);
  return { Policy: policyShape(account, policy) };
}

const named = z.object({ PolicyArn: policyArn });
const versioned = z.object({ PolicyArn: policyArn, VersionId: z.string().regex(/^v[1-9]\d*$/) });

function authorizePolicy(call: Call, action: string, arn: string): void {
  call.authorize({ action: `iam:${action}`, resource: arn, worded: `policy ${arn}` });
}

function ownPolicy(call: Call, arn: string): PolicyState {
  const policy = ownAccount(call).iam.policies.get(arn);
  if (policy !== undefined) return policy;
  if (awsManagedPolicy(arn) !== null)
    throw new AwsError('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`, 403);
  throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
}

function getPolicy(call: Call): object {
  const { PolicyArn } = readInput(named, call.input);
  authorizePolicy(call, 'GetPolicy', PolicyArn);
  const aws = awsManagedPolicy(PolicyArn);
  return { Policy: aws ?? policyShape(ownAccount(call), ownPolicy(call, PolicyArn)) };
}

function listPolicies(call: Call): object {
  const scope = z.enum(['All', 'AWS', 'Local']).default('All');
  const input = readInput(
    z.object({ Scope: scope, PathPrefix: z.string().default('/'), ...paging }),
    call.input,
  );
  call.authorize({ action: 'iam:ListPolicies', resource: arnIn(call, 'policy/') });
  const account = ownAccount(call);
  const own = [...account.iam.policies.values()].filter((policy) => policy.path.startsWith(input.PathPrefix));
  const shapes = [
    ...(input.Scope === 'AWS' ? [] : own.map((policy) => policyShape(account, policy))),
    ...(input.Scope === 'Local' ? [] : awsManagedPolicies(call.partition)),
  ];
  return listed('Policies', shapes, input);
}

/** Roles and users a policy reaches, as attachment or as boundary. */
function reachedBy(call: Call, arn: string): readonly Entity[] {
  const { iam } = ownAccount(call);
  return [...iam.roles.values(), ...iam.users.values()].filter(
    ({ attached, boundary }) => attached.has(arn) || boundary === arn,
  );
}

function deletePolicy(call: Call): void {
  const { PolicyArn } = readInput(named, call.input);
  authorizePolicy(call, 'DeletePolicy', PolicyArn);
  const policy = ownPolicy(call, PolicyArn);
  if (reachedBy(call, PolicyArn).length > 0)
    throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
  if (policy.versions.size > 1) {
    throw new AwsError(
      'DeleteConflict',
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      409,
    );
  }
  ownAccount(call).iam.policies.delete(PolicyArn);
}

function createVersion(call: Call): object {
  const schema = named.extend({ PolicyDocument: document, SetAsDefault: queryBoolean.default(false) });
  const input = readInput(schema, call.input);
  authorizePolicy(call, 'CreatePolicyVersion', input.PolicyArn);
  const policy = ownPolicy(call, input.PolicyArn);
  checkManaged(input.PolicyDocument);
  if (policy.versions.size >= QUOTAS.policyVersions) {
    throw new AwsError(
      'LimitExceeded',
      `A managed policy can have up to ${QUOTAS.policyVersions} versions. Before you create a new version, you must delete an existing version.`,
      409,
    );
  }
  policy.lastVersion += 1;
  const id = `v${policy.lastVersion}`;
  if (input.SetAsDefault) spreadLater(call.world, ownAccount(call), reachedBy(call, policy.arn));
  policy.versions.set(id, { text: input.PolicyDocument, createdAt: call.now });
  if (input.SetAsDefault) policy.defaultVersion = id;
  policy.updatedAt = call.now;
  return { PolicyVersion: { VersionId: id, IsDefaultVersion: input.SetAsDefault, CreateDate: call.now } };
}

function noSuchVersion(arn: string, id: string): AwsError {
  return new AwsError(
    'NoSuchEntity',
    `Policy ${arn} version ${id} does not exist or is not attachable.`,
    404,
  );
}

function getVersion(call: Call): object {
  const { PolicyArn, VersionId } = readInput(versioned, call.input);
  authorizePolicy(call, 'GetPolicyVersion', PolicyArn);
  const aws = awsManagedPolicy(PolicyArn);
  if (aws !== null) {
    if (VersionId !== aws.DefaultVersionId) throw noSuchVersion(PolicyArn, VersionId);
    return {
      PolicyVersion: {
        Document: encodeDocument(aws.document),
        VersionId,
        IsDefaultVersion: true,
        CreateDate: AWS_MANAGED_CREATED,
      },
    };
  }
  const policy = ownPolicy(call, PolicyArn);
  const version = policy.versions.get(VersionId);
  if (version === undefined) throw noSuchVersion(PolicyArn, VersionId);
  return {
    PolicyVersion: {
      Document: encodeDocument(version.text),
      ...versionShape(policy, VersionId, version.createdAt),
    },
  };
}

const versionShape = (policy: PolicyState, id: string, createdAt: Date): object => ({
  VersionId: id,
  IsDefaultVersion: policy.defaultVersion === id,
  CreateDate: createdAt,
});

function listVersions(call: Call): object {
  const input = readInput(named.extend(paging), call.input);
  authorizePolicy(call, 'ListPolicyVersions', input.PolicyArn);
  const policy = ownPolicy(call, input.PolicyArn);
  const versions = [...policy.versions]
    .toReversed()
    .map(([id, { createdAt }]) => versionShape(policy, id, createdAt));
  return listed('Versions', versions, input);
}

function deleteVersion(call: Call): void {
  const { PolicyArn, VersionId } = readInput(versioned, call.input);
  authorizePolicy(call, 'DeletePolicyVersion', PolicyArn);
  const policy = ownPolicy(call, PolicyArn);
  if (!policy.versions.has(VersionId)) throw noSuchVersion(PolicyArn, VersionId);
  if (policy.defaultVersion === VersionId)
    throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
  policy.versions.delete(VersionId);
}

function setDefault(call: Call): void {
  const { PolicyArn, VersionId } = readInput(versioned, call.input);
  authorizePolicy(call, 'SetDefaultPolicyVersion', PolicyArn);
  const policy = ownPolicy(call, PolicyArn);
  if (!policy.versions.has(VersionId)) throw noSuchVersion(PolicyArn, VersionId);
  spreadLater(call.world, ownAccount(call), reachedBy(call, PolicyArn));
  policy.defaultVersion = VersionId;
}

function listEntities(call: Call): object {
  const { PolicyArn } = readInput(named, call.input);
  authorizePolicy(call, 'ListEntitiesForPolicy', PolicyArn);
  if (awsManagedPolicy(PolicyArn) === null) ownPolicy(call, PolicyArn);
  const { iam } = ownAccount(call);
  const reached = new Set(reachedBy(call, PolicyArn));
  return {
    PolicyGroups: [],
    PolicyUsers: [...iam.users.values()]
      .filter((user) => reached.has(user))
      .map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: [...iam.roles.values()]
      .filter((role) => reached.has(role))
      .map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    IsTruncated: false,
  };
}

export const POLICY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreatePolicy: createPolicy,
  GetPolicy: getPolicy,
  ListPolicies: listPolicies,
  DeletePolicy: deletePolicy,
  CreatePolicyVersion: createVersion,
  GetPolicyVersion: getVersion,
  ListPolicyVersions: listVersions,
  DeletePolicyVersion: deleteVersion,
  SetDefaultPolicyVersion: setDefault,
  ListEntitiesForPolicy: listEntities,
};
