/** Policies of keys. Source: facts 1.2; KMS API Reference, PutKeyPolicy. */
import { z } from 'zod';
import { decideWithoutExemption } from '../enforce.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { checkResourcePolicy } from '../resource-policy.ts';
import { INVALID, keyId } from './inputs.ts';
import { openByKeyId } from './keys.ts';
import type { KeyState } from './state.ts';

export const policyText = z.string().min(1).max(131_072);
const NAME = z.literal('default').default('default');

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);

/** Refuses what is no policy, and principals that are not there. */
export function checkKeyPolicy({ world }: Call, text: string): void {
  checkResourcePolicy(world, text, {
    malformed: ({ message }) => malformed(message),
    principal: malformed('Policy contains a statement with one or more invalid principals.'),
  });
}

/** A policy that would keep its writer from writing the next one is refused, administrators' too. */
export function guardLockout({ world, caller }: Call, { arn, policy }: KeyState): void {
  const check = {
    action: 'kms:PutKeyPolicy',
    resource: arn,
    resourcePolicies: [{ name: 'key policy', document: policy }],
  };
  if (decideWithoutExemption({ world, caller, check }).decision === 'allowed') return;
  throw malformed('The new key policy will not allow you to update the key policy in the future.');
}

function getKeyPolicy(call: Call): object {
  const input = readInput(z.object({ KeyId: keyId, PolicyName: NAME }), call.input, INVALID);
  const { policy } = openByKeyId(call, input.KeyId, { action: 'GetKeyPolicy' });
  return { Policy: policy, PolicyName: input.PolicyName };
}

const putSchema = z.object({
  KeyId: keyId,
  PolicyName: NAME,
  Policy: policyText,
  BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
});

function putKeyPolicy(call: Call): object {
  const input = readInput(putSchema, call.input, INVALID);
  const bypass = input.BypassPolicyLockoutSafetyCheck;
  const key = openByKeyId(call, input.KeyId, {
    action: 'PutKeyPolicy',
    extra: { 'kms:BypassPolicyLockoutSafetyCheck': String(bypass) },
  });
  checkKeyPolicy(call, input.Policy);
  if (!bypass) guardLockout(call, { ...key, policy: input.Policy });
  key.policy = input.Policy;
  return {};
}

export const KEY_POLICY_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetKeyPolicy: getKeyPolicy,
  PutKeyPolicy: putKeyPolicy,
};
