/** What else a reader is asked to read, seen from what it has read. */
import type { RepositoryAddress } from './resources.ts';

/** What a build's settings, commands and log point at. */
export interface Wanted {
  readonly repositories: readonly RepositoryAddress[];
  /** ARNs of buckets, secrets, keys and roles whose policies bear on the build. */
  readonly resources: readonly string[];
  /** ARNs of what the build uses, whose tags a policy may ask for. */
  readonly tagged: readonly string[];
  /** ARNs of managed policies that commands hand over with a role they take. */
  readonly sessionPolicies: readonly string[];
  /** Encoded authorization messages for STS to decode. */
  readonly encodedMessages: readonly string[];
  /** Denials whose details AWS keeps for a day. */
  readonly authorizations: readonly AuthorizationAddress[];
  /** Secrets whose keys bear on the build, by name or ARN. */
  readonly secrets: readonly string[];
  /** ARNs of the aliases by which a command names a key. */
  readonly keyAliases: readonly string[];
  /** Parameters whose keys bear on the build, by name. */
  readonly parameters: readonly string[];
}

/** A denial by the ID its message ends with, and the region that keeps it. */
export interface AuthorizationAddress {
  readonly id: string;
  readonly region: string;
}
