/** An inline policy taken from a role. */
import { z } from 'zod';
import { known } from '#account/snapshot.ts';
import { changeRole, type StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('delete-role-policy'),
    role: z.string(),
    roleArn: z.string(),
    policyName: z.string(),
    before: z.string(),
  })
  .readonly();

export const deleteRolePolicy = {
  schema,
  after: (state, { policyName, roleArn }) =>
    changeRole(state, roleArn, (role) => {
      if (role.inline.kind !== 'known') return role;
      const rest = role.inline.value.filter((one) => one.kind !== 'known' || one.value.name !== policyName);
      return { ...role, inline: known(rest) };
    }),
  policy: null,
  shown: () => null,
  summary: ({ policyName, role }) => `delete the inline policy \`${policyName}\` of the role \`${role}\``,
  target: ({ roleArn }) => roleArn,
} satisfies StepKindOf<z.infer<typeof schema>>;
