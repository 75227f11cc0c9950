/**
 * The VPC endpoint that a need's call passes. Comes in: the snapshot and the need. Goes out: the endpoint, or null where none is known
 * to be on the way. Never: takes what CodeBuild itself calls, or what nobody knows the client of, for a call through an endpoint.
 * Source: Amazon ECR User Guide, vpc-endpoints; AWS PrivateLink Guide, privatelink-access-aws-services and gateway-endpoints.
 */
import type { Snapshot, VpcEndpoint } from '#account/snapshot.ts';
import { PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import type { Evidence, Use } from '#evidence/evidence.ts';
import { parseArn } from '#iam/arn.ts';
import type { Need } from '#needs/need.ts';

export function endpointOf({ endpoints, region }: Snapshot, need: Need): VpcEndpoint | null {
  if (endpoints.kind !== 'known' || need.subject !== 'service-role' || need.isByAnotherEndpoint) return null;
  const asked = need.context['aws:RequestedRegion'] ?? (parseArn(need.resource)?.region || region);
  if (asked !== region) return null;
  const services = new Set(need.evidence.flatMap((one) => serviceOf(one, need) ?? []));
  const [service, ...others] = services;
  // Calls by several ways are not stopped by what one of them passes.
  if (service === undefined || others.length > 0) return null;
  const [endpoint, ...besides] = endpoints.value.filter((one) => one.service === service && isOnWay(one));
  // Of an interface and a gateway for the same service it is the settings of its names that decide, which are not read.
  return endpoint === undefined || besides.length > 0 ? null : endpoint;
}

const isOnWay = ({ isOnWay: way }: VpcEndpoint): boolean =>
  way === undefined || (way.kind === 'known' && way.value);

/** As the endpoint's name ends; null: not known to go through one. */
function serviceOf(one: Evidence, { action }: Need): string | null {
  if (one.kind === 'denial') return one.denial.layer === 'vpcEndpoint' ? ofAction(action, true) : null;
  if (one.kind !== 'use') return null;
  if (BY_DOCKER.has(one.use.kind)) return ofAction(action, true);
  return BY_COMMAND.has(one.use.kind) ? ofAction(action, false) : null;
}

/** Uses that docker and its like make of a registry, and those that the AWS CLI makes of a service. */
const BY_DOCKER: ReadonlySet<Use['kind']> = new Set<Use['kind']>(['image-push', 'image-pull']);
const BY_COMMAND: ReadonlySet<Use['kind']> = new Set<Use['kind']>(['registry-login', 'aws-call']);

/** What docker and its like ask the registry itself for. */
const OF_REGISTRY = new Set<string>(PUSH_ACTIONS);

function ofAction(action: string, byRegistry: boolean): string | null {
  const [service = ''] = action.toLowerCase().split(':');
  if (service !== 'ecr') return service;
  return byRegistry && OF_REGISTRY.has(action) ? 'ecr.dkr' : 'ecr.api';
}
