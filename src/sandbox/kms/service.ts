/** KMS: keys, their policies, and encrypting with them. Source: facts 1.2 [EVAL, BOTO kms]. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { decideCheck } from '../enforce.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Service } from '../operation.ts';
import { checkResourcePolicy } from '../resource-policy.ts';
import { regionOf } from '../world.ts';
import {
  authorizeKey,
  decrypt,
  defaultKeyPolicy,
  encrypt,
  keyAt,
  keyOfCiphertext,
  newKeyMaterial,
} from './keys.ts';
import type { KeyState } from './state.ts';

const INVALID = 'ValidationException';
const keyId = z.string().min(1).max(2048);
const policyText = z.string().min(1).max(131_072);
const context = z.record(z.string(), z.string()).default({});
const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const NAME = z.literal('default').default('default');

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);

function checkKeyPolicy({ world }: Call, text: string): void {
  checkResourcePolicy(world, text, {
    malformed: ({ message }) => malformed(message),
    principal: malformed('Policy contains a statement with one or more invalid principals.'),
  });
}

function createKey(call: Call): object {
  const schema = z.object({
    Policy: policyText.optional(),
    Description: z.string().max(8192).default(''),
    KeyUsage: z.literal('ENCRYPT_DECRYPT').default('ENCRYPT_DECRYPT'),
    KeySpec: z.literal('SYMMETRIC_DEFAULT').default('SYMMETRIC_DEFAULT'),
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  });
  const input = readInput(schema, call.input, INVALID);
  call.authorize({ action: 'kms:CreateKey', resource: '*' });
  if (input.Policy !== undefined) checkKeyPolicy(call, input.Policy);
  const id = call.world.ids.uuid();
  const key: KeyState = {
    id,
    arn: `arn:${call.partition}:kms:${call.region}:${call.account}:key/${id}`,
    account: call.account,
    region: call.region,
    description: input.Description,
    createdAt: call.now,
    material: newKeyMaterial(),
    policy: input.Policy ?? defaultKeyPolicy(call.world, call.account),
  };
  if (input.Policy !== undefined && !input.BypassPolicyLockoutSafetyCheck) guardLockout(call, key);
  regionOf(call.world, call.account, call.region).kms.set(id, key);
  return {
    KeyMetadata: {
      AWSAccountId: call.account,
      KeyId: id,
      Arn: key.arn,
      CreationDate: key.createdAt,
      Enabled: true,
      Description: key.description,
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      MultiRegion: false,
    },
  };
}

/** A policy that would keep its writer from writing the next one is refused, unless that is asked for. */
function guardLockout({ world, caller }: Call, { arn, policy }: KeyState): void {
  const check = {
    action: 'kms:PutKeyPolicy',
    resource: arn,
    resourcePolicies: [{ name: 'key policy', document: policy }],
  };
  const decision = decideCheck({ world, caller, check });
  if (decision === 'exempt' || decision.decision === 'allowed') return;
  throw new AwsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}

function authorizePolicy(call: Call, action: string, key: KeyState): void {
  call.authorize({
    action: `kms:${action}`,
    resource: key.arn,
    resourcePolicies: [{ name: 'key policy', document: key.policy }],
  });
}

function getKeyPolicy(call: Call): object {
  const input = readInput(z.object({ KeyId: keyId, PolicyName: NAME }), call.input, INVALID);
  const key = keyAt(call, input.KeyId);
  authorizePolicy(call, 'GetKeyPolicy', key);
  return { Policy: key.policy, PolicyName: input.PolicyName };
}

function putKeyPolicy(call: Call): object {
  const schema = z.object({
    KeyId: keyId,
    PolicyName: NAME,
    Policy: policyText,
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  });
  const input = readInput(schema, call.input, INVALID);
  const key = keyAt(call, input.KeyId);
  authorizePolicy(call, 'PutKeyPolicy', key);
  checkKeyPolicy(call, input.Policy);
  if (!input.BypassPolicyLockoutSafetyCheck) guardLockout(call, { ...key, policy: input.Policy });
  key.policy = input.Policy;
  return {};
}

const ALGORITHM = 'SYMMETRIC_DEFAULT';

function encryptCall(call: Call): object {
  const schema = z.object({ KeyId: keyId, Plaintext: base64, EncryptionContext: context });
  const input = readInput(schema, call.input, INVALID);
  const key = keyAt(call, input.KeyId);
  authorizeKey(call, { action: 'Encrypt', key, context: input.EncryptionContext });
  const blob = encrypt(key, input.Plaintext, input.EncryptionContext);
  return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
}

function decryptCall(call: Call): object {
  const schema = z.object({
    CiphertextBlob: base64,
    KeyId: keyId.optional(),
    EncryptionContext: context,
  });
  const input = readInput(schema, call.input, INVALID);
  const key = keyAt(call, keyOfCiphertext(input.CiphertextBlob));
  authorizeKey(call, { action: 'Decrypt', key, context: input.EncryptionContext });
  if (input.KeyId !== undefined && keyAt(call, input.KeyId) !== key) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  const plaintext = decrypt(key, input.CiphertextBlob, input.EncryptionContext);
  return { Plaintext: plaintext.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
}

const SPECS = { AES_256: 32, AES_128: 16 } as const;

function generateDataKey(call: Call): object {
  const schema = z.object({
    KeyId: keyId,
    KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
    NumberOfBytes: z.int().min(1).max(1024).optional(),
    EncryptionContext: context,
  });
  const input = readInput(schema, call.input, INVALID);
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined))
    throw new AwsError(INVALID, 'Please specify either number of bytes or key spec.');
  const key = keyAt(call, input.KeyId);
  authorizeKey(call, { action: 'GenerateDataKey', key, context: input.EncryptionContext });
  const plaintext = randomBytes(input.NumberOfBytes ?? SPECS[input.KeySpec ?? 'AES_256']);
  return {
    Plaintext: plaintext.toString('base64'),
    CiphertextBlob: encrypt(key, plaintext, input.EncryptionContext).toString('base64'),
    KeyId: key.arn,
  };
}

export const kmsService: Service = {
  name: 'kms',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'TrentService.' },
  operations: {
    CreateKey: createKey,
    GetKeyPolicy: getKeyPolicy,
    PutKeyPolicy: putKeyPolicy,
    Encrypt: encryptCall,
    Decrypt: decryptCall,
    GenerateDataKey: generateDataKey,
  },
};
