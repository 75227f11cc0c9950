/** Where a registry client finds its login: `docker login`, or the ECR credential helper. */
import { readRegistryHost } from '#evidence/image-address.ts';
import type { Invocation } from '../shell/shell.ts';
import { textOf } from '../shell/shell.ts';
import { type BuildHost, connectionOf, type Login } from './build-host.ts';
import { ecrLogin } from './ecr-token.ts';
import type { Registry } from './registry-call.ts';

export interface Target {
  readonly host: string;
  readonly name: string;
}

export async function registryOf(
  host: BuildHost,
  invocation: Invocation,
  { host: registryHost, name }: Target,
): Promise<Registry> {
  const { endpoint, signal } = host.connection;
  const known = host.logins.get(registryHost);
  const login =
    known ?? (usesHelper(invocation, registryHost) ? await helped(host, invocation, registryHost) : null);
  return { endpoint, signal, host: registryHost, name, login };
}

/** Whether the client's configuration file names the helper; kaniko has it built in. */
function usesHelper({ shell, name }: Invocation, registryHost: string): boolean {
  const kaniko = name.endsWith('executor');
  const folder =
    textOf(shell, 'DOCKER_CONFIG') ??
    (kaniko ? '/kaniko/.docker' : `${textOf(shell, 'HOME') ?? '/root'}/.docker`);
  const text = shell.machine.files.get(`${folder}/config.json`);
  if (text === undefined) return kaniko;
  try {
    const config = JSON.parse(text) as {
      credsStore?: string;
      credHelpers?: Readonly<Record<string, string>>;
    };
    return kaniko || config.credsStore === 'ecr-login' || config.credHelpers?.[registryHost] === 'ecr-login';
  } catch {
    return kaniko;
  }
}

/** amazon-ecr-credential-helper: a token for the registry's region, or no login at all. */
async function helped(host: BuildHost, invocation: Invocation, registryHost: string): Promise<Login | null> {
  const registry = readRegistryHost(registryHost);
  if (registry === null) return null;
  const answer = await ecrLogin(connectionOf(host, invocation, registry.region));
  return answer.ok ? answer.value : null;
}
