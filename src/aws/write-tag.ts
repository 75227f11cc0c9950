/** One tag of a role or a resource, read and set by the service that keeps it. Source: each service's API reference, and IAM's. */
import type { CallProblem } from '#account/ports.ts';
import type { TagAddress } from '#account/resources.ts';
import { absent, type Known, known } from '#account/snapshot.ts';
import { err, type Result } from '#basics/result.ts';
import { parameterName, type TaggedService, taggedService } from '#account/tag-writes.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { notRead } from './known.ts';
import { roleNameOf } from './read-role.ts';
import { readTags } from './read-tags.ts';
import { keeperAt } from './write-policy.ts';

interface Write {
  readonly on: string;
  readonly key: string;
  readonly value: string;
}

type Answer = Promise<Result<unknown, CallProblem>>;

interface Writing {
  readonly set: (write: Connection['write'], tag: Write) => Answer;
  readonly remove: (write: Connection['write'], tag: Omit<Write, 'value'>) => Answer;
}

/** No other account's thing is looked at in its place. */
export async function readTag(home: Connection, { account, on, key }: TagAddress): Promise<Known<string>> {
  const what = `tag \`${key}\` of \`${on}\``;
  const keeper = await keeperAt(home, { account, region: parseArn(on)?.region ?? '', on });
  if (!keeper.ok) return notRead(what, keeper.error);
  const tags = await readTags(home, on);
  if (tags.kind !== 'known') return tags;
  const value = Object.hasOwn(tags.value, key) ? tags.value[key] : undefined;
  return value === undefined ? absent : known(value);
}

/** Null: it is removed. */
export async function writeTag(
  home: Connection,
  { account, on, key, value }: TagAddress & { readonly value: string | null },
): Answer {
  const service = taggedService(on);
  if (service === null) return err(notTagged(on));
  const keeper = await keeperAt(home, { account, region: parseArn(on)?.region ?? '', on });
  if (!keeper.ok) return keeper;
  const { write } = keeper.value;
  return value === null
    ? WRITING[service].remove(write, { on, key })
    : WRITING[service].set(write, { on, key, value });
}

const WRITING: Readonly<Record<TaggedService, Writing>> = {
  ecr: {
    set: (write, { on, key, value }) =>
      write('ecr', 'TagResource', { resourceArn: on, tags: [{ Key: key, Value: value }] }),
    remove: (write, { on, key }) => write('ecr', 'UntagResource', { resourceArn: on, tagKeys: [key] }),
  },
  iam: {
    set: (write, { on, key, value }) =>
      write('iam', 'TagRole', { RoleName: roleNameOf(on), Tags: [{ Key: key, Value: value }] }),
    remove: (write, { on, key }) => write('iam', 'UntagRole', { RoleName: roleNameOf(on), TagKeys: [key] }),
  },
  kms: {
    set: (write, { on, key, value }) =>
      write('kms', 'TagResource', { KeyId: on, Tags: [{ TagKey: key, TagValue: value }] }),
    remove: (write, { on, key }) => write('kms', 'UntagResource', { KeyId: on, TagKeys: [key] }),
  },
  logs: {
    set: (write, { on, key, value }) =>
      write('logs', 'TagResource', { resourceArn: on, tags: { [key]: value } }),
    remove: (write, { on, key }) => write('logs', 'UntagResource', { resourceArn: on, tagKeys: [key] }),
  },
  secretsmanager: {
    set: (write, { on, key, value }) =>
      write('secretsmanager', 'TagResource', { SecretId: on, Tags: [{ Key: key, Value: value }] }),
    remove: (write, { on, key }) =>
      write('secretsmanager', 'UntagResource', { SecretId: on, TagKeys: [key] }),
  },
  ssm: {
    set: (write, { on, key, value }) =>
      write('ssm', 'AddTagsToResource', { ...parameter(on), Tags: [{ Key: key, Value: value }] }),
    remove: (write, { on, key }) =>
      write('ssm', 'RemoveTagsFromResource', { ...parameter(on), TagKeys: [key] }),
  },
};

const parameter = (on: string) =>
  ({ ResourceType: 'Parameter', ResourceId: parameterName(parseArn(on)?.resource ?? '') }) as const;

const notTagged = (on: string): CallProblem => ({
  kind: 'invalid',
  code: 'NotTagged',
  message: `tags of \`${on}\` are not written`,
  call: 'setting a tag',
  action: null,
  resource: on,
});
