/** A new role, which only the project may use. */
import { z } from 'zod';
import { absent, known, type Role, type Snapshot } from '#account/snapshot.ts';
import { type StepKindOf, tagsSchema, wordTags } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('create-role'),
    role: z.string(),
    roleArn: z.string(),
    path: z.string(),
    description: z.string(),
    trustPolicy: z.string(),
    boundaryArn: z.string().nullable(),
    tags: tagsSchema.exactOptional(),
  })
  .readonly();
type CreateRole = z.infer<typeof schema>;

export const createRole = {
  schema,
  after: (state, step) => ({ ...state, roles: [...state.roles, blankRole(state.snapshot, step)] }),
  policy: null,
  shown: ({ trustPolicy }) => ({ before: null, after: trustPolicy }),
  summary: ({ role, tags }) =>
    `create the role \`${role}\`, which only this project may use${tags === undefined ? '' : `,${wordTags(tags)}`}`,
  target: ({ roleArn }) => roleArn,
} satisfies StepKindOf<CreateRole>;

/** A role as the step makes it: nothing granted yet. */
export function blankRole(snapshot: Snapshot, step: CreateRole): Role {
  const current = snapshot.role.kind === 'known' ? snapshot.role.value.boundary : absent;
  return {
    name: step.role,
    arn: step.roleArn,
    path: step.path,
    description: step.description,
    trustPolicy: step.trustPolicy,
    maxSessionSeconds: 3600,
    boundary: step.boundaryArn === null ? absent : current,
    inline: known([]),
    attached: known([]),
    tags: [],
  };
}
