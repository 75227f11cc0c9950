/** A role by the token that a pod, a pipeline or another identity provider was given. Source: botocore 1.43, AssumeRoleWithWebIdentityProvider. */
import { readFile } from 'node:fs/promises';
import { err, ok } from '#basics/result.ts';
import { type Profile, set } from '../settings.ts';
import { assumeRoleWithToken } from './assumed-role.ts';
import { credentialsProblem, type Found, type Lookup } from './credentials.ts';

export interface WebIdentity {
  readonly profile: Profile;
  readonly from: string;
  /** Whether the environment counts, which then goes before the profile, setting by setting. */
  readonly useEnvironment: boolean;
}

const NO_ROLE =
  'The provided profile or the current environment is configured to assume role with web identity but has no role ARN configured. Ensure that the profile has the role_arn configuration set or the AWS_ROLE_ARN env var is set.';

export function fromWebIdentity({ profile, from, useEnvironment }: WebIdentity, lookup: Lookup): Found {
  const { env } = lookup.settings;
  const setting = (variable: string, key: string): string | undefined =>
    (useEnvironment ? set(env[variable]) : undefined) ?? set(profile[key]);
  const file = setting('AWS_WEB_IDENTITY_TOKEN_FILE', 'web_identity_token_file');
  if (file === undefined) return ok(null);
  const RoleArn = setting('AWS_ROLE_ARN', 'role_arn');
  if (RoleArn === undefined) return err(credentialsProblem('InvalidConfig', NO_ROLE));
  const RoleSessionName = setting('AWS_ROLE_SESSION_NAME', 'role_session_name');
  const ofEnvironment = useEnvironment && set(env['AWS_WEB_IDENTITY_TOKEN_FILE']) !== undefined;
  return ok({
    from: ofEnvironment ? 'the web identity of the environment' : from,
    get: async () => {
      const token = await readFile(file, 'utf8').then(set, () => undefined);
      return token === undefined
        ? err(
            credentialsProblem(
              'InvalidConfig',
              `the web identity token file ${file} cannot be read or is empty`,
            ),
          )
        : assumeRoleWithToken({ RoleArn, RoleSessionName, WebIdentityToken: token }, lookup);
    },
  });
}
