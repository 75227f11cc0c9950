/**
 * What one profile says of credentials, in the AWS CLI's order. Comes in: the profile's name. Goes out: the source it
 * names, null where it names none, or what is wrong with it. Never: another profile than those it names itself.
 * Source: botocore 1.43, ProfileProviderBuilder and AssumeRoleProvider.
 */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { type Profile, set } from '../settings.ts';
import { assumeRole } from './assumed-role.ts';
import { credentialsProblem, type Found, type Lookup, type Source } from './credentials.ts';
import { fromContainer } from './from-container.ts';
import { fromEnvironment } from './from-environment.ts';
import { instanceCredentials } from './from-instance.ts';
import { fromLogin } from './from-login.ts';
import { fromProcess } from './from-process.ts';
import { fromSingleSignOn } from './from-single-sign-on.ts';
import { fromWebIdentity } from './from-web-identity.ts';
import { staticKeys } from './static-keys.ts';

/** `useEnvironment`: the web identity of the environment goes before what the profile says. */
export function fromProfile(name: string, useEnvironment: boolean, lookup: Lookup): Found {
  return takesRole(profileOf(name, lookup))
    ? fromRole([name], lookup)
    : fromKeys(name, useEnvironment, lookup);
}

const profileOf = (name: string, { settings }: Lookup): Profile =>
  Object.hasOwn(settings.profiles, name) ? (settings.profiles[name] ?? {}) : {};

const takesRole = (profile: Profile): boolean =>
  set(profile['role_arn']) !== undefined && set(profile['web_identity_token_file']) === undefined;

const hasKeys = (profile: Profile): boolean =>
  set(profile['aws_access_key_id']) !== undefined || set(profile['aws_secret_access_key']) !== undefined;

/** All that a profile can name but a role to take from another. */
function fromKeys(name: string, useEnvironment: boolean, lookup: Lookup): Found {
  const profile = profileOf(name, lookup);
  const from = `profile \`${name}\``;
  const inCredentials = lookup.settings.credentialsFile[name] ?? {};
  const inOrder: readonly (() => Found)[] = [
    () => fromWebIdentity({ profile, from, useEnvironment }, lookup),
    () => fromSingleSignOn({ name, profile, from }, lookup),
    () => staticKeys(inCredentials, { file: 'shared-credentials-file', from }),
    () => fromLogin({ name, profile, from }, lookup),
    () => fromProcess(set(profile['credential_process']), from),
    () => staticKeys(profile, { file: 'config-file', from }),
  ];
  return firstOf(inOrder);
}

/** The first that is configured, or is configured wrongly. */
export function firstOf(sources: readonly (() => Found)[]): Found {
  for (const look of sources) {
    const found = look();
    if (!found.ok || found.value !== null) return found;
  }
  return ok(null);
}

/** A role taken from another profile or a named source; `visited` are the profiles on the way to it, it last. */
function fromRole(visited: readonly string[], lookup: Lookup): Found {
  const name = visited.at(-1) ?? '';
  const profile = profileOf(name, lookup);
  const source = sourceOf(visited, lookup);
  if (!source.ok) return source;
  return ok({
    from: `profile \`${name}\``,
    get: async () => {
      const keys = await source.value.get();
      if (!keys.ok) return keys;
      const code = await codeFor(profile, lookup);
      if (!code.ok) return code;
      const seconds = Number(set(profile['duration_seconds']));
      return assumeRole(
        {
          RoleArn: profile['role_arn'] ?? '',
          RoleSessionName: set(profile['role_session_name']),
          ExternalId: set(profile['external_id']),
          DurationSeconds: Number.isInteger(seconds) ? seconds : undefined,
          ...code.value,
        },
        keys.value,
        lookup,
      );
    },
  });
}

const invalid = (message: string): Result<never, CallProblem> =>
  err(credentialsProblem('InvalidConfig', message));

function sourceOf(visited: readonly string[], lookup: Lookup): Result<Source, CallProblem> {
  const name = visited.at(-1) ?? '';
  const profile = profileOf(name, lookup);
  const kind = set(profile['credential_source']);
  const next = set(profile['source_profile']);
  if (kind !== undefined && next !== undefined) {
    return invalid(`The profile "${name}" contains both source_profile and credential_source.`);
  }
  if (kind !== undefined) return namedSource(kind, name, lookup);
  if (next === undefined) {
    return err(
      credentialsProblem(
        'PartialCredentials',
        'Partial credentials found in assume-role, missing: source_profile or credential_source',
      ),
    );
  }
  return sourceProfile(next, visited, lookup);
}

function sourceProfile(
  next: string,
  visited: readonly string[],
  lookup: Lookup,
): Result<Source, CallProblem> {
  const name = visited.at(-1) ?? '';
  if (!Object.hasOwn(lookup.settings.profiles, next)) {
    return invalid(`The source_profile "${next}" referenced in the profile "${name}" does not exist.`);
  }
  const profile = profileOf(next, lookup);
  // A profile may hold both the role and the keys to take it with.
  if (visited.includes(next) && !(next === name && hasKeys(profile))) {
    return invalid(
      `Infinite loop in credential configuration detected. Attempting to load from profile ${next} which has already been visited. Visited profiles: ${visited.join(', ')}`,
    );
  }
  const found =
    takesRole(profile) && !hasKeys(profile)
      ? fromRole([...visited, next], lookup)
      : fromKeys(next, false, lookup);
  if (!found.ok) return found;
  return found.value === null
    ? invalid(`The source profile "${next}" must have credentials.`)
    : ok(found.value);
}

function namedSource(kind: string, name: string, lookup: Lookup): Result<Source, CallProblem> {
  const none = credentialsProblem(
    'CredentialRetrieval',
    `Error when retrieving credentials from ${kind}: No credentials found in credential_source referenced in profile ${name}`,
  );
  switch (kind) {
    case 'Environment':
    case 'EcsContainer': {
      const found = kind === 'Environment' ? fromEnvironment(lookup) : fromContainer(lookup);
      if (!found.ok) return found;
      return found.value === null ? err(none) : ok(found.value);
    }
    case 'Ec2InstanceMetadata':
      return ok({
        from: 'the instance',
        get: async () => {
          const keys = await instanceCredentials(lookup);
          return keys === null ? err(none) : ok(keys);
        },
      });
    default:
      return invalid(`The credential source "${kind}" referenced in profile "${name}" is not valid.`);
  }
}

/** The code of the device that the profile names, asked of the person at the terminal. */
async function codeFor(
  profile: Profile,
  { askCode }: Lookup,
): Promise<Result<{ readonly SerialNumber?: string; readonly TokenCode?: string }, CallProblem>> {
  const device = set(profile['mfa_serial']);
  if (device === undefined) return ok({});
  const code = (await askCode?.(device)) ?? null;
  return code === null
    ? err(
        credentialsProblem(
          'MFARequired',
          `the code of the MFA device ${device} is needed, and was not given`,
        ),
      )
    : ok({ SerialNumber: device, TokenCode: code });
}
