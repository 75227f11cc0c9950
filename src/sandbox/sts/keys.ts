/** Access keys handed out by AssumeRole and CreateAccessKey, and whose they are. */
import type { Caller } from '../caller.ts';

export interface IssuedKey {
  readonly secret: string;
  /** Null for a user's long-lived key. */
  readonly sessionToken: string | null;
  readonly expiresAt: Date | null;
  readonly caller: Caller;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}
