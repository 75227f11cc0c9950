/**
 * Tags of what a build uses, read only where a policy asks for them. Each service keeps its own; of one that is not asked here the tags
 * stay unread. Source: each service's API reference; S3 User Guide, buckets-tagging-enable-abac.
 */
import type { Tags } from '#account/resources.ts';
import { absent, type Known, known, unreadable } from '#account/snapshot.ts';
import { parameterName } from '#account/tag-writes.ts';
import { type Arn, parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { roleNameOf } from './read-role.ts';

/** `policies`: everything that was read and may hold a policy. */
export async function readAskedTags(
  connection: Connection,
  { policies, arns }: { readonly policies: readonly unknown[]; readonly arns: readonly string[] },
): Promise<Readonly<Record<string, Known<Tags>>>> {
  if (!/resourcetag(?:\/|\\)/i.test(JSON.stringify(policies))) return {};
  const read = await Promise.all(arns.map(async (arn) => [arn, await readTags(connection, arn)] as const));
  return Object.fromEntries(read);
}

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The tags of one thing, by its ARN. */
export async function readTags(connection: Connection, text: string): Promise<Known<Tags>> {
  const arn = parseArn(text);
  const reader = arn === null ? undefined : READERS[arn.service];
  const what = `tags of \`${text}\``;
  if (arn === null || reader === undefined)
    return unreadable({
      what,
      why: 'NotRead',
      message: 'tags of this service are not read',
      needs: null,
      on: null,
    });
  const owner = connection.ofAccount(arn.account);
  const home = arn.region === '' ? owner : owner.inRegion(arn.region);
  return reader(home, { text, arn, what });
}

interface Asked {
  readonly text: string;
  readonly arn: Arn;
  readonly what: string;
}
type Reader = (connection: Pick<Connection, 'read'>, asked: Asked) => Promise<Known<Tags>>;

const READERS: Readonly<Record<string, Reader>> = {
  ecr: async ({ read }, { text, what }) =>
    tagsIn(
      asKnown(what, await read('ecr', 'ListTagsForResource', { resourceArn: text })),
      ({ tags }) => tags,
    ),
  secretsmanager: async ({ read }, { text, what }) =>
    tagsIn(
      asKnown(what, await read('secretsmanager', 'DescribeSecret', { SecretId: text })),
      ({ Tags }) => Tags,
    ),
  ssm: async ({ read }, { arn, what }) => {
    const input = { ResourceType: 'Parameter', ResourceId: parameterName(arn.resource) } as const;
    return tagsIn(asKnown(what, await read('ssm', 'ListTagsForResource', input)), ({ TagList }) => TagList);
  },
  kms: async ({ read }, { text, what }) =>
    tagsIn(asKnown(what, await read('kms', 'ListResourceTags', { KeyId: text })), ({ Tags }) =>
      Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
    ),
  logs: async ({ read }, { text, what }) => {
    const answer = asKnown(what, await read('logs', 'ListTagsForResource', { resourceArn: text }));
    return answer.kind === 'known' ? known(answer.value.tags ?? {}) : answer;
  },
  iam: async ({ read }, { arn, what }) => {
    if (!arn.resource.startsWith('role/')) return absent;
    const answer = await read('iam', 'GetRole', { RoleName: roleNameOf(arn.resource) });
    return tagsIn(asKnown(what, answer), ({ Role }) => Role?.Tags);
  },
  lambda: async ({ read }, { text, what }) => {
    const answer = asKnown(what, await read('lambda', 'ListTags', { Resource: text }));
    return answer.kind === 'known' ? known(answer.value.Tags ?? {}) : answer;
  },
  ecs: async ({ read }, { text, what }) => {
    const answer = asKnown(what, await read('ecs', 'ListTagsForResource', { resourceArn: text }));
    return tagsIn(answer, ({ tags }) => tags?.map(lowerCased));
  },
  codeartifact: async ({ read }, { text, what }) => {
    const answer = asKnown(what, await read('codeartifact', 'ListTagsForResource', { resourceArn: text }));
    return tagsIn(answer, ({ tags }) => tags?.map(lowerCased));
  },
  s3: readBucketTags,
};

const lowerCased = ({
  key,
  value,
}: {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}): Tag => ({
  Key: key,
  Value: value,
});

/** A bucket's tags count only once its owner switched that on, which is asked no further: without tags it makes no difference. */
async function readBucketTags(
  { read }: Pick<Connection, 'read'>,
  { arn, what }: Asked,
): Promise<Known<Tags>> {
  const answer = await read('s3', 'GetBucketTagging', { Bucket: arn.resource });
  if (!answer.ok && answer.error.code === 'NoSuchTagSet') return known({});
  const tags = tagsIn(asKnown(what, answer), ({ TagSet }) => TagSet);
  if (tags.kind !== 'known') return tags;
  const message = 'whether tags of the bucket count in policies is not read';
  return unreadable({ what, why: 'NotRead', message, needs: null, on: null });
}

/** The tags in an answer, where there is one. */
export function tagsIn<T>(
  answer: Known<T>,
  tagsOf: (answer: T) => readonly (Tag | undefined)[] | undefined,
): Known<Tags> {
  if (answer.kind !== 'known') return answer;
  const tags = (tagsOf(answer.value) ?? []).flatMap((tag) =>
    tag?.Key === undefined ? [] : [[tag.Key, tag.Value ?? ''] as const],
  );
  return known(Object.fromEntries(tags));
}
