/** What a container's agent gives out. Source: AWS SDKs and Tools Reference Guide, feature-container-credentials; botocore 1.43. */
import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import type { CallProblem, Clock } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { type Environment, set } from '../settings.ts';
import { type Answered, fetchText } from './fetch-text.ts';
import { readKeys } from './read-keys.ts';
import { type Credentials, credentialsProblem, type Found, type Lookup } from './credentials.ts';

const AGENT = 'http://169.254.170.2';
const HOSTS: readonly string[] = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '[::1]'];
const TIMEOUT = 2_000;
const ATTEMPTS = 3;
const PAUSE = 1_000;

export function fromContainer({ settings: { env }, clock }: Pick<Lookup, 'settings' | 'clock'>): Found {
  const relative = set(env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']);
  const address =
    relative === undefined ? set(env['AWS_CONTAINER_CREDENTIALS_FULL_URI']) : `${AGENT}${relative}`;
  if (address === undefined) return ok(null);
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !mayBeAsked(url)) return err(failed(unsupported(url?.hostname ?? address)));
  return ok({ from: 'the container', get: () => credentialsAt(url, env, clock) });
}

const failed = (why: string): CallProblem =>
  credentialsProblem('CredentialRetrieval', `Error when retrieving credentials from container-role: ${why}`);

const unsupported = (host: string): string =>
  `Unsupported host '${host.slice(0, 200)}'. Can only retrieve metadata from a loopback address or one of these hosts: ${HOSTS.join(', ')}`;

/** The answer holds keys, and the request may hold a token: without TLS neither leaves the machine. */
const mayBeAsked = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' ||
  (protocol === 'http:' && (HOSTS.includes(hostname) || (isIPv4(hostname) && hostname.startsWith('127.'))));

async function credentialsAt(
  url: URL,
  env: Environment,
  clock: Clock,
): Promise<Result<Credentials, CallProblem>> {
  const token = await tokenIn(env);
  if (!token.ok) return token;
  const headers = {
    accept: 'application/json',
    ...(token.value === undefined ? {} : { authorization: token.value }),
  };
  const answer = await askPatiently(() => fetchText(url, { headers, timeout: TIMEOUT }), clock);
  if (answer.kind === 'unreachable') return err(failed(`no answer from ${url.host} (${answer.code})`));
  // Its words are not shown: an agent that fails half-way may have written keys.
  if (answer.status !== 200)
    return err(failed(`Received non 200 response ${answer.status} from container metadata`));
  const read = readKeys(answer.text);
  if (read === null) return err(failed('Unable to parse JSON returned from container metadata services'));
  return read.keys.ok ? read.keys : err(failed(`the answer of ${url.host} has no ${read.keys.error}`));
}

async function askPatiently(ask: () => Promise<Answered>, clock: Clock): Promise<Answered> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    const mayPass = answer.kind === 'unreachable' || answer.status >= 500;
    if (!mayPass || attempt === ATTEMPTS) return answer;
    await clock.sleep(PAUSE);
  }
}

async function tokenIn(env: Environment): Promise<Result<string | undefined, CallProblem>> {
  const file = set(env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']);
  const token =
    file === undefined
      ? set(env['AWS_CONTAINER_AUTHORIZATION_TOKEN'])
      : await readFile(file, 'utf8').then(set, () => null);
  if (token === null) return err(failed(`the token file ${file} cannot be read`));
  return token !== undefined && /[\r\n]/.test(token)
    ? err(failed('Auth token value is not a legal header value'))
    : ok(token);
}
