/** An inline policy of a role, new or changed. */
import { z } from 'zod';
import { known, type Known, type PolicyDocument, type Role } from '#account/snapshot.ts';
import { changeRole, type StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('put-role-policy'),
    role: z.string(),
    roleArn: z.string(),
    policyName: z.string(),
    before: z.string().nullable(),
    after: z.string(),
    /** It takes something out, and adds nothing. */
    narrows: z.literal(true).exactOptional(),
  })
  .readonly();
type PutRolePolicy = z.infer<typeof schema>;

export const putRolePolicy = {
  schema,
  after: (state, step) =>
    changeRole(state, step.roleArn, (role) => ({ ...role, inline: withInline(role, step) })),
  policy: {
    texts: ({ before, after }) => ({ before, after }),
    withText: (step, after) => ({ ...step, after }),
  },
  shown: ({ before, after }) => ({ before, after }),
  summary: ({ before, policyName, role, narrows }) =>
    `${narrows === true ? 'narrow' : before === null ? 'add' : 'extend'} the inline policy \`${policyName}\` ${before === null ? 'to' : 'of'} the role \`${role}\``,
  target: ({ roleArn }) => roleArn,
} satisfies StepKindOf<PutRolePolicy>;

function withInline(role: Role, { policyName, after }: PutRolePolicy): Role['inline'] {
  const present = role.inline.kind === 'known' ? role.inline.value : [];
  const others = present.filter((policy) => policy.kind !== 'known' || policy.value.name !== policyName);
  const written: Known<PolicyDocument> = known({ name: policyName, arn: null, text: after });
  return role.inline.kind === 'unreadable' ? role.inline : known([...others, written]);
}
