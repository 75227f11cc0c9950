/**
 * Who signs the calls of a command: the project's role, or whom the variables, a profile or a login name in its place. Comes in: an
 * invocation, and what earlier commands left behind. Goes out: the signer, and the roles that a client assumes to become it. Never: the
 * project's role where somebody else's credentials may be in force. The order is botocore's: `--profile`, keys in variables, the profile.
 */
import type { RequestContext } from '../../evidence.ts';
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownText, type ShellText, whyUnknown } from '../text.ts';
import type { ToolMemory } from './memory.ts';
import { splitOption } from './options.ts';
import { type Profile, readProfile } from './profiles.ts';
import { asRole, otherSigner, PROJECT_ROLE, type Signer } from './signer.ts';

/** An empty variable says no more than one that is not there. */
function isSet(variable: ShellText | null): variable is ShellText {
  return variable !== null && knownText(variable) !== '';
}

/** Tools that take the profile as an option. */
const PROFILE_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['aws', '--profile'],
  ['cdk', '--profile'],
  ['sam', '--profile'],
  ['serverless', '--aws-profile'],
  ['sls', '--aws-profile'],
]);

export function signerOf(
  invocation: Invocation,
  memory: ToolMemory,
  chosen: ShellText | null = profileOption(invocation),
): Signer {
  if (chosen !== null) return ofProfile(chosen, { invocation, memory, by: '', tried: [] });
  const { variable } = invocation;
  const keys = ofKeys(invocation, memory);
  if (keys !== null) return keys;
  const by = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((name) => isSet(variable(name)));
  const named = by === undefined ? null : variable(by);
  const looking = { invocation, memory, by: ` that \`${by ?? ''}\` names`, tried: [] };
  const signer = named === null ? ofDefault(looking) : ofProfile(named, looking);
  const isToken = isSet(variable('AWS_WEB_IDENTITY_TOKEN_FILE'));
  return isToken && signer.kind === 'project-role' ? givenBy('AWS_WEB_IDENTITY_TOKEN_FILE') : signer;
}

const givenBy = (name: string): Signer => otherSigner(`with the credentials that \`${name}\` gives`);

function profileOption({ name, args }: Invocation): ShellText | null {
  const option = PROFILE_OPTIONS.get(name);
  if (option === undefined) return null;
  const at = args.findLastIndex((arg) => splitOption(arg)?.name === option);
  return at < 0 ? null : (splitOption(args[at] ?? EMPTY)?.value ?? args[at + 1] ?? null);
}

function ofKeys({ variable }: Invocation, memory: ToolMemory): Signer | null {
  const key = variable('AWS_ACCESS_KEY_ID');
  return isSet(key) ? (memory.speakerOf(key) ?? givenBy('AWS_ACCESS_KEY_ID')) : null;
}

interface Looking {
  readonly invocation: Invocation;
  readonly memory: ToolMemory;
  /** What names the profile, in words. */
  readonly by: string;
  /** Profiles that have led here. */
  readonly tried: readonly string[];
}

function ofDefault(looking: Looking): Signer {
  const profile = readProfile('default', looking.invocation);
  if (profile === 'unknown') return otherSigner('with the credentials of AWS files whose text is not known');
  return profile === null ? PROJECT_ROLE : ofSettings('default', profile, looking);
}

function ofProfile(named: ShellText, looking: Looking): Signer {
  const name = knownText(named);
  if (name === null)
    return otherSigner(
      `with the credentials of a profile${looking.by} whose name is not known: ${whyUnknown(named) ?? ''}`,
    );
  if (name === 'default') return ofDefault(looking);
  const profile = readProfile(name, looking.invocation);
  if (profile === 'unknown' || profile === null)
    return otherSigner(
      `with the credentials of the profile \`${name}\`${looking.by}, which no command that was read writes`,
    );
  return ofSettings(name, profile, looking);
}

const MAX_CHAIN = 8;

function ofSettings(name: string, profile: Profile, looking: Looking): Signer {
  const key = profile.get('aws_access_key_id') ?? null;
  const role = profile.get('role_arn');
  if (role !== undefined && looking.tried.length < MAX_CHAIN) {
    const source = sourceOf(name, profile, looking);
    const assumed = { role, context: contextOf(profile) };
    const assumes = source.kind === 'project-role' ? [assumed] : source.assumes;
    return otherSigner(asRole(role), assumes);
  }
  if (isSet(key))
    return looking.memory.speakerOf(key) ?? otherSigner(`with the keys of the profile \`${name}\``);
  const other = [...profile.keys()].find((setting) =>
    /^(sso_|credential_process|web_identity)/.test(setting),
  );
  return other === undefined
    ? PROJECT_ROLE
    : otherSigner(`with what \`${other}\` of the profile \`${name}\` gives`);
}

/** Who assumes the role of a profile. */
function sourceOf(name: string, profile: Profile, looking: Looking): Signer {
  const { invocation, memory, tried } = looking;
  const source = profile.get('source_profile');
  if (source === undefined) {
    const from = knownText(profile.get('credential_source') ?? EMPTY);
    if (from === 'EcsContainer') return PROJECT_ROLE;
    return (from === 'Environment' ? ofKeys(invocation, memory) : null) ?? otherSigner('as somebody else');
  }
  const own = profile.get('aws_access_key_id') ?? null;
  if (knownText(source) === name) {
    return (isSet(own) ? memory.speakerOf(own) : null) ?? otherSigner('as somebody else');
  }
  const signer = ofProfile(source, { ...looking, by: '', tried: [...tried, name] });
  // A source profile has to hold credentials: a client goes no further for it.
  return signer.kind === 'project-role' ? otherSigner('as somebody else') : signer;
}

function contextOf(profile: Profile): RequestContext {
  const keys = [
    ['external_id', 'sts:ExternalId'],
    ['role_session_name', 'sts:RoleSessionName'],
  ] as const;
  return Object.fromEntries(
    keys.flatMap(([setting, key]): readonly (readonly [string, string | readonly string[]])[] => {
      const value = profile.get(setting);
      const known = value === undefined ? null : knownText(value);
      if (known !== null) return [[key, known]];
      return value === undefined && setting === 'external_id' ? [[key, []]] : [];
    }),
  );
}
