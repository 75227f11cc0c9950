/**
 * What the environment and the profile set, as the AWS CLI reads them. Comes in: the profile that an option names,
 * the environment, the two shared files. Goes out: the settings, or in the AWS CLI's words why they cannot be used.
 * Never: another profile than the one named. Source: AWS CLI User Guide, cli-configure-envvars and -files; botocore 1.43.
 */
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';

export type Profile = Readonly<Record<string, string | undefined>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly env: Environment;
  readonly profileName: string;
  /** Whether an option named it: then keys in the environment are not looked at. */
  readonly byOption: boolean;
  /** Whether anything named it, or it is `default` for want of a name. */
  readonly isNamed: boolean;
  readonly profile: Profile;
  /** Every profile, with what both files say of it. */
  readonly profiles: Readonly<Record<string, Profile>>;
  /** The credentials file alone: its keys go before some of what the other file names. */
  readonly credentialsFile: Readonly<Record<string, Profile>>;
  /** By name; `sso-session` and `services` are sections of their own. */
  readonly section: (kind: 'sso-session' | 'services', name: string) => Profile | undefined;
}

export async function readSettings(option: string | undefined): Promise<Result<Settings, CallProblem>> {
  const { env } = process;
  const unreadable = await faultyFile(env);
  if (unreadable !== null) return err(unreadable);
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const profiles = merged(configFile, credentialsFile);
  const named = option ?? set(env['AWS_PROFILE']) ?? set(env['AWS_DEFAULT_PROFILE']);
  const profileName = named ?? 'default';
  const profile = Object.hasOwn(profiles, profileName) ? profiles[profileName] : undefined;
  if (profile === undefined && named !== undefined) {
    return err({
      ...settingsProblem('ProfileNotFound', `The config profile (${profileName}) could not be found`),
      kind: 'credentials',
    });
  }
  return ok({
    env,
    profileName,
    byOption: option !== undefined,
    isNamed: named !== undefined,
    profile: profile ?? {},
    profiles,
    credentialsFile,
    section: (kind, name) => configFile[`${kind}.${name}`],
  });
}

/** Sections of the configuration file that are no profiles; the SDK gives them as `KIND.NAME`. */
const NO_PROFILE = /^(?:sso-session|services)\./;

/** The profiles that there are; none where one of the files cannot be used. */
export async function profileNames(): Promise<readonly string[]> {
  if ((await faultyFile(process.env)) !== null) return [];
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const names = Object.keys(merged(configFile, credentialsFile));
  return names.filter((name) => !NO_PROFILE.test(name));
}

/** A value that is set: an empty one is none. */
export function set(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** A flag as the AWS CLI has it: `true` in any letter case. */
export const isTrue = (value: string | undefined): boolean => value?.trim().toLowerCase() === 'true';

/** The environment goes before the profile. */
export function setting({ env, profile }: Settings, variable: string, key: string): string | undefined {
  return set(env[variable]) ?? set(profile[key]);
}

export const settingsProblem = (code: string, message: string): CallProblem => ({
  kind: 'settings',
  code,
  message,
  call: 'settings',
  action: null,
  resource: null,
});

type Sections = Readonly<Record<string, Profile>>;

function merged(configFile: Sections, credentialsFile: Sections): Record<string, Profile> {
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return Object.fromEntries(
    [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]),
  );
}

/** The SDK takes a file that it cannot read or follow for one that is not there, and goes on to other credentials. */
async function faultyFile(env: Environment): Promise<CallProblem | null> {
  const home = set(env['HOME']) ?? set(env['USERPROFILE']) ?? homedir();
  const files = [
    set(env['AWS_CONFIG_FILE']) ?? join(home, '.aws', 'config'),
    set(env['AWS_SHARED_CREDENTIALS_FILE']) ?? join(home, '.aws', 'credentials'),
  ];
  for (const file of files) {
    const why = await faultOf(file.replace(/^~(?=\/)/, home));
    if (why !== null)
      return settingsProblem('FaultyFile', `Unable to ${why.verb} config file: ${file} (${why.what})`);
  }
  return null;
}

interface Fault {
  readonly verb: 'read' | 'parse';
  readonly what: string;
}

/** No larger than a file that a person keeps. */
const SIZE_BOUND = 16 << 20;

async function faultOf(file: string): Promise<Fault | null> {
  try {
    const { size } = await stat(file);
    if (size > SIZE_BOUND) return { verb: 'read', what: 'it is too large' };
    const bytes = await readFile(file);
    if (!isUtf8(bytes)) return { verb: 'parse', what: 'it is not text in UTF-8' };
    const line = oddLine(bytes.toString('utf8'));
    return line === null
      ? null
      : { verb: 'parse', what: `line ${line}: expected \`[SECTION]\`, \`KEY = VALUE\` or a comment` };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? null
      : { verb: 'read', what: code === 'EISDIR' ? 'it is a folder' : code };
  }
}

/**
 * The first line that the AWS CLI would not read either: no section, no setting of one and no continuation of a setting.
 * Source: Python's configparser, which botocore 1.43 reads both files with.
 */
function oddLine(text: string): number | null {
  let place: 'file' | 'section' | 'setting' = 'file';
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const isOfSetting = place === 'setting' && /^\s/.test(line);
    if (isOfSetting || /^\s*(?:[#;]|$)/.test(line)) continue;
    if (/^\s*\[.+\]/.test(line)) place = 'section';
    else if (place !== 'file' && /^\s*[^\s=:][^=:]*[=:]/.test(line)) place = 'setting';
    else return index + 1;
  }
  return null;
}
