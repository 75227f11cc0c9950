/** A new repository. */
import { z } from 'zod';
import { absent, known } from '#account/snapshot.ts';
import { type StepKindOf, tagsSchema, wordTags } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('create-repository'),
    account: z.string(),
    region: z.string(),
    name: z.string(),
    arn: z.string(),
    scanOnPush: z.boolean(),
    tagMutability: z.enum(['MUTABLE', 'IMMUTABLE']),
    tags: tagsSchema.exactOptional(),
  })
  .readonly();

export const createRepository = {
  schema,
  after: (state, { name, arn, account, region, tagMutability, scanOnPush }) => {
    const made = { name, arn, uri: '', account, region, tagMutability, scanOnPush, policy: absent };
    const repositories = { ...state.snapshot.repositories, [arn]: known(made) };
    return { ...state, snapshot: { ...state.snapshot, repositories } };
  },
  policy: null,
  shown: () => null,
  summary: ({ name, region, scanOnPush, tagMutability, tags }) =>
    `create the repository \`${name}\` in ${region} (scan on push ${scanOnPush ? 'on' : 'off'}, tags ${tagMutability.toLowerCase()})${wordTags(tags)}`,
  target: ({ arn }) => arn,
} satisfies StepKindOf<z.infer<typeof schema>>;
