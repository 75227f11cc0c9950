/** Denials as AWS words them. Source: facts 3.1 to 3.3 [DENY]. */
import type { Decision, Layer } from '#iam/decision.ts';
import type { Caller } from './caller.ts';
import type { Check } from './operation.ts';

/** The order in which AWS finds a reason to name; only one is named, even where several layers deny. */
const ORDER: readonly Layer[] = [
  'resourceControl',
  'serviceControl',
  'vpcEndpoint',
  'trust',
  'resource',
  'identity',
  'boundary',
  'session',
];

const NOUNS: Readonly<Record<Layer, string>> = {
  identity: 'an identity-based policy',
  boundary: 'a permissions boundary',
  session: 'a session policy',
  resource: 'a resource-based policy',
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
  vpcEndpoint: 'a VPC endpoint policy',
  trust: 'the role trust policy',
};

export function denialMessage(caller: Caller, check: Check, decision: Decision): string {
  const resource = check.worded ?? check.resource;
  return `User: ${caller.arn} is not authorized to perform: ${check.action} on resource: ${resource} ${reason(check.action, decision)}`;
}

function reason(action: string, { layers, deniedBy }: Decision): string {
  const explicit = ORDER.find((layer) => layers[layer] === 'explicitlyDenied');
  if (explicit !== undefined) return `with an explicit deny in ${NOUNS[explicit]}`;
  const lacking = ORDER.find((layer) => deniedBy.includes(layer)) ?? 'identity';
  return `because no ${NOUNS[lacking].replace(/^(?:an?|the) /, '')} allows the ${action} action`;
}
