/** Tags of keys. Source: KMS API Reference, TagResource, UntagResource, ListResourceTags. */
import { z } from 'zod';
import { pageOf, readInput, tagKeys } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { requestTagContext, tagKeyContext } from '../resource-tags.ts';
import { INVALID, keyId, pageShape, paging, tagMap } from './inputs.ts';
import { openByKeyId, requireKept } from './keys.ts';

/** Throws what KMS answers to tags that only AWS may give. */
export function checkTags(tags: ReadonlyMap<string, string>): void {
  if ([...tags.keys()].some((key) => /^aws:/i.test(key)))
    throw new AwsError('TagException', 'tags that begin with `aws:` are reserved for AWS');
}

function tagResource(call: Call): object {
  const input = readInput(z.object({ KeyId: keyId, Tags: tagMap }), call.input, INVALID);
  const extra = requestTagContext(input.Tags);
  const key = openByKeyId(call, input.KeyId, { action: 'TagResource', extra });
  requireKept(key);
  checkTags(input.Tags);
  for (const [name, value] of input.Tags) key.tags.set(name, value);
  return {};
}

function untagResource(call: Call): object {
  const schema = z.object({ KeyId: keyId, TagKeys: tagKeys });
  const input = readInput(schema, call.input, INVALID);
  const extra = tagKeyContext(input.TagKeys);
  const key = openByKeyId(call, input.KeyId, { action: 'UntagResource', extra });
  requireKept(key);
  for (const name of input.TagKeys) key.tags.delete(name);
  return {};
}

function listResourceTags(call: Call): object {
  const input = readInput(z.object({ KeyId: keyId, ...paging }), call.input, INVALID);
  const { tags } = openByKeyId(call, input.KeyId, { action: 'ListResourceTags' });
  const page = pageOf([...tags], input.Limit, input.Marker);
  return { Tags: page.items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...pageShape(page) };
}

export const TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListResourceTags: listResourceTags,
};
