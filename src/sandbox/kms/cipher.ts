/** Encrypting with a key: what comes out names the key it was made with. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../operation.ts';
import type { EncryptionContext, KeyState } from './state.ts';

const CIPHER = 'aes-256-gcm';
const IV = 12;
const TAG = 16;

const associated = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1))));

/** `length of the ARN, ARN, IV, tag, ciphertext`: a ciphertext names its key. */
export function encrypt(key: KeyState, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv(CIPHER, key.material, iv).setAAD(associated(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const arn = Buffer.from(key.arn);
  return Buffer.concat([Buffer.from([arn.byteLength]), arn, iv, cipher.getAuthTag(), sealed]);
}

/** The ARN of the key a ciphertext was made with. */
export function keyOfCiphertext(blob: Buffer): string {
  const length = blob[0] ?? 0;
  return blob.subarray(1, 1 + length).toString('utf8');
}

/** Opens what `encrypt` made under the same context. */
export function decrypt(key: KeyState, blob: Buffer, context: EncryptionContext): Buffer {
  const start = 1 + (blob[0] ?? 0);
  const iv = blob.subarray(start, start + IV);
  const tag = blob.subarray(start + IV, start + IV + TAG);
  try {
    const decipher = createDecipheriv(CIPHER, key.material, iv).setAAD(associated(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(blob.subarray(start + IV + TAG)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** What KMS answers to bytes that no key of its own has made. */
export const invalidCiphertext = (): AwsError =>
  new AwsError('InvalidCiphertextException', 'The ciphertext is not valid for this key and context.');

export function newKeyMaterial(): Uint8Array {
  return randomBytes(32);
}
