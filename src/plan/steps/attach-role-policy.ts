/** A managed policy given to a role. */
import { z } from 'zod';
import { known, type ManagedPolicy, type Role } from '#account/snapshot.ts';
import { changeRole, type StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('attach-role-policy'),
    role: z.string(),
    roleArn: z.string(),
    policyArn: z.string(),
  })
  .readonly();

export const attachRolePolicy = {
  schema,
  after: (state, { policyArn, roleArn }) => {
    const policy = state.policies.get(policyArn);
    return policy === undefined ? state : changeRole(state, roleArn, (role) => withAttached(role, policy));
  },
  policy: null,
  shown: () => null,
  summary: ({ policyArn, role }) => `attach \`${policyArn}\` to the role \`${role}\``,
  target: ({ roleArn }) => roleArn,
} satisfies StepKindOf<z.infer<typeof schema>>;

function withAttached(role: Role, policy: ManagedPolicy): Role {
  if (role.attached.kind === 'unreadable') return role;
  const present = role.attached.kind === 'known' ? role.attached.value : [];
  return { ...role, attached: known([...present, known(policy)]) };
}
