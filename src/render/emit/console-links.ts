/**
 * Deep links into the AWS Management Console, for every partition. Names go into the path or the
 * fragment percent-encoded, so that none can lead elsewhere.
 */
import type { WrittenAddress } from '#account/policy-address.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { consoleHostOf } from '#catalog/partitions.ts';
import type { Plan } from '#plan/plan.ts';

type Place = Plan['project'];

function origin(place: Place, region: string): string {
  return `https://${region}.${consoleHostOf(region) ?? `CONSOLE-OF-${place.partition}`}`;
}

/** IAM's console is global: in the commercial partition it lives in us-east-1. */
function iamOrigin(place: Place): string {
  return origin(place, place.partition === 'aws' ? 'us-east-1' : place.region);
}

export function roleLink(place: Place, role: string): string {
  return `${iamOrigin(place)}/iam/home#/roles/details/${encodeURIComponent(role)}?section=permissions`;
}

export function newInlinePolicyLink(place: Place, role: string): string {
  return `${iamOrigin(place)}/iam/home#/roles/details/${encodeURIComponent(role)}/createPolicy?step=addPermissions`;
}

export function newPolicyLink(place: Place): string {
  return `${iamOrigin(place)}/iam/home#/policies/create`;
}

export function policyLink(place: Place, policyArn: string): string {
  return `${iamOrigin(place)}/iam/home#/policies/details/${encodeURIComponent(policyArn)}?section=permissions`;
}

export function newRoleLink(place: Place): string {
  return `${iamOrigin(place)}/iam/home#/roles/create`;
}

/** What carries a policy. */
export function policyHolderLink(place: Place, { kind, on, account, region }: WrittenAddress): string {
  const { resource = '' } = parseArn(on) ?? {};
  const name = encodeURIComponent(resource.slice(resource.indexOf('/') + 1));
  switch (kind) {
    case 'trust':
      return roleLink(place, nameInArn(resource)).replace(
        'section=permissions',
        'section=trust_relationships',
      );
    case 'repository':
      return `${origin(place, region)}/ecr/repositories/private/${account}/${name}/permissions?region=${region}`;
    case 'registry':
      return `${origin(place, region)}/ecr/private-registry/permissions?region=${region}`;
    case 'key':
      return `${origin(place, region)}/kms/home?region=${region}#/kms/keys/${name}`;
    case 'bucket':
      return `${origin(place, place.region)}/s3/buckets/${encodeURIComponent(resource)}?tab=permissions`;
    case 'vpcEndpoint':
      return `${origin(place, region)}/vpcconsole/home?region=${region}#EndpointDetails:vpcEndpointId=${name}`;
    case 'serviceControl':
    case 'resourceControl': {
      const type = kind === 'serviceControl' ? 'service-control-policy' : 'resource-control-policy';
      return `${iamOrigin(place)}/organizations/v2/home/policies/${type}/${encodeURIComponent(nameInArn(on))}`;
    }
    case 'secret':
      return `${origin(place, region)}/secretsmanager/secret?name=${encodeURIComponent(on)}&region=${region}`;
  }
}

/** What carries a tag. */
export function taggedLink(place: Place, on: string): string {
  const { service = '', region = '', account = '', resource = '' } = parseArn(on) ?? {};
  const name = encodeURIComponent(resource.slice(resource.search(/[/:]/) + 1));
  const home = origin(place, region || place.region);
  switch (service) {
    case 'iam':
      return roleLink(place, nameInArn(resource)).replace('section=permissions', 'section=tags');
    case 'ecr':
      return `${home}/ecr/repositories/private/${account}/${name}?region=${region}`;
    case 'kms':
      return `${home}/kms/home?region=${region}#/kms/keys/${name}/tags`;
    case 'secretsmanager':
      return `${home}/secretsmanager/secret?name=${encodeURIComponent(on)}&region=${region}`;
    case 'ssm':
      return `${home}/systems-manager/parameters?region=${region}`;
    default:
      return `${home}/cloudwatch/home?region=${region}#logsV2:log-groups`;
  }
}

export function projectLink(place: Place): string {
  return `${codebuild(place)}/history?region=${place.region}`;
}

export function projectEnvironmentLink(place: Place): string {
  return `${codebuild(place)}/edit/environment?region=${place.region}`;
}

export function buildLink(place: Place, buildId: string): string {
  return `${codebuild(place)}/build/${encodeURIComponent(buildId)}/?region=${place.region}`;
}

/** The tab of a build's page that shows its log. */
export function buildLogLink(place: Place, buildId: string): string {
  return `${codebuild(place)}/build/${encodeURIComponent(buildId)}/log?region=${place.region}`;
}

export function newRepositoryLink(place: Place, region: string): string {
  return `${origin(place, region)}/ecr/private-registry/create-repository?region=${region}`;
}

function codebuild(place: Place): string {
  return `${origin(place, place.region)}/codesuite/codebuild/${place.account}/projects/${encodeURIComponent(place.name)}`;
}
