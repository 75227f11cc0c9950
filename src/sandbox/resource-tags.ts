/** Tags as policies ask for them: those of a request's resource, and those it gives. Source: IAM User Guide, access_tags. */

export type Tag = readonly [key: string, value: string];
type TagContext = Readonly<Record<string, string | readonly string[]>>;

/** A tag as most services write it. */
export interface TagMember {
  readonly Key: string;
  readonly Value: string;
}

/** Tags of a request, as they are kept. */
export const pairsOf = (members: readonly TagMember[]): readonly Tag[] =>
  members.map(({ Key, Value }) => [Key, Value]);

/** Tags as an answer lists them. */
export const membersOf = (tags: Iterable<Tag>): readonly TagMember[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value }));

/** `prefix`: the service's own keys, such as `ecr:ResourceTag/team`, are there beside the global ones; null: it has none. */
export function tagContext(prefix: string | null, tags: Iterable<Tag>): TagContext {
  const services = ['aws', ...(prefix === null ? [] : [prefix])];
  return Object.fromEntries(
    [...tags].flatMap(([key, value]) => services.map((service) => [`${service}:ResourceTag/${key}`, value])),
  );
}

/** Each tag under a condition key: `aws:RequestTag/team`. */
export const tagsUnder = (conditionKey: string, tags: Iterable<Tag>): TagContext =>
  Object.fromEntries([...tags].map(([key, value]) => [`${conditionKey}/${key}`, value]));

/** Of who asks: a role's or a user's own tags, and those of a session. */
export const principalTagContext = (tags: Iterable<Tag>): TagContext => tagsUnder('aws:PrincipalTag', tags);

/** Of a request that gives tags. */
export function requestTagContext(tags: Iterable<Tag>): TagContext {
  const given = [...tags];
  return {
    ...tagsUnder('aws:RequestTag', given),
    ...tagKeyContext(given.map(([key]) => key)),
  };
}

/** Of a request that only names keys. */
export const tagKeyContext = (keys: readonly string[]): TagContext =>
  keys.length === 0 ? {} : { 'aws:TagKeys': keys };
