/** The customer key that an object is under. Source: facts 5.4 [OBS]; Amazon S3 User Guide, UsingKMSEncryption. */
import { decrypt, encrypt } from '../kms/cipher.ts';
import { isAwsManaged, isKeyProblem, keyAt, type KeyUse, useKeyFor } from '../kms/keys.ts';
import type { KeyState } from '../kms/state.ts';
import { AwsError, type Call } from '../operation.ts';
import type { BucketState, ObjectAttributes } from './state.ts';

/** An object, there or yet to come. */
export interface Place {
  readonly bucket: BucketState;
  readonly key: string;
}

const contextOf = ({ partition }: Call, { bucket, key }: Place): Readonly<Record<string, string>> => ({
  'aws:s3:arn': `arn:${partition}:s3:::${bucket.name}/${key}`,
});

/** A bucket's keys lie in its region, whatever the call was signed for. */
const inBucketsRegion = (call: Call, { bucket }: Place): Call => ({ ...call, region: bucket.region });

/** Asks for a use of a key. A denial of KMS is S3's denial in S3's form; what is wrong with the key keeps KMS's code. */
export function useKey(
  call: Call,
  place: Place,
  { keyArn, action }: Pick<KeyUse, 'action'> & { readonly keyArn: string },
): KeyState {
  try {
    return useKeyFor(inBucketsRegion(call, place), keyArn, {
      action,
      context: contextOf(call, place),
      via: 's3',
    });
  } catch (error) {
    if (isKeyProblem(error)) throw new AwsError(`KMS.${error.code}`, error.message, 400);
    if (error instanceof AwsError && error.code.startsWith('AccessDenied'))
      throw new AwsError('AccessDenied', error.message, 403);
    throw error;
  }
}

const KEY_HEADER = 'x-amz-server-side-encryption-aws-kms-key-id';

/** The encryption that a write asks for; the key is asked for a data key. */
export function encryptionAsked(
  call: Call,
  place: Place,
  headers: Headers,
): Pick<ObjectAttributes, 'encryption' | 'keyArn'> {
  const [encryption, keyId] = [headers.get('x-amz-server-side-encryption'), headers.get(KEY_HEADER)];
  if (encryption !== null && !/^(?:AES256|aws:kms(?::dsse)?)$/.test(encryption)) {
    throw new AwsError(
      'InvalidEncryptionAlgorithmError',
      'The encryption request that you specified is not valid. The valid value is AES256.',
    );
  }
  if (keyId === null || isAwsManaged(keyId)) return { encryption: encryption ?? 'AES256', keyArn: null };
  return {
    encryption: encryption ?? 'aws:kms',
    keyArn: useKey(call, place, { keyArn: keyId, action: 'GenerateDataKey' }).arn,
  };
}

/** The bytes as they are kept. The key has been asked for. */
export function sealed(
  call: Call,
  place: Place,
  { keyArn, plain }: { readonly keyArn: string | null; readonly plain: Uint8Array },
): Uint8Array {
  return keyArn === null
    ? plain
    : encrypt(keyAt(inBucketsRegion(call, place), keyArn), plain, contextOf(call, place));
}

/** An object's own bytes. Its key is asked to open them. */
export function opened(
  call: Call,
  place: Place,
  { keyArn, bytes }: { readonly keyArn: string | null; readonly bytes: Uint8Array },
): Uint8Array {
  if (keyArn === null) return bytes;
  const key = useKey(call, place, { keyArn, action: 'Decrypt' });
  return decrypt(key, Buffer.from(bytes), contextOf(call, place));
}

/** What an answer tells of it. */
export const encryptionHeaders = ({
  encryption,
  keyArn,
}: Pick<ObjectAttributes, 'encryption' | 'keyArn'>): Readonly<Record<string, string>> => ({
  'x-amz-server-side-encryption': encryption,
  ...(keyArn === null ? {} : { [KEY_HEADER]: keyArn }),
});
