/** What is asked of the engine and what it answers; the wire form is `rolemend simulate`. */

/** The kinds of policy, in the order AWS documents their evaluation. */
export const LAYERS = [
  'resourceControl',
  'serviceControl',
  'vpcEndpoint',
  'resource',
  'trust',
  'identity',
  'boundary',
  'session',
] as const;
export type Layer = (typeof LAYERS)[number];

export type Verdict = 'allowed' | 'explicitlyDenied' | 'implicitlyDenied' | 'unknown';
export type LayerVerdict = Verdict | 'absent';

/** `federated` is the ARN of an identity provider, whose word stands in for a signature when a role is taken. */
export type Principal =
  | string
  | { readonly service: string }
  | { readonly federated: string }
  | { readonly anonymous: true };

export interface AuthorizationRequest {
  /** An IAM ARN (user, role, assumed role, federated user, account root), a service, an identity provider, or nobody. */
  readonly principal: Principal;
  /** The role's own ARN, where an assumed-role ARN has lost the role's path. */
  readonly roleArn?: string;
  readonly action: string;
  /** An ARN or `*`. */
  readonly resource: string;
  /** Whose resource it is; default: the ARN's account, else the principal's. */
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Keys that may be there with any value, or not; a trailing `*` stands for any rest of the name. Each test of such a
   * key is open by itself: that two of them exclude each other is not seen, and the answer is then unknown as well.
   */
  readonly unknownKeys?: readonly string[];
}

/** A policy as it was found: its name and its document, parsed or still as text. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: unknown;
  /** AWS holds it, as text: each statement is judged by itself, whatever is odd in it or in another. */
  readonly stored?: true;
}

/** `"unreadable"`: something may apply and could not be read. Absent: nothing of the kind applies. */
export type PolicyList = readonly NamedPolicy[] | 'unreadable';

/** One level of the organisation: its root, an organisational unit, or the account. */
export interface OrganizationLevel {
  readonly target: string;
  readonly policies: PolicyList;
}

export interface ApplicablePolicies {
  readonly identity?: PolicyList;
  readonly boundary?: PolicyList;
  readonly session?: PolicyList;
  readonly resource?: PolicyList;
  readonly serviceControl?: readonly OrganizationLevel[] | 'unreadable';
  readonly resourceControl?: readonly OrganizationLevel[] | 'unreadable';
  readonly vpcEndpoint?: PolicyList;
}

/** A statement that decided, or the nearest miss of a layer that lacked an Allow. */
export interface Reason {
  readonly layer: Layer;
  readonly policy: string;
  /** Index of the statement within its policy, from 0. */
  readonly statement: number;
  readonly sid: string | null;
  readonly effect: 'allow' | 'deny';
  readonly matched: boolean;
  /** In words: why it matched, or the first thing in it that did not. */
  readonly because: string;
  /** Which part of the statement did not match; null when it matched. */
  readonly mismatch: 'action' | 'resource' | 'principal' | 'condition' | null;
  /** It matches or not by what is not known of the request. */
  readonly hangs?: true;
}

export interface Decision {
  readonly decision: Verdict;
  /** Every layer that has to change before the request can pass; empty when allowed. */
  readonly deniedBy: readonly Layer[];
  readonly layers: Readonly<Partial<Record<Layer, LayerVerdict>>>;
  readonly reasons: readonly Reason[];
  /** Layers or context keys whose absence keeps the answer from being known. */
  readonly missing: readonly string[];
}

/** An Allow that a layer would have to have and has not, whatever denies besides. */
export interface Lack {
  readonly layer: Layer;
  /** The level of the organisation that has none; null: of a layer without levels. */
  readonly target: string | null;
  /** What comes nearest to it; null: no Allow does, or the layer was not read. */
  readonly nearest: Reason | null;
}

/** A decision with what would still stop the request once every Deny were lifted. */
export interface WholeDecision extends Decision {
  readonly lacking: readonly Lack[];
}
