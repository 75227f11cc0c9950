/** What is read of tags. Source: Service Authorization Reference. */
import type { Snapshot } from '#account/snapshot.ts';
import { type Area, hasHiddenPolicies, regional, secretArns, tagged } from './read-places.ts';

interface TagReads {
  readonly actions: readonly string[];
  readonly anywhere: (area: Area) => readonly string[];
  readonly of: (snapshot: Snapshot) => readonly string[];
  readonly isHidden?: (snapshot: Snapshot) => boolean;
}

const nowhere = (): readonly string[] => [];

/** Tags are read where a policy asks for them, which one that is hidden may do. Those of secrets and roles come with them. */
export function tagReads(): readonly TagReads[] {
  const kinds = [
    ['ecr', 'ListTagsForResource', 'repository/*'],
    ['kms', 'ListResourceTags', 'key/*'],
    ['logs', 'ListTagsForResource', 'log-group:*'],
    ['ssm', 'ListTagsForResource', 'parameter/*'],
    ['lambda', 'ListTags', 'function:*'],
    ['ecs', 'ListTagsForResource', '*'],
    ['codeartifact', 'ListTagsForResource', '*'],
  ] as const;
  const parts = kinds.map(
    ([service, name, any]): TagReads => ({
      actions: [`${service}:${name}`],
      anywhere: (place) => [regional(place, service, any)],
      of: (snapshot) => tagged(snapshot, service),
      isHidden: hasHiddenPolicies,
    }),
  );
  const buckets: TagReads = {
    actions: ['s3:GetBucketTagging'],
    anywhere: ({ partition }) => [`arn:${partition}:s3:::*`],
    of: (snapshot) => tagged(snapshot, 's3'),
    isHidden: hasHiddenPolicies,
  };
  const withOthers: readonly TagReads[] = [
    {
      actions: ['secretsmanager:DescribeSecret'],
      anywhere: nowhere,
      of: (snapshot) => tagged(snapshot, 'secretsmanager').flatMap(secretArns),
    },
    { actions: ['iam:GetRole'], anywhere: nowhere, of: (snapshot) => tagged(snapshot, 'iam') },
  ];
  return [...parts, buckets, ...withOthers];
}
