import { err, ok } from '#basics/result.ts';
import { set } from '../settings.ts';
import { credentialsProblem, type Found, type Lookup } from './credentials.ts';

/** Keys in the environment. Source: botocore 1.43, EnvProvider. */
export function fromEnvironment({ settings: { env } }: Pick<Lookup, 'settings'>): Found {
  const accessKeyId = set(env['AWS_ACCESS_KEY_ID']);
  if (accessKeyId === undefined) return ok(null);
  const secretAccessKey = set(env['AWS_SECRET_ACCESS_KEY']);
  if (secretAccessKey === undefined) {
    return err(
      credentialsProblem(
        'PartialCredentials',
        'Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY',
      ),
    );
  }
  const sessionToken = set(env['AWS_SECURITY_TOKEN']) ?? set(env['AWS_SESSION_TOKEN']);
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return ok({ from: 'the environment', get: () => Promise.resolve(ok(keys)) });
}
