import { err, ok } from '#basics/result.ts';
import { type Profile, set } from '../settings.ts';
import { credentialsProblem, type Found } from './credentials.ts';

/** Keys that stand in a profile of one of the two files. Source: botocore 1.43, SharedCredentialProvider and ConfigProvider. */
export function staticKeys(
  profile: Profile,
  { file, from }: { readonly file: 'shared-credentials-file' | 'config-file'; readonly from: string },
): Found {
  const accessKeyId = set(profile['aws_access_key_id']);
  if (accessKeyId === undefined) return ok(null);
  const secretAccessKey = set(profile['aws_secret_access_key']);
  if (secretAccessKey === undefined) {
    const missing = `Partial credentials found in ${file}, missing: aws_secret_access_key`;
    return err(credentialsProblem('PartialCredentials', missing));
  }
  const sessionToken = set(profile['aws_security_token']) ?? set(profile['aws_session_token']);
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return ok({ from, get: () => Promise.resolve(ok(keys)) });
}
