/**
 * Which way a call goes to AWS. Comes in: a caller and the service it asks. Goes out: the VPC endpoint on that way, if
 * there is one. What a service asks of another for the caller does not go that way.
 * Source: AWS PrivateLink Guide, vpc-endpoints-access; IAM User Guide, global condition keys; Amazon ECR User Guide, vpc-endpoints.
 */
import type { ApplicablePolicies } from '#iam/decision.ts';
import type { Caller } from '../caller.ts';
import type { Check } from '../operation.ts';
import { regionOf, type World } from '../world.ts';
import { isGateway, type RouteTable, type Vpc, type VpcEndpoint } from './state.ts';

export interface Way {
  readonly world: World;
  readonly caller: Caller;
  readonly check: Check;
  /** The endpoint of AWS that is called. */
  readonly endpoint?: string | undefined;
}

function endpointOn({ world, caller: { vpc }, check, endpoint }: Way): VpcEndpoint | null {
  if (vpc === undefined || endpoint === undefined) return null;
  if (check.action.split(':')[0] !== endpoint.split('.')[0]) return null;
  const { vpcEndpoints, routeTables } = regionOf(world, vpc.account, vpc.region);
  const table = tableOf(routeTables, vpc);
  return (
    vpcEndpoints.find(
      (one) =>
        one.vpcId === vpc.id &&
        one.service === endpoint &&
        (!isGateway(one) || (table !== null && one.routeTables.includes(table.id))),
    ) ?? null
  );
}

/** Its subnet's own, else the main one. Source: Amazon VPC User Guide, subnet-route-tables. */
function tableOf(tables: readonly RouteTable[], { id, subnets: [subnet = ''] }: Vpc): RouteTable | null {
  const own = tables.filter(({ vpcId }) => vpcId === id);
  return own.find(({ subnets }) => subnets.includes(subnet)) ?? own.find(({ main }) => main) ?? null;
}

/** What a request carries of its way. */
export function wayContext(way: Way): NonNullable<Check['context']> {
  const found = endpointOn(way);
  return found === null
    ? { 'aws:SourceIp': '127.0.0.1' }
    : { 'aws:SourceVpce': found.id, 'aws:SourceVpc': found.vpcId, 'aws:VpcSourceIp': '10.0.0.10' };
}

/** The policy of the endpoint that a request passes. */
export function wayPolicies(way: Way): Pick<ApplicablePolicies, 'vpcEndpoint'> {
  const found = endpointOn(way);
  return found === null || found.policy === null
    ? {}
    : { vpcEndpoint: [{ name: found.id, document: found.policy, stored: true }] };
}
