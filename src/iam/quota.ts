import type { PolicyKind } from './policy.ts';

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

export interface PolicySize {
  /** As AWS counts a policy of this kind. */
  readonly characters: number;
  readonly quota: number;
  readonly countsWhiteSpace: boolean;
}

/** White space is counted in policies of organisations, endpoints and repositories. Source: facts 2.7 [OLIM, VPCE, BOTO]. */
const SIZES: Readonly<Record<PolicyKind, Omit<PolicySize, 'characters'>>> = {
  identity: { quota: QUOTAS.managedPolicy, countsWhiteSpace: false },
  session: { quota: QUOTAS.sessionPolicy, countsWhiteSpace: false },
  trust: { quota: QUOTAS.trustPolicy, countsWhiteSpace: false },
  resource: { quota: QUOTAS.repositoryPolicy, countsWhiteSpace: true },
  serviceControl: { quota: QUOTAS.serviceControlPolicy, countsWhiteSpace: true },
  resourceControl: { quota: QUOTAS.resourceControlPolicy, countsWhiteSpace: true },
  vpcEndpoint: { quota: QUOTAS.vpcEndpointPolicy, countsWhiteSpace: true },
};

/** The quota of an identity policy is a managed policy's; a role's inline policies share `roleInlinePolicies`. */
export function sizeOf(text: string, kind: PolicyKind): PolicySize {
  const size = SIZES[kind];
  return { ...size, characters: size.countsWhiteSpace ? text.length : policySize(text) };
}
