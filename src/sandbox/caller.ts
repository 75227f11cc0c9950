import type { Vpc } from './vpc/state.ts';

/** Who signed a call. */
export interface Caller {
  /** An administrator is exempt from enforcement in its own account; a service calls as itself; a web identity signs nothing. */
  readonly kind: 'administrator' | 'user' | 'assumed-role' | 'service' | 'web-identity';
  readonly account: string;
  /** The ARN as denials print it (for a role: the session's). */
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  /** Name of the user or role; null for an administrator or service. */
  readonly entity: string | null;
  /** Session policies passed to AssumeRole, as text. */
  readonly sessionPolicies: readonly string[];
  /** Context keys every request of the session carries, such as `codebuild:projectArn`. */
  readonly sessionContext: Readonly<Record<string, string | readonly string[]>>;
  /** Where its calls are made from, where that is a VPC. */
  readonly vpc?: Vpc;
  /** The service that uses the session, where one does, and as whom it starts builds. */
  readonly onBehalfOf?: { readonly service: string; readonly name: string };
}
