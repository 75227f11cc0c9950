/**
 * Logins that are kept on the machine: a client of a registry goes on with the one it has, whatever the variables say by then.
 * Source: Amazon ECR User Guide, registry_auth: a token has the permissions of whoever asked for it; containers-auth.json(5); Helm's
 * documentation on registries.
 */
import { readRegistryHost } from '../../image-address.ts';
import type { Invocation } from '../invocation.ts';
import { concat, knownText, type ShellText } from '../text.ts';
import type { LoginStore, ToolMemory } from './memory.ts';
import type { Reading } from './reading.ts';

const STORES: ReadonlyMap<string, LoginStore> = new Map([
  ['podman', 'containers'],
  ['buildah', 'containers'],
  ['skopeo', 'containers'],
  ['helm', 'helm'],
]);

const storeOf = ({ name }: Pick<Invocation, 'name'>): LoginStore => STORES.get(name) ?? 'docker';

/** `docker login … HOST`: the login is of whoever asked for its password, or for a token last. */
export function rememberLogin(
  operands: readonly ShellText[],
  invocation: Invocation,
  memory: ToolMemory,
): void {
  const host = operands
    .map((operand) => readRegistryHost(knownText(operand) ?? ''))
    .find((found) => found !== null);
  const secret = concat([...invocation.args, ...(invocation.stdin === null ? [] : [invocation.stdin])]);
  if (host) memory.loggedIn(host, storeOf(invocation), secret);
}

/** A push or pull with the login that its registry has. */
export function withLogin(reading: Reading, invocation: Invocation, memory: ToolMemory): Reading {
  if (reading.kind !== 'use') return reading;
  const { use } = reading;
  const isImage = use.kind === 'image-push' || use.kind === 'image-pull';
  const login = isImage ? memory.loginTo(use.repository, storeOf(invocation)) : null;
  return login === null ? reading : { ...reading, login };
}
