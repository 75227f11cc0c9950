/** A new customer managed policy. */
import { z } from 'zod';
import { type StepKindOf, tagsSchema, withPolicy, wordTags } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('create-policy'),
    policyName: z.string(),
    path: z.string(),
    policyArn: z.string(),
    description: z.string(),
    after: z.string(),
    tags: tagsSchema.exactOptional(),
  })
  .readonly();

export const createPolicy = {
  schema,
  after: (state, { policyName: name, policyArn: arn, path, after: text }) =>
    withPolicy(state, { name, arn, path, text, defaultVersionId: 'v1', attachmentCount: 0 }),
  policy: {
    texts: ({ after }) => ({ before: null, after }),
    withText: (step, after) => ({ ...step, after }),
  },
  shown: ({ after }) => ({ before: null, after }),
  summary: ({ policyArn, tags }) => `create the managed policy \`${policyArn}\`${wordTags(tags)}`,
  target: ({ policyArn }) => policyArn,
} satisfies StepKindOf<z.infer<typeof schema>>;
