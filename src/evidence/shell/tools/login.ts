/**
 * Logins that are kept on the machine: a client of a registry goes on with the one it has, whatever the variables say by then.
 * Source: Amazon ECR User Guide, registry_auth: a token has the permissions of whoever asked for it.
 */
import { readRegistryHost } from '../../image-address.ts';
import { knownText, type ShellText } from '../text.ts';
import type { ToolMemory } from './memory.ts';
import type { Reading } from './reading.ts';

/** `docker login … HOST`: the token asked for last is kept for the host. */
export function rememberLogin(operands: readonly ShellText[], memory: ToolMemory): void {
  const host = operands
    .map((operand) => readRegistryHost(knownText(operand) ?? ''))
    .find((found) => found !== null);
  if (host) memory.loggedIn(host);
}

/** A push or pull with the login that its registry has. */
export function withLogin(reading: Reading, memory: ToolMemory): Reading {
  if (reading.kind !== 'use') return reading;
  const { use } = reading;
  const login =
    use.kind === 'image-push' || use.kind === 'image-pull' ? memory.loginTo(use.repository) : null;
  return login === null ? reading : { ...reading, login };
}
