/**
 * Handing out an authorization ID with a denial, and keeping what was found. Comes in: a refused check. Goes out: the
 * words the denial ends with. Never: an ID for what AWS itself calls. Source: facts 3.4 [AUTHID, BOTO iam-toolbox].
 */
import { consoleHostOf } from '#catalog/partitions.ts';
import { parseArn } from '#iam/arn.ts';
import type { ApplicablePolicies, Layer, NamedPolicy, PolicyList } from '#iam/decision.ts';
import type { Refused } from '../operation.ts';
import { regionOf } from '../world.ts';
import { MOST_KEPT } from './state.ts';

export function issueAuthorizationId(refused: Refused): string {
  const { world, caller, region } = refused;
  if (caller.kind === 'service') return '';
  const id = world.ids.hex(32);
  const { denials } = regionOf(world, caller.account, region);
  denials.set(id, { at: world.now(), details: detailsOf(refused) });
  const [oldest] = denials.keys();
  if (denials.size > MOST_KEPT && oldest !== undefined) denials.delete(oldest);
  const page = `https://${region}.${consoleHostOf(region) ?? 'console'}/iam/home?region=${region}#/authorization-details/${id}`;
  return `. Go to ${page} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${id}`;
}

const TYPES: Readonly<Partial<Record<Layer, string>>> = {
  identity: 'IDENTITY_BASED_POLICY',
  boundary: 'PERMISSIONS_BOUNDARY',
  session: 'SESSION_POLICY',
  resource: 'RESOURCE_BASED_POLICY',
  serviceControl: 'SERVICE_CONTROL_POLICY',
  resourceControl: 'RESOURCE_CONTROL_POLICY',
};

/** An implicit denial has no matched policies. */
function detailsOf({ caller, request, policies, decision }: Refused): object {
  const explicit = Object.values(decision.layers).includes('explicitlyDenied');
  const denying = explicit
    ? decision.reasons.filter(({ matched, effect }) => matched && effect === 'deny')
    : [];
  const uris = [...new Set(denying.map(({ layer, policy }) => uriOf(caller.account, layer, policy)))];
  return {
    requestContext: {
      ...request.context,
      'aws:PrincipalArn': request.roleArn ?? caller.arn,
      'aws:PrincipalAccount': caller.account,
    },
    evaluations: [
      {
        action: request.action,
        resource: request.resource,
        context: {},
        evaluatedEffect: explicit ? 'EXPLICIT_DENY' : 'IMPLICIT_DENY',
        matchedPolicies: uris.map((uri) => ({
          uri,
          matchedStatements: denying
            .filter(({ layer, policy }) => uriOf(caller.account, layer, policy) === uri)
            .map(({ sid, statement }) => ({
              sid: sid ?? `Statement${statement}`,
              evaluatedEffect: 'DENY',
            })),
        })),
      },
    ],
    policies: evaluated(policies).map(({ layer, name }) => ({
      type: TYPES[layer],
      inline: layer !== 'boundary',
      uri: uriOf(caller.account, layer, name),
      attachedTo: [{ arn: request.roleArn ?? caller.arn }],
    })),
  };
}

interface Evaluated {
  readonly layer: Layer;
  readonly name: string;
}

function evaluated(policies: ApplicablePolicies): readonly Evaluated[] {
  const of = (layer: Layer, list: PolicyList | undefined): readonly Evaluated[] =>
    list === undefined || list === 'unreadable' ? [] : list.map(({ name }: NamedPolicy) => ({ layer, name }));
  const levels = (layer: 'serviceControl' | 'resourceControl'): readonly Evaluated[] => {
    const all = policies[layer];
    return all === undefined || all === 'unreadable' ? [] : all.flatMap((level) => of(layer, level.policies));
  };
  return [
    ...of('identity', policies.identity),
    ...of('boundary', policies.boundary),
    ...of('session', policies.session),
    ...of('resource', policies.resource),
    ...levels('serviceControl'),
    ...levels('resourceControl'),
  ];
}

/** The ARN of a policy that has one; for others an opaque name, as AWS gives it. */
const uriOf = (account: string, layer: Layer, name: string): string =>
  parseArn(name) === null ? `urn:policy:${account}:${layer}:${encodeURIComponent(name)}` : name;
