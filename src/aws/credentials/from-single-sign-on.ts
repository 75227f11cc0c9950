/** IAM Identity Center: the token that `aws sso login` left behind, for a role of an account. Source: botocore 1.43, SSOProvider. */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { callProblem } from '../call-problem.ts';
import { type Profile, set } from '../settings.ts';
import { type Credentials, credentialsProblem, type Found, type Lookup } from './credentials.ts';
import { refusalOf } from './refusal.ts';

const EXPIRED =
  'The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.';

export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
  readonly from: string;
}

interface SignOn {
  readonly profileName: string;
  /** Null for a profile of the older form, which names the portal itself. */
  readonly session: string | null;
  readonly startUrl: string;
  readonly region: string;
  readonly account: string;
  readonly role: string;
}

export function fromSingleSignOn({ name, profile, from }: NamedProfile, lookup: Lookup): Found {
  if (set(profile['sso_role_name']) === undefined && set(profile['sso_account_id']) === undefined)
    return ok(null);
  const read = readSignOn(name, profile, lookup);
  if (!read.ok) return err(credentialsProblem('InvalidConfig', read.error));
  return ok({ from, get: () => roleCredentials(read.value, lookup) });
}

function readSignOn(profileName: string, profile: Profile, { settings }: Lookup): Result<SignOn, string> {
  const session = set(profile['sso_session']);
  const section = session === undefined ? {} : settings.section('sso-session', session);
  if (section === undefined) return err(`The specified sso-session does not exist: "${session}"`);
  const differing = Object.entries(section).find(([key, value]) => (profile[key] ?? value) !== value);
  if (differing !== undefined) {
    const [key, value] = differing;
    return err(
      `The value for ${key} is inconsistent between profile (${profile[key]}) and sso-session (${value}).`,
    );
  }
  const [startUrl, region, account, role] = SIGN_ON_KEYS.map((key) => set(profile[key] ?? section[key]));
  if (startUrl === undefined || region === undefined || account === undefined || role === undefined) {
    const missing = SIGN_ON_KEYS.filter((key) => set(profile[key] ?? section[key]) === undefined);
    return err(
      `The profile "${profileName}" is configured to use SSO but is missing required configuration: ${missing.join(', ')}`,
    );
  }
  return ok({ profileName, session: session ?? null, startUrl, region, account, role });
}

const SIGN_ON_KEYS = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'] as const;

async function roleCredentials(signOn: SignOn, lookup: Lookup): Promise<Result<Credentials, CallProblem>> {
  const token = await tokenOf(signOn, lookup);
  if (!token.ok) return token;
  const { GetRoleCredentialsCommand, SSOClient } = await import('@aws-sdk/nested-clients/sso');
  const client = new SSOClient(lookup.clientOptions('SSO', signOn.region));
  const { account: accountId, role: roleName } = signOn;
  try {
    const asked = new GetRoleCredentialsCommand({ accountId, roleName, accessToken: token.value });
    const { accessKeyId, secretAccessKey, sessionToken, expiration } =
      (await client.send(asked)).roleCredentials ?? {};
    if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
      return err(credentialsProblem('InvalidAnswer', 'the SSO portal gave no credentials'));
    }
    const expires = expiration === undefined ? {} : { expiration: new Date(expiration) };
    return ok({ accessKeyId, secretAccessKey, sessionToken, ...expires });
  } catch (error) {
    const isToken = (error as Error).name === 'UnauthorizedException';
    return err(
      isToken
        ? credentialsProblem('UnauthorizedSSOToken', EXPIRED)
        : await refusalOf(error, 'sso', 'GetRoleCredentials'),
    );
  }
}

/** A session's token is renewed where it can be; one of the older form lasts until it expires. */
async function tokenOf(signOn: SignOn, lookup: Lookup): Promise<Result<string, CallProblem>> {
  const { getSSOTokenFromFile } = await import('@smithy/core/config');
  const key = signOn.session ?? signOn.startUrl;
  const cached = await getSSOTokenFromFile(key).catch(() => null);
  if (cached === null) {
    return err(
      credentialsProblem('SSOTokenLoad', `Error loading SSO Token: Token for ${key} does not exist`),
    );
  }
  if (signOn.session !== null) return renewedToken(signOn, lookup);
  const expires = new Date(cached.expiresAt).getTime();
  return expires > lookup.clock.now().getTime()
    ? ok(cached.accessToken)
    : err(credentialsProblem('UnauthorizedSSOToken', EXPIRED));
}

async function renewedToken(
  { profileName, region }: SignOn,
  lookup: Lookup,
): Promise<Result<string, CallProblem>> {
  const { fromSso } = await import('@aws-sdk/token-providers');
  const clientConfig = lookup.clientOptions('SSO OIDC', region);
  try {
    return ok((await fromSso({ profile: profileName, clientConfig, logger: QUIET })()).token);
  } catch (error) {
    const { kind } = await callProblem(
      error,
      { service: 'sso-oidc', operation: 'CreateToken', input: {}, region },
      null,
    );
    return err(
      kind === 'unreachable'
        ? await refusalOf(error, 'sso-oidc', 'CreateToken')
        : credentialsProblem(
            'TokenRetrieval',
            'Error when retrieving token from sso: Token has expired and refresh failed',
          ),
    );
  }
}

const quiet = (): void => undefined;
/** The SDK's own words are for its developers. */
export const QUIET = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
