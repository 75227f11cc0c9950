/** Encrypting and decrypting. Source: facts 1.2 [BOTO kms]; KMS API Reference, Encrypt, Decrypt, GenerateDataKey, ReEncrypt. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Check, type Operation } from '../operation.ts';
import { decrypt, encrypt, invalidCiphertext, keyOfCiphertext } from './cipher.ts';
import { base64, context, INVALID, keyId } from './inputs.ts';
import { keyAt, type KeyUse, namedKey, openKey, requireEnabled } from './keys.ts';
import type { KeyState } from './state.ts';

const ALGORITHM = 'SYMMETRIC_DEFAULT';
const BY_ALGORITHM = { 'kms:EncryptionAlgorithm': ALGORITHM };

function openEnabled(call: Call, asked: string, use: Omit<KeyUse, 'key' | 'alias'>): KeyState {
  const key = openKey(call, asked, use);
  requireEnabled(key);
  return key;
}

function encryptCall(call: Call): object {
  const schema = z.object({ KeyId: keyId, Plaintext: base64, EncryptionContext: context });
  const input = readInput(schema, call.input, INVALID);
  const asked = { action: 'Encrypt', context: input.EncryptionContext, extra: BY_ALGORITHM };
  const key = openEnabled(call, input.KeyId, asked);
  const blob = encrypt(key, input.Plaintext, input.EncryptionContext);
  return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
}

/** The key of a ciphertext, which the caller may name as well. */
function sourceKey(
  call: Call,
  { blob, asked }: { readonly blob: Buffer; readonly asked: string | undefined },
  use: Pick<KeyUse, 'action' | 'context' | 'extra'>,
): KeyState {
  const made = keyOfCiphertext(blob);
  if (!made.startsWith('arn:')) throw invalidCiphertext();
  const key = openEnabled(call, asked === undefined || !isOf(call, asked, made) ? made : asked, use);
  if (asked !== undefined && namedKey(call, asked).key !== key) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  return key;
}

/** Whether a name leads to the key, so that the caller may be asked about it under that name. */
function isOf(call: Call, asked: string, arn: string): boolean {
  try {
    return keyAt(call, asked).arn === arn;
  } catch {
    return false;
  }
}

function decryptCall(call: Call): object {
  const schema = z.object({ CiphertextBlob: base64, KeyId: keyId.optional(), EncryptionContext: context });
  const input = readInput(schema, call.input, INVALID);
  const source = { blob: input.CiphertextBlob, asked: input.KeyId };
  const use = { action: 'Decrypt', context: input.EncryptionContext, extra: BY_ALGORITHM };
  const key = sourceKey(call, source, use);
  const plaintext = decrypt(key, input.CiphertextBlob, input.EncryptionContext);
  return { Plaintext: plaintext.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
}

const SPECS = { AES_256: 32, AES_128: 16 } as const;
const dataKeySchema = z.object({
  KeyId: keyId,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: context,
});

function newDataKey(call: Call, action: string): { readonly plaintext: Buffer; readonly answer: object } {
  const input = readInput(dataKeySchema, call.input, INVALID);
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined))
    throw new AwsError(INVALID, 'Please specify either number of bytes or key spec.');
  const key = openEnabled(call, input.KeyId, { action, context: input.EncryptionContext });
  const plaintext = randomBytes(input.NumberOfBytes ?? SPECS[input.KeySpec ?? 'AES_256']);
  const blob = encrypt(key, plaintext, input.EncryptionContext).toString('base64');
  return { plaintext, answer: { CiphertextBlob: blob, KeyId: key.arn } };
}

function generateDataKey(call: Call): object {
  const { plaintext, answer } = newDataKey(call, 'GenerateDataKey');
  return { ...answer, Plaintext: plaintext.toString('base64') };
}

const reEncryptSchema = z.object({
  CiphertextBlob: base64,
  SourceKeyId: keyId.optional(),
  SourceEncryptionContext: context,
  DestinationKeyId: keyId,
  DestinationEncryptionContext: context,
});

function reEncrypt(call: Call): object {
  const input = readInput(reEncryptSchema, call.input, INVALID);
  const fromContext = input.SourceEncryptionContext;
  const toContext = input.DestinationEncryptionContext;
  const from = keyAt(call, keyOfCiphertext(input.CiphertextBlob));
  const to = keyAt(call, input.DestinationKeyId);
  const extra: Check['context'] = { 'kms:ReEncryptOnSameKey': String(from === to), ...BY_ALGORITHM };
  const source = { blob: input.CiphertextBlob, asked: input.SourceKeyId };
  const sourceOf = sourceKey(call, source, { action: 'ReEncryptFrom', context: fromContext, extra });
  openEnabled(call, input.DestinationKeyId, { action: 'ReEncryptTo', context: toContext, extra });
  const plaintext = decrypt(sourceOf, input.CiphertextBlob, fromContext);
  return {
    CiphertextBlob: encrypt(to, plaintext, toContext).toString('base64'),
    SourceKeyId: sourceOf.arn,
    KeyId: to.arn,
    SourceEncryptionAlgorithm: ALGORITHM,
    DestinationEncryptionAlgorithm: ALGORITHM,
  };
}

export const CRYPTOGRAPHY: Readonly<Record<string, Operation>> = {
  Encrypt: encryptCall,
  Decrypt: decryptCall,
  ReEncrypt: reEncrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyWithoutPlaintext: (call) => newDataKey(call, 'GenerateDataKeyWithoutPlaintext').answer,
};
