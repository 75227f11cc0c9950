/** A project given another role. */
import { z } from 'zod';
import { known } from '#account/snapshot.ts';
import type { StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('set-project-role'),
    project: z.string(),
    before: z.string(),
    after: z.string(),
  })
  .readonly();

export const setProjectRole = {
  schema,
  after: (state, { after }) => {
    const { snapshot, roles } = state;
    const role = roles.find(({ arn }) => arn === after);
    const project = { ...snapshot.project, serviceRole: after };
    return {
      ...state,
      snapshot: { ...snapshot, project, role: role === undefined ? snapshot.role : known(role) },
    };
  },
  policy: null,
  summary: ({ project, before, after }) =>
    `give the project \`${project}\` the role \`${after}\` (now \`${before}\`)`,
  target: ({ project }) => project,
} satisfies StepKindOf<z.infer<typeof schema>>;
