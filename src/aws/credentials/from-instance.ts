/**
 * The role of the EC2 instance, from its metadata service. Source: AWS SDKs and Tools Reference Guide,
 * feature-imds-credentials; botocore 1.43, InstanceMetadataFetcher. Never: a problem; elsewhere nobody answers.
 */
import type { Lookup } from './credentials.ts';
import type { Credentials } from './credentials.ts';
import { isTrue, setting, type Settings } from '../settings.ts';
import { type Answered, fetchText } from './fetch-text.ts';
import { readKeys } from './read-keys.ts';

const ROLES = '/latest/meta-data/iam/security-credentials/';
const TOKEN = '/latest/api/token';
/** In seconds: as long as it can be. */
const TOKEN_LIFE = '21600';
const IPV4 = 'http://169.254.169.254';
const IPV6 = 'http://[fd00:ec2::254]';

/** Null where there is no instance, or it has no role. */
export async function instanceCredentials({
  settings,
}: Pick<Lookup, 'settings'>): Promise<Credentials | null> {
  if (isTrue(settings.env['AWS_EC2_METADATA_DISABLED'])) return null;
  const base = addressOf(settings);
  if (base === null) return null;
  const seconds = Number(setting(settings, 'AWS_METADATA_SERVICE_TIMEOUT', 'metadata_service_timeout') ?? 1);
  const timeout = (seconds > 0 ? seconds : 1) * 1_000;
  const ask = (
    path: string,
    asked: { readonly method?: 'PUT'; readonly headers: Readonly<Record<string, string>> },
  ) => fetchText(new URL(path, base), { ...asked, timeout });
  const token = await ask(TOKEN, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_LIFE },
  });
  const headers = headersWith(token, settings);
  if (headers === null) return null;
  const role = textOf(await ask(ROLES, { headers }))?.trim();
  if (role === undefined || role === '') return null;
  const text = textOf(await ask(`${ROLES}${encodeURIComponent(role)}`, { headers }));
  const read = text === null ? null : readKeys(text);
  return read?.keys.ok === true ? read.keys.value : null;
}

/** The first version asks for no token; a hop limit lets the token's answer get lost where the rest comes through. */
function headersWith(token: Answered, settings: Settings): Readonly<Record<string, string>> | null {
  if (token.kind === 'answered' && token.status === 200)
    return { 'x-aws-ec2-metadata-token': token.text.trim() };
  const mayBeFirst =
    token.kind === 'answered' ? [403, 404, 405].includes(token.status) : token.code === 'timeout';
  const noFirst = isTrue(setting(settings, 'AWS_EC2_METADATA_V1_DISABLED', 'ec2_metadata_v1_disabled'));
  return mayBeFirst && !noFirst ? {} : null;
}

const textOf = (answer: Answered): string | null =>
  answer.kind === 'answered' && answer.status === 200 ? answer.text : null;

function addressOf(settings: Settings): URL | null {
  const mode = setting(
    settings,
    'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
    'ec2_metadata_service_endpoint_mode',
  );
  const base =
    setting(settings, 'AWS_EC2_METADATA_SERVICE_ENDPOINT', 'ec2_metadata_service_endpoint') ??
    (mode?.toLowerCase() === 'ipv6' ? IPV6 : IPV4);
  return URL.canParse(base) ? new URL(base) : null;
}
