/** A managed policy taken from a role; the policy itself stays. */
import { z } from 'zod';
import { known } from '#account/snapshot.ts';
import { changeRole, type StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('detach-role-policy'),
    role: z.string(),
    roleArn: z.string(),
    policyArn: z.string(),
  })
  .readonly();

export const detachRolePolicy = {
  schema,
  after: (state, { policyArn, roleArn }) =>
    changeRole(state, roleArn, (role) => {
      if (role.attached.kind !== 'known') return role;
      const rest = role.attached.value.filter((one) => one.kind !== 'known' || one.value.arn !== policyArn);
      return { ...role, attached: known(rest) };
    }),
  policy: null,
  shown: () => null,
  summary: ({ policyArn, role }) => `detach \`${policyArn}\` from the role \`${role}\``,
  target: ({ roleArn }) => roleArn,
} satisfies StepKindOf<z.infer<typeof schema>>;
