/** How long AWS counts a policy to be, and how long it may be. Source: facts 2.7 [QUOTA, OLIM, VPCE, BOTO]. */
export const QUOTAS = {
  /** All inline policies of a role together. */
  roleInlinePolicies: 10_240,
  managedPolicy: 6_144,
  /** Managed policies attached to a role: the default, adjustable to 25. */
  attachedPolicies: 20,
  policyVersions: 5,
  trustPolicy: 2_048,
  sessionPolicy: 2_048,
  serviceControlPolicy: 10_240,
  resourceControlPolicy: 5_120,
  vpcEndpointPolicy: 20_480,
  repositoryPolicy: 10_240,
} as const;

/** IAM counts characters without white space. */
export function policySize(text: string): number {
  return text.replace(/\s/g, '').length;
}
