/** What `aws login` left behind: a console session's credentials, renewed where they can be. Source: botocore 1.43, LoginProvider. */
import type { CallProblem } from '#account/ports.ts';
import { err, ok } from '#basics/result.ts';
import { set } from '../settings.ts';
import { credentialsProblem, type Found, type Lookup } from './credentials.ts';
import { type NamedProfile, QUIET } from './from-single-sign-on.ts';

export function fromLogin({ name, profile, from }: NamedProfile, { region, clientOptions }: Lookup): Found {
  if (set(profile['login_session']) === undefined) return ok(null);
  return ok({
    from,
    get: async () => {
      const { fromLoginCredentials } = await import('@aws-sdk/credential-provider-login');
      const clientConfig = clientOptions('Signin', region);
      try {
        return ok(await fromLoginCredentials({ profile: name, clientConfig, logger: QUIET })());
      } catch (error) {
        return err(loginProblem((error as Error).message));
      }
    },
  });
}

/** The SDK tells why by its words alone. */
function loginProblem(said: string): CallProblem {
  if (/^Failed to load token|^Token validation failed/.test(said)) {
    return credentialsProblem(
      'LoginTokenLoad',
      "Error loading login session token: there is no valid token in the cache. Please reauthenticate using 'aws login'.",
    );
  }
  if (/insufficient permissions/.test(said)) {
    return credentialsProblem(
      'LoginInsufficientPermissions',
      "Unable to create or refresh login credentials due to insufficient permissions. You may be missing permission for the 'signin:CreateOAuth2Token' action.",
    );
  }
  return credentialsProblem(
    'LoginRefreshRequired',
    "Your session has expired or credentials have changed. Please reauthenticate using 'aws login'.",
  );
}
