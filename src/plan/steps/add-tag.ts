/** One tag set on a role or a resource; all of its others stay as they are. */
import { z } from 'zod';
import type { Tags } from '#account/resources.ts';
import { known } from '#account/snapshot.ts';
import { changeRole, type StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('add-tag'),
    account: z.string(),
    on: z.string(),
    key: z.string(),
    /** Null: it has none of that key. */
    before: z.string().nullable(),
    after: z.string(),
  })
  .readonly();

export const addTag = {
  schema,
  after: (state, { on, key, after }) => {
    const tagged = changeRole(state, on, (role) => ({
      ...role,
      tags: [...role.tags.filter((tag) => tag.key !== key), { key, value: after }],
    }));
    const { resourceTags } = tagged.snapshot;
    if (!Object.hasOwn(resourceTags, on)) return tagged;
    const now = resourceTags[on];
    if (now === undefined || now.kind === 'unreadable') return tagged;
    const tags: Tags = { ...(now.kind === 'known' ? now.value : {}), [key]: after };
    return {
      ...tagged,
      snapshot: { ...tagged.snapshot, resourceTags: { ...resourceTags, [on]: known(tags) } },
    };
  },
  policy: null,
  shown: () => null,
  summary: ({ on, key, before, after }) =>
    `give \`${on}\` the tag \`${key}\` = \`${after}\` (now ${before === null ? 'it has none of that key' : `\`${before}\``})`,
  target: ({ on }) => on,
} satisfies StepKindOf<z.infer<typeof schema>>;
