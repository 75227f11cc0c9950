/** Service and resource control policies. Source: facts 1.6, 1.7, 2.7, 6.5 [BOTO organizations, OLIM, RCPS]. */
import { z } from 'zod';
import { readPolicy } from '#iam/read/read-policy.ts';
import { QUOTAS } from '#iam/quota.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { authorizeManagement, authorizeReading, FULL_ACCESS, policyArn, targetArn } from './access.ts';
import { POLICY_TYPES, type Organization, type OrganizationPolicy, type PolicyType } from './state.ts';
import { attachedTo } from './tree.ts';
import { INVALID, paging, rootShape } from './tree-operations.ts';

export const type = z.enum(POLICY_TYPES);
export const policyId = z.string().regex(/^p-[0-9a-zA-Z_]{8,128}$/);
const target = z.string().regex(/^(?:r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/);
const policyName = z.string().min(1).max(128);
const description = z.string().max(512);
const content = z.string().min(1);

interface Limits {
  readonly kind: 'serviceControl' | 'resourceControl';
  readonly size: number;
  readonly attached: number;
}

/** White space counts. */
const LIMITS: Readonly<Record<PolicyType, Limits>> = {
  SERVICE_CONTROL_POLICY: { kind: 'serviceControl', size: QUOTAS.serviceControlPolicy, attached: 10 },
  RESOURCE_CONTROL_POLICY: { kind: 'resourceControl', size: QUOTAS.resourceControlPolicy, attached: 5 },
};

function checkContent(text: string, of: PolicyType): void {
  const read = readPolicy(text, LIMITS[of].kind);
  if (!read.ok) {
    throw new AwsError(
      'MalformedPolicyDocumentException',
      `The provided policy document does not meet the requirements of the specified policy type: ${read.error[0]?.message}`,
    );
  }
  if (text.length > LIMITS[of].size) {
    throw new AwsError('ConstraintViolationException', 'You have exceeded the maximum policy size.');
  }
}

const typeOfRoot = z.object({ RootId: z.string(), PolicyType: type });

/** The type of policies that a call switches on or off. */
function openType(call: Call): { readonly organization: Organization; readonly type: PolicyType } {
  const input = readInput(typeOfRoot, call.input, INVALID);
  const organization = authorizeManagement(call, (own) => [targetArn(call, own, input.RootId)]);
  if (input.RootId !== organization.rootId)
    throw new AwsError('RootNotFoundException', "You specified a root that doesn't exist.");
  return { organization, type: input.PolicyType };
}

function enableType(call: Call): object {
  const { organization, type: asked } = openType(call);
  const { rootId, units, members, enabled, attached } = organization;
  if (enabled.has(asked)) {
    throw new AwsError(
      'PolicyTypeAlreadyEnabledException',
      'The specified policy type is already enabled in the specified root.',
    );
  }
  enabled.add(asked);
  for (const id of [rootId, ...units.keys(), ...members.keys()])
    attached.set(id, (attached.get(id) ?? new Set()).add(FULL_ACCESS[asked]));
  return { Root: rootShape(call, organization) };
}

/** Policies of the type are detached from everything. */
function disableType(call: Call): object {
  const { organization, type: asked } = openType(call);
  const { enabled, attached, policies } = organization;
  if (!enabled.delete(asked)) throw typeNotEnabled();
  for (const held of attached.values()) {
    for (const id of held) if (policies.get(id)?.type === asked) held.delete(id);
  }
  return { Root: rootShape(call, organization) };
}

const typeNotEnabled = (): AwsError =>
  new AwsError(
    'PolicyTypeNotEnabledException',
    'The specified policy type is not enabled in the current root.',
  );

/** A policy as lists have it. */
export function summary(call: Call, organization: Organization, policy: OrganizationPolicy): object {
  return {
    Id: policy.id,
    Arn: policyArn(call, organization, policy.id),
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: policy.awsManaged,
  };
}

const shape = (call: Call, organization: Organization, policy: OrganizationPolicy): object => ({
  Policy: { PolicySummary: summary(call, organization, policy), Content: policy.content },
});

function requireFreeName({ policies }: Organization, name: string, except: string | null): void {
  const taken = [...policies.values()].some((policy) => policy.name === name && policy.id !== except);
  if (taken) throw new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.');
}

function createPolicy(call: Call): object {
  const schema = z.object({ Name: policyName, Description: description, Content: content, Type: type });
  const input = readInput(schema, call.input, INVALID);
  const organization = authorizeManagement(call);
  requireFreeName(organization, input.Name, null);
  checkContent(input.Content, input.Type);
  const policy: OrganizationPolicy = {
    id: `p-${call.world.ids.hex(8)}`,
    type: input.Type,
    awsManaged: false,
    name: input.Name,
    description: input.Description,
    content: input.Content,
  };
  organization.policies.set(policy.id, policy);
  return shape(call, organization, policy);
}

interface Opened {
  readonly organization: Organization;
  readonly policy: OrganizationPolicy;
}

function openPolicy(call: Call, id: string, targetId?: string): Opened {
  const organization = authorizeManagement(call, (own) => [
    policyArn(call, own, id),
    ...(targetId === undefined ? [] : [targetArn(call, own, targetId)]),
  ]);
  return { organization, policy: policyOf(organization, id) };
}

/** The policy of an ID; what is answered where there is none is thrown. */
export function policyOf({ policies }: Organization, id: string): OrganizationPolicy {
  const policy = policies.get(id);
  if (policy !== undefined) return policy;
  throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.");
}

/** AWS's own policies are not changed. */
function openOwnPolicy(call: Call, id: string): Opened {
  const opened = openPolicy(call, id);
  if (!opened.policy.awsManaged) return opened;
  throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
}

function describePolicy(call: Call): object {
  const { PolicyId } = readInput(z.object({ PolicyId: policyId }), call.input, INVALID);
  const organization = authorizeReading(call, (own) => [policyArn(call, own, PolicyId)]);
  const policy = policyOf(organization, PolicyId);
  return shape(call, organization, policy);
}

function updatePolicy(call: Call): object {
  const schema = z.object({
    PolicyId: policyId,
    Name: policyName.optional(),
    Description: description.optional(),
    Content: content.optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  const { organization, policy } = openOwnPolicy(call, input.PolicyId);
  if (input.Name !== undefined) requireFreeName(organization, input.Name, policy.id);
  if (input.Content !== undefined) checkContent(input.Content, policy.type);
  policy.name = input.Name ?? policy.name;
  policy.description = input.Description ?? policy.description;
  policy.content = input.Content ?? policy.content;
  return shape(call, organization, policy);
}

function deletePolicy(call: Call): object {
  const { PolicyId } = readInput(z.object({ PolicyId: policyId }), call.input, INVALID);
  const { organization } = openOwnPolicy(call, PolicyId);
  if ([...organization.attached.values()].some((held) => held.has(PolicyId))) {
    throw new AwsError(
      'PolicyInUseException',
      'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
    );
  }
  organization.policies.delete(PolicyId);
  return {};
}

const attachment = z.object({ PolicyId: policyId, TargetId: target });

function openAttachment(call: Call) {
  const input = readInput(attachment, call.input, INVALID);
  const { organization, policy } = openPolicy(call, input.PolicyId, input.TargetId);
  requireTarget(organization, input.TargetId);
  const held = organization.attached.get(input.TargetId) ?? new Set<string>();
  organization.attached.set(input.TargetId, held);
  return { organization, policy, held, targetId: input.TargetId };
}

function requireTarget({ rootId, units, members }: Organization, id: string): void {
  if (id === rootId || units.has(id) || members.has(id)) return;
  throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
}

function attachPolicy(call: Call): object {
  const { organization, policy, held, targetId } = openAttachment(call);
  if (!organization.enabled.has(policy.type)) {
    throw typeNotEnabled();
  }
  if (held.has(policy.id)) {
    throw new AwsError(
      'DuplicatePolicyAttachmentException',
      'The selected policy is already attached to the specified target.',
    );
  }
  if (attachedTo(organization, targetId, policy.type).length >= LIMITS[policy.type].attached) {
    throw new AwsError(
      'ConstraintViolationException',
      'You have attached the maximum number of policies of this type to this target.',
    );
  }
  held.add(policy.id);
  return {};
}

/** A target keeps at least one service control policy, and always full access by resource control policies. */
function detachPolicy(call: Call): object {
  const { organization, policy, held, targetId } = openAttachment(call);
  if (!held.has(policy.id))
    throw new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target.");
  const isLast = attachedTo(organization, targetId, policy.type).length === 1;
  if (policy.id === FULL_ACCESS.RESOURCE_CONTROL_POLICY || isLast) {
    throw new AwsError(
      'ConstraintViolationException',
      'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
    );
  }
  held.delete(policy.id);
  return {};
}

/** Only what is attached to the target itself. */
function listForTarget(call: Call): object {
  const schema = z.object({ TargetId: target, Filter: type, ...paging });
  const input = readInput(schema, call.input, INVALID);
  const organization = authorizeReading(call, (own) => [targetArn(call, own, input.TargetId)]);
  requireTarget(organization, input.TargetId);
  const policies = attachedTo(organization, input.TargetId, input.Filter);
  const page = pageOf(policies, input.MaxResults, input.NextToken);
  return {
    Policies: page.items.map((policy) => summary(call, organization, policy)),
    NextToken: page.next,
  };
}

export const ORGANIZATION_POLICY_OPERATIONS: Readonly<Record<string, Operation>> = {
  EnablePolicyType: enableType,
  DisablePolicyType: disableType,
  CreatePolicy: createPolicy,
  DescribePolicy: describePolicy,
  UpdatePolicy: updatePolicy,
  DeletePolicy: deletePolicy,
  AttachPolicy: attachPolicy,
  DetachPolicy: detachPolicy,
  ListPoliciesForTarget: listForTarget,
};
