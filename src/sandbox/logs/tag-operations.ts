/** Tags of log groups. Source: CloudWatch Logs API Reference, TagResource and TagLogGroup. */
import { z } from 'zod';
import { readInput, tagKeys } from '../input.ts';
import { AwsError, type Call, type Check, type Operation } from '../operation.ts';
import { requestTagContext, tagKeyContext } from '../resource-tags.ts';
import { authorizeIn, groupAt, groupName, groupOfArn, INVALID } from './groups.ts';
import type { LogGroup } from './state.ts';

export const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .default({})
  .transform((members) => new Map(Object.entries(members)));
const byArn = z.object({ resourceArn: z.string().max(1011) });
const byName = z.object({ logGroupName: groupName });

/** To give a group tags when it is made, either right will do. */
export function authorizeTagsOfNew(call: Call, group: string, context: Check['context'] = {}): void {
  try {
    authorizeIn(call, 'TagLogGroup', { group, context });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    authorizeIn(call, 'TagResource', { group, context });
  }
}

/** The older operations name the group, the newer its ARN. */
const nameIn = (call: Call): string =>
  call.operation.endsWith('LogGroup')
    ? readInput(byName, call.input, INVALID).logGroupName
    : groupOfArn(readInput(byArn, call.input, INVALID).resourceArn);

function open(call: Call, context: Check['context'] = {}): LogGroup {
  const group = nameIn(call);
  authorizeIn(call, call.operation, { group, context });
  return groupAt(call, group);
}

function addTags(call: Call): object {
  const input = readInput(z.object({ tags }), call.input, INVALID);
  const group = open(call, requestTagContext(input.tags));
  for (const [key, value] of input.tags) group.tags.set(key, value);
  return {};
}

function removeTags(call: Call): object {
  const schema = z.union([z.object({ tagKeys }), z.object({ tags: tagKeys })]);
  const input = readInput(schema, call.input, INVALID);
  const keys = 'tagKeys' in input ? input.tagKeys : input.tags;
  const group = open(call, tagKeyContext(keys));
  for (const key of keys) group.tags.delete(key);
  return {};
}

const listTags = (call: Call): object => ({ tags: Object.fromEntries(open(call).tags) });

export const TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  TagResource: addTags,
  UntagResource: removeTags,
  ListTagsForResource: listTags,
  TagLogGroup: addTags,
  UntagLogGroup: removeTags,
  ListTagsLogGroup: listTags,
};
