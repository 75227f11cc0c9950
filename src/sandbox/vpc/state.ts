/** What the sandbox holds of VPCs: their endpoints, and where sessions are. */

/** The VPC that a session's calls are made from. */
export interface Vpc {
  readonly account: string;
  readonly region: string;
  readonly id: string;
}

export interface VpcEndpoint {
  readonly id: string;
  readonly vpcId: string;
  /** As its name ends: `ecr.api`, `ecr.dkr`, `s3`, `logs`. */
  readonly service: string;
  /** Null: the default, which lets everything through. */
  policy: string | null;
}
