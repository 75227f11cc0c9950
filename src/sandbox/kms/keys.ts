/**
 * Keys and what is done with them. A key's policy decides first, in its own account as well; a service that uses
 * a key for a caller is decided by the caller's rights, with the service's name and the encryption context in the
 * request. Source: facts 1.2, 3.2, 5.4 [EVAL, SSMP, C-KMS].
 */
import { dnsSuffixOf } from '#catalog/partitions.ts';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { parseArn } from '#iam/arn.ts';
import { recordEvent } from '../cloudtrail/event.ts';
import { AwsError, type Call } from '../operation.ts';
import { regionOf, type World } from '../world.ts';
import type { KeyState } from './state.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** A key by its ARN, or by its ID in the caller's account and region. */
export function keyAt(
  call: Pick<Call, 'world' | 'account' | 'region' | 'partition'>,
  keyId: string,
): KeyState {
  const arn = parseArn(keyId);
  const place = arn === null ? call : { account: arn.account, region: arn.region };
  const id = arn === null ? keyId : arn.resource.replace(/^key\//, '');
  const key = regionOf(call.world, place.account, place.region).kms.get(id);
  if (key !== undefined) return key;
  const named = arn === null ? `arn:${call.partition}:kms:${place.region}:${place.account}:key/${id}` : keyId;
  throw new AwsError('NotFoundException', `Key '${named}' does not exist`);
}

/** Keys that AWS keeps for a service: everybody in the account may use them through it. */
export const isAwsManaged = (keyId: string | null): boolean =>
  keyId === null || /(?:^|:)alias\/aws\/[\w-]+$/.test(keyId);

export interface KeyUse {
  readonly action: 'Encrypt' | 'Decrypt' | 'GenerateDataKey';
  readonly key: KeyState;
  readonly context: EncryptionContext;
  /** The service that asks on the caller's behalf: `ssm`. */
  readonly via?: string;
}

/** Asks the key's policy and the caller's. */
export function authorizeKey(call: Pick<Call, 'account' | 'authorize'>, use: KeyUse): void {
  const { action, key, context, via } = use;
  try {
    call.authorize({
      action: `kms:${action}`,
      resource: key.arn,
      resourcePolicies: [{ name: 'key policy', document: key.policy }],
      context: {
        ...Object.fromEntries(
          Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
        ),
        'kms:EncryptionContextKeys': Object.keys(context),
        'kms:CallerAccount': call.account,
        ...(via === undefined ? {} : { 'kms:ViaService': `${via}.${key.region}.${dnsSuffixOf(key.region)}` }),
      },
    });
  } catch (error) {
    throw key.account === call.account ? error : withForeignTail(error);
  }
}

/** KMS does not tell another account whether there is such a key. */
function withForeignTail(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const message = error.message.replace(
    /because no resource-based policy allows the .*$/,
    'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
  );
  return new AwsError(error.code, message, error.status);
}

/** A service uses the key for the caller, who must have the right; the trail shows it as AWS's own call. */
export function useKeyFor(call: Call, use: KeyUse & { readonly via: string }): void {
  const event = {
    service: 'kms',
    operation: use.action,
    caller: call.caller,
    region: use.key.region,
    input: { keyId: use.key.arn, encryptionContext: use.context },
  };
  try {
    authorizeKey(call, use);
    recordEvent(call.world, { ...event, error: null });
  } catch (error) {
    if (error instanceof AwsError)
      recordEvent(call.world, { ...event, error: { code: error.code, message: error.message } });
    throw error;
  }
}

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

export function decrypt(key: KeyState, blob: Buffer, context: EncryptionContext): Buffer {
  const start = 1 + (blob[0] ?? 0);
  const iv = blob.subarray(start, start + IV);
  const tag = blob.subarray(start + IV, start + IV + TAG);
  try {
    const decipher = createDecipheriv(CIPHER, key.material, iv).setAAD(associated(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(blob.subarray(start + IV + TAG)), decipher.final()]);
  } catch {
    throw new AwsError('InvalidCiphertextException', 'The ciphertext is not valid for this key and context.');
  }
}

export function newKeyMaterial(): Uint8Array {
  return randomBytes(32);
}

export const defaultKeyPolicy = (world: World, account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${world.partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
