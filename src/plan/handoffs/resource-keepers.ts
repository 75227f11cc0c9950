/** Where each service keeps the policy of a resource, and the calls that read and write it. */
import type { WrittenAddress } from '#account/policy-address.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { policyIdOf } from '../change-target.ts';
import type { AwsCall } from './handoff.ts';

export interface Keeper {
  readonly service: string;
  /** ARN of what carries the policy; a registry has none. */
  readonly at: string;
  readonly noun: string;
  /** What a statement names: the needs' resources, `*` for the object itself, or nothing. */
  readonly resource: 'named' | '*' | null;
  /** Null: what to write cannot be told from here, so the policy is fetched first. */
  readonly calls: (document: string | null) => readonly AwsCall[];
}

/** `ofRegistry`: it is the policy of an image's registry that stops it. */
export function keeperOf(resource: string, ofRegistry: boolean): Keeper {
  const arn = parseArn(resource);
  if (arn === null) return without(resource, 'policy of the resource');
  const { service, account, region, partition } = arn;
  const name = arn.resource.slice(arn.resource.indexOf('/') + 1);
  switch (service) {
    case 'ecr':
      return ofRegistry ? registry(account, region) : repository({ resource, account, region, name });
    case 's3':
      return bucketOf(partition, arn.resource.split('/', 1)[0] ?? '');
    case 'kms': {
      const on = [
        ['--region', region],
        ['--key-id', resource],
        ['--policy-name', 'default'],
      ] as const;
      const put = reading('kms', ['get-key-policy', 'put-key-policy', '--policy'], on);
      return { service, at: resource, noun: `key policy of ${resource}`, resource: '*', calls: put };
    }
    case 'secretsmanager': {
      const secret = resource.replace(/-\?{6}$/, '');
      const on = [
        ['--region', region],
        ['--secret-id', secret],
      ] as const;
      const put = reading(
        'secretsmanager',
        ['get-resource-policy', 'put-resource-policy', '--resource-policy'],
        on,
      );
      return { service, at: secret, noun: `policy of the secret ${secret}`, resource: '*', calls: put };
    }
    case 'iam':
      return assumedRole(resource);
    default:
      return { ...without(resource, `policy of ${resource}`), service };
  }
}

/** The call that writes the policy at an address. */
export function writingCall({ kind, on, account, region }: WrittenAddress, document: string): AwsCall {
  if (kind === 'serviceControl' || kind === 'resourceControl')
    return {
      operation: 'organizations update-policy',
      options: [
        ['--policy-id', policyIdOf(on)],
        ['--content', document],
      ],
    };
  if (kind === 'vpcEndpoint')
    return {
      operation: 'ec2 modify-vpc-endpoint',
      options: [
        ['--region', region],
        ['--vpc-endpoint-id', nameInArn(on)],
        ['--policy-document', document],
      ],
    };
  const keeper = kind === 'registry' ? registry(account, region) : keeperOf(on, false);
  const [call] = keeper.calls(document);
  if (call === undefined) throw new Error(`Internal error: no call writes the policy of ${on}`);
  return call;
}

function bucketOf(partition: string, bucket: string): Keeper {
  const on = [['--bucket', bucket]] as const;
  const put = reading('s3api', ['get-bucket-policy', 'put-bucket-policy', '--policy'], on);
  const at = `arn:${partition}:s3:::${bucket}`;
  return { service: 's3', at, noun: `bucket policy of ${bucket}`, resource: 'named', calls: put };
}

function assumedRole(resource: string): Keeper {
  const on = [['--role-name', nameInArn(resource)]] as const;
  const put = reading('iam', ['get-role', 'update-assume-role-policy', '--policy-document'], on);
  return { service: 'iam', at: resource, noun: `trust policy of ${resource}`, resource: null, calls: put };
}

function without(at: string, noun: string): Keeper {
  return { service: '', at, noun, resource: 'named', calls: () => [] };
}

interface Repository {
  readonly resource: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

function repository({ resource, account, region, name }: Repository): Keeper {
  const on = [
    ['--registry-id', account],
    ['--region', region],
    ['--repository-name', name],
  ] as const;
  const put = reading('ecr', ['get-repository-policy', 'set-repository-policy', '--policy-text'], on);
  return { service: 'ecr', at: resource, noun: `repository policy of ${name}`, resource: null, calls: put };
}

function registry(account: string, region: string): Keeper {
  const put = reading(
    'ecr',
    ['get-registry-policy', 'put-registry-policy', '--policy-text'],
    [['--region', region]],
  );
  const at = `registry of account ${account}, region ${region}`;
  return {
    service: 'ecr',
    at,
    noun: `registry policy of account ${account}, ${region}`,
    resource: 'named',
    calls: put,
  };
}

type Options = AwsCall['options'];

function reading(
  service: string,
  [get, put, flag]: readonly [get: string, put: string, flag: string],
  on: Options,
): Keeper['calls'] {
  return (document) => [
    ...(document === null ? [{ operation: `${service} ${get}`, options: on }] : []),
    { operation: `${service} ${put}`, options: [...on, [flag, document ?? 'file://policy.json']] },
  ];
}
