import { err, ok, type Result } from '#basics/result.ts';
import type { Credentials } from './credentials.ts';

export interface ReadKeys {
  readonly version: unknown;
  /** The problem is the member that is missing. */
  readonly keys: Result<Credentials, string>;
}

/** Keys as programs, containers and instances give them, in JSON; null: it is no JSON object. */
export function readKeys(text: string): ReadKeys | null {
  const members = parsed(text);
  if (members === null) return null;
  const word = (name: string): string | undefined => {
    const value = members[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const accessKeyId = word('AccessKeyId');
  const secretAccessKey = word('SecretAccessKey');
  const sessionToken = word('SessionToken') ?? word('Token');
  const expiration = new Date(word('Expiration') ?? NaN);
  const version = members['Version'];
  if (accessKeyId === undefined) return { version, keys: err('AccessKeyId') };
  if (secretAccessKey === undefined) return { version, keys: err('SecretAccessKey') };
  return {
    version,
    keys: ok({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }),
    }),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
