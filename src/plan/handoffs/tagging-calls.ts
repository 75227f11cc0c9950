/** The call of the AWS CLI that sets one tag, by the service that keeps it. Source: AWS CLI Command Reference. */
import type { Tag } from '#account/ports.ts';
import { parameterName, serviceOf, type TaggedService } from '#account/tag-writes.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import type { AwsCall } from './handoff.ts';

type Options = AwsCall['options'];

/** As JSON: the short form has signs of its own that a value may hold. */
export function taggingCall(on: string, tag: Tag): AwsCall {
  const { region = '' } = parseArn(on) ?? {};
  const { operation, options } = CALLS[serviceOf(on)](on, tag);
  return { operation, options: [...options, ...(region === '' ? [] : [['--region', region] as const])] };
}

const listed = ({ key, value }: Tag): readonly [string, string] => [
  '--tags',
  JSON.stringify([{ Key: key, Value: value }]),
];

const CALLS: Readonly<
  Record<TaggedService, (on: string, tag: Tag) => { readonly operation: string; readonly options: Options }>
> = {
  ecr: (on, tag) => ({ operation: 'ecr tag-resource', options: [['--resource-arn', on], listed(tag)] }),
  iam: (on, tag) => ({
    operation: 'iam tag-role',
    options: [['--role-name', nameInArn(on)], listed(tag)],
  }),
  kms: (on, { key, value }) => ({
    operation: 'kms tag-resource',
    options: [
      ['--key-id', on],
      ['--tags', JSON.stringify([{ TagKey: key, TagValue: value }])],
    ],
  }),
  logs: (on, { key, value }) => ({
    operation: 'logs tag-resource',
    options: [
      ['--resource-arn', on],
      ['--tags', JSON.stringify({ [key]: value })],
    ],
  }),
  secretsmanager: (on, tag) => ({
    operation: 'secretsmanager tag-resource',
    options: [['--secret-id', on], listed(tag)],
  }),
  ssm: (on, tag) => ({
    operation: 'ssm add-tags-to-resource',
    options: [
      ['--resource-type', 'Parameter'],
      ['--resource-id', parameterName(parseArn(on)?.resource ?? '')],
      listed(tag),
    ],
  }),
};
