/** A project given another role. */
import { z } from 'zod';
import { known } from '#account/snapshot.ts';
import type { StepKindOf } from './step-kind.ts';

/** The role given back is opened to CodeBuild for a moment, and closed again. */
const reopenedSchema = z
  .strictObject({
    role: z.string(),
    roleArn: z.string(),
    /** Its trust policy as it is, and with a last statement more that lets CodeBuild assume it for the project. */
    before: z.string(),
    open: z.string(),
  })
  .readonly();

const schema = z
  .strictObject({
    kind: z.literal('set-project-role'),
    project: z.string(),
    before: z.string(),
    after: z.string(),
    /** Where CodeBuild may not assume the role of before, and so refuses to give it back. */
    reopened: reopenedSchema.exactOptional(),
  })
  .readonly();

export type Reopened = z.infer<typeof reopenedSchema>;

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
  shown: () => null,
  summary: ({ project, before, after }) =>
    `give the project \`${project}\` the role \`${after}\` (now \`${before}\`)`,
  target: ({ project }) => project,
} satisfies StepKindOf<z.infer<typeof schema>>;
