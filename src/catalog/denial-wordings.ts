/**
 * How AWS words the reason of a denial: the noun of each kind of policy.
 * Source: IAM User Guide, "Troubleshoot access denied error messages", and its earlier versions; read 2026-11.
 */
import type { Layer } from '#iam/decision.ts';

export interface PolicyNoun {
  /** As printed; upper and lower case differ between versions. */
  readonly noun: string;
  readonly layer: Layer;
}

/**
 * After `with an explicit deny in a|an|the`. The longer noun comes first where one begins with another:
 * a deny that reaches through an endpoint policy is to be looked for in the service control policy.
 */
export const DENYING_POLICIES: readonly PolicyNoun[] = [
  { noun: 'vpc endpoint policy transitively through a service control policy', layer: 'serviceControl' },
  { noun: 'identity-based policy', layer: 'identity' },
  { noun: 'resource-based policy', layer: 'resource' },
  { noun: 'service control policy', layer: 'serviceControl' },
  { noun: 'resource control policy', layer: 'resourceControl' },
  { noun: 'permissions boundary', layer: 'boundary' },
  { noun: 'permission boundary', layer: 'boundary' },
  { noun: 'session policy', layer: 'session' },
  { noun: 'sessions policy', layer: 'session' },
  { noun: 'vpc endpoint policy', layer: 'vpcEndpoint' },
  { noun: 'role trust policy', layer: 'trust' },
];

/** What opens the reason of an explicit deny; the second is the old form of service control policies. */
export const EXPLICIT_DENY_OPENINGS: readonly string[] = ['with an explicit deny', 'due to an explicit deny'];

/** What stands before the noun of a policy that lacks an Allow; "the" is a slip of an older documentation page, "no" a quotation. */
export const NO_ALLOW_OPENINGS: readonly string[] = ['because no', 'because the', 'no'];

/** What stands between the noun and the action; the longer one first. */
export const NO_ALLOW_VERBS: readonly string[] = ['allows for the', 'allows the'];

/** Where the reason breaks off; after "because the" it would say the contrary. */
export const CUT_OPENINGS: readonly string[] = ['because no', 'no'];
export const CUT_VERB = 'allows';

/** Where a bucket, or its account, blocks public access; no policy does. Source: Amazon S3 User Guide, "Troubleshoot access denied errors". */
export const PUBLIC_ACCESS_REASONS: readonly string[] = [
  'because public access control lists (acls) are blocked by the',
  'because public access control lists (acls) are prevented by the',
  'because public policies are blocked by the',
  'because public policies are prevented by the',
  'because public access is blocked by the',
];

/** Reasons that are whole sentences of their own and name no single layer. Source: AWS KMS, observed messages. */
export const LAYERLESS_REASONS: readonly string[] = [
  'because the resource does not exist in this region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
];
