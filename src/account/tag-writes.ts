/** Services whose tags Rolemend may be told to set, with the rights that takes. Source: Service Authorization Reference of each service. */
import { parseArn } from '#iam/arn.ts';

const TAGGED_SERVICES = ['ecr', 'iam', 'kms', 'logs', 'secretsmanager', 'ssm'] as const;
export type TaggedService = (typeof TAGGED_SERVICES)[number];

interface TagWrites {
  /** How the resource of its ARN begins. */
  readonly resource: string;
  readonly read: string;
  readonly tag: string;
  readonly untag: string;
}

/** What reads, sets and removes a tag of each. */
export const TAG_WRITES: Readonly<Record<TaggedService, TagWrites>> = {
  ecr: {
    resource: 'repository/',
    read: 'ecr:ListTagsForResource',
    tag: 'ecr:TagResource',
    untag: 'ecr:UntagResource',
  },
  iam: { resource: 'role/', read: 'iam:GetRole', tag: 'iam:TagRole', untag: 'iam:UntagRole' },
  kms: {
    resource: 'key/',
    read: 'kms:ListResourceTags',
    tag: 'kms:TagResource',
    untag: 'kms:UntagResource',
  },
  logs: {
    resource: 'log-group:',
    read: 'logs:ListTagsForResource',
    tag: 'logs:TagResource',
    untag: 'logs:UntagResource',
  },
  secretsmanager: {
    resource: 'secret:',
    read: 'secretsmanager:DescribeSecret',
    tag: 'secretsmanager:TagResource',
    untag: 'secretsmanager:UntagResource',
  },
  ssm: {
    resource: 'parameter/',
    read: 'ssm:ListTagsForResource',
    tag: 'ssm:AddTagsToResource',
    untag: 'ssm:RemoveTagsFromResource',
  },
};

/** The service of an ARN whose tags can be set; null: those of it cannot. */
export function taggedService(text: string): TaggedService | null {
  const arn = parseArn(text);
  const service = TAGGED_SERVICES.find((one) => one === arn?.service);
  if (arn === null || service === undefined || /[*?]/.test(text)) return null;
  return arn.resource.startsWith(TAG_WRITES[service].resource) ? service : null;
}

/** The same of a step, whose ARN was held to that when it was planned. */
export function serviceOf(on: string): TaggedService {
  const service = taggedService(on);
  if (service === null) throw new Error(`Internal error: tags of ${on} are not written`);
  return service;
}

/** A parameter's name: one with slashes in it begins with one, which its ARN has lost. Source: Systems Manager User Guide, sysman-paramstore-access. */
export function parameterName(resource: string): string {
  const path = resource.replace(/^parameter\//, '');
  return path.includes('/') ? `/${path}` : path;
}
