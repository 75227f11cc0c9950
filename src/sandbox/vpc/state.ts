/** What the sandbox holds of VPCs: their endpoints, and where sessions are. */

/** The VPC that a session's calls are made from. */
export interface Vpc {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** Those that the session may be in. */
  readonly subnets: readonly string[];
}

/** Which subnets of a VPC are routed alike. */
export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  /** It is of all subnets that have none of their own. */
  readonly main: boolean;
  readonly subnets: readonly string[];
}

/** S3 and DynamoDB are reached by gateways, all else by interfaces. Source: AWS PrivateLink Guide, gateway-endpoints. */
export const isGateway = ({ service }: Pick<VpcEndpoint, 'service'>): boolean =>
  service === 's3' || service === 'dynamodb';

export interface VpcEndpoint {
  readonly id: string;
  readonly vpcId: string;
  /** As its name ends: `ecr.api`, `ecr.dkr`, `s3`, `logs`. */
  readonly service: string;
  /** Null: the default, which lets everything through. */
  policy: string | null;
  /** Of a gateway, those that lead to it. */
  readonly routeTables: readonly string[];
}
