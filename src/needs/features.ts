/** What a project's features ask for beyond S3 and registries. Source: CodeBuild User Guide, the page of each feature. */
import { serviceHost } from '#catalog/partitions.ts';
import { REPORT_ACTIONS } from '#catalog/project-actions.ts';
import type { RequestContext, Use } from '#evidence/evidence.ts';
import { parseArn } from '#iam/arn.ts';
import { arnOf, requests, type NeedScope, type NeedsOptions, type UseRequest } from './request.ts';

const VPC_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcs',
];

/** What `kms:Encrypt, Decrypt, ReEncrypt*, GenerateDataKey*, DescribeKey` of the documentation comes to for S3. */
const KEY_ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];

/** S3 itself generates a data key to write and decrypts it to read. */
const LEAST_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

const SESSION_ACTIONS = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/** `name`, `/path/name` or an ARN, each perhaps with `:version` or `:label`, which is no part of the ARN. */
export function parameterRequests(name: string, scope: NeedScope): readonly UseRequest[] {
  if (parseArn(name) !== null) return requests(['ssm:GetParameters'], name);
  const plain = name.split(':', 1)[0]?.replace(/^\/+/, '') ?? name;
  return requests(['ssm:GetParameters'], arnOf(scope, 'ssm', `parameter/${plain}`));
}

/** A secret's ARN ends in a hyphen and six random characters, which its name does not tell. */
export function secretRequests(id: string, scope: NeedScope): readonly UseRequest[] {
  const action = ['secretsmanager:GetSecretValue'];
  if (parseArn(id) === null) {
    return requests(action, arnOf(scope, 'secretsmanager', `secret:${id}-??????`), { rule: 'secret-suffix' });
  }
  const isWhole = /-[A-Za-z0-9]{6}$/.test(id);
  return isWhole ? requests(action, id) : requests(action, `${id}-??????`, { rule: 'secret-suffix' });
}

/** Through the service that holds what the key encrypts, and only so. Source: KMS Developer Guide, kms:ViaService. */
export function keyRequests(
  use: Extract<Use, { kind: 'use-key' }>,
  scope: NeedScope,
  { least }: NeedsOptions,
): readonly UseRequest[] {
  const { keyArn, via } = use;
  const region = parseArn(keyArn)?.region ?? scope.region;
  const context = {
    'kms:ViaService': serviceHost(via, region),
    ...encryptionContext(use, scope),
  };
  if (via !== 's3') return requests(['kms:Decrypt'], keyArn, { context });
  return requests(least ? LEAST_KEY_ACTIONS : KEY_ACTIONS, keyArn, { context, rule: 'key-set' });
}

/**
 * Several values stand for as many requests. A secret's context names its version besides, which nobody reads: the version is made anew by
 * each rotation. A parameter's names nothing else. That of S3 (`aws:s3:arn`) is the bucket where it has a bucket key and each object where
 * it has none, which is not read either: a condition on it is not known.
 * Source: Secrets Manager User Guide, security-encryption; Systems Manager User Guide, secure-string-parameter-kms-encryption.
 */
function encryptionContext(use: Extract<Use, { kind: 'use-key' }>, scope: NeedScope): RequestContext {
  if (use.for === undefined || use.for.length === 0) return {};
  if (use.via === 'secretsmanager')
    return {
      'kms:EncryptionContext:SecretARN': use.for,
      'kms:EncryptionContextKeys': ['SecretARN', 'SecretVersionId'],
    };
  const arnOfParameter = (name: string) =>
    parseArn(name) === null ? arnOf(scope, 'ssm', `parameter/${name.replace(/^\/+/, '')}`) : name;
  return {
    'kms:EncryptionContext:PARAMETER_ARN': use.for.map(arnOfParameter),
    'kms:EncryptionContext:*': [],
    'kms:EncryptionContextKeys': ['PARAMETER_ARN'],
  };
}

/** The service was renamed; CodeBuild calls it by either name, so both are asked for, each under its own prefix. */
export function connectionRequests(arn: string): readonly UseRequest[] {
  const parsed = parseArn(arn);
  if (parsed === null) return [];
  return ['codeconnections', 'codestar-connections'].flatMap((service) => {
    const actions = ['GetConnectionToken', 'GetConnection', 'UseConnection'].map(
      (name) => `${service}:${name}`,
    );
    const resource = `arn:${parsed.partition}:${service}:${parsed.region}:${parsed.account}:${parsed.resource}`;
    return requests(actions, resource, { rule: service === parsed.service ? null : 'connection-twin' });
  });
}

export function vpcRequests(subnets: readonly string[], scope: NeedScope): readonly UseRequest[] {
  const context = {
    'ec2:AuthorizedService': 'codebuild.amazonaws.com',
    'ec2:Subnet': subnets.map((subnet) => arnOf(scope, 'ec2', `subnet/${subnet}`)),
  };
  const anyInterface = arnOf(scope, 'ec2', 'network-interface/*');
  return [
    ...requests(VPC_ACTIONS, '*'),
    ...requests(['ec2:CreateNetworkInterfacePermission'], anyInterface, {
      context,
      rule: 'network-interface',
    }),
  ];
}

/** A plain name becomes the group `PROJECT-NAME`; an ARN is used as it is. */
export function reportRequests(group: string, scope: NeedScope): readonly UseRequest[] {
  const isArn = parseArn(group) !== null;
  const resource = isArn ? group : arnOf(scope, 'codebuild', `report-group/${scope.projectName}-${group}`);
  return requests(REPORT_ACTIONS, resource, { rule: 'report-set' });
}

export function debugSessionRequests(): readonly UseRequest[] {
  return requests(SESSION_ACTIONS, '*');
}
