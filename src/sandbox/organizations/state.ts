/** What AWS Organizations holds: one organisation, kept by its management account. */
export const POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;
export type PolicyType = (typeof POLICY_TYPES)[number];

export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  readonly managementEmail: string;
  readonly rootId: string;
  readonly units: Map<string, Unit>;
  readonly members: Map<string, Member>;
  readonly enabled: Set<PolicyType>;
  readonly policies: Map<string, OrganizationPolicy>;
  /** Policy IDs by the ID of the root, unit or account they are attached to. */
  readonly attached: Map<string, Set<string>>;
  readonly handshakes: Map<string, Handshake>;
  /** Since when an account administers which services, by account ID and service principal. */
  readonly delegates: Map<string, Map<string, Date>>;
}

/** An invitation of one account. */
export interface Handshake {
  readonly id: string;
  readonly target: string;
  readonly requestedAt: Date;
  state: 'REQUESTED' | 'ACCEPTED' | 'DECLINED' | 'CANCELED';
}

export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
}

/** An account of the organisation, the management account among them. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly joinedAt: Date;
  readonly joinedMethod: 'INVITED' | 'CREATED';
  parentId: string;
}

export interface OrganizationPolicy {
  readonly id: string;
  readonly type: PolicyType;
  readonly awsManaged: boolean;
  name: string;
  description: string;
  content: string;
}
