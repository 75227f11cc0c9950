/** Where a policy lives, of whatever layer: what carries it, in which account and region. */

/** The policies of one account that are written as a whole, by a call of the service that keeps them. */
export const WRITTEN_POLICIES = [
  'trust',
  'repository',
  'registry',
  'key',
  'bucket',
  'secret',
  'vpcEndpoint',
  'serviceControl',
  'resourceControl',
] as const;
/** A policy that `AccountWriter.writePolicy` writes. */
export type WrittenPolicy = (typeof WRITTEN_POLICIES)[number];

/** The address of a policy that is written as a whole. */
export interface WrittenAddress {
  readonly kind: WrittenPolicy;
  readonly account: string;
  /** Empty where what carries it has none, as a role and an organisation. */
  readonly region: string;
  /** ARN of what carries it; of a registry, which has none, its account and region: `ACCOUNT/REGION`. */
  readonly on: string;
}

/** Names of those who have a managed policy, sorted. */
export interface PolicyUsers {
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** Source: Service Authorization Reference, Amazon EC2. */
export const vpcEndpointArn = (
  {
    partition,
    region,
    account,
  }: { readonly partition: string; readonly region: string; readonly account: string },
  id: string,
): string => `arn:${partition}:ec2:${region}:${account}:vpc-endpoint/${id}`;
