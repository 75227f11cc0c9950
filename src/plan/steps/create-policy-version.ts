/** A new default version of a customer managed policy. */
import { z } from 'zod';
import { type Known, known, type ManagedPolicy, type Role, type Snapshot } from '#account/snapshot.ts';
import { type StepKindOf, withPolicy } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('create-policy-version'),
    policyArn: z.string(),
    before: z.strictObject({ versionId: z.string(), document: z.string() }).readonly(),
    after: z.string(),
  })
  .readonly();
type CreatePolicyVersion = z.infer<typeof schema>;

export const createPolicyVersion = {
  schema,
  after: (state, step) =>
    withPolicy({ ...state, snapshot: withVersion(state.snapshot, step) }, versionedPolicy(step)),
  policy: {
    /** One that is attached on the way granted nothing before. */
    texts: ({ policyArn, before, after }, others) => {
      const attached = others.some(
        (other) => other.kind === 'attach-role-policy' && other.policyArn === policyArn,
      );
      return { before: attached ? null : before.document, after };
    },
    withText: (step, after) => ({ ...step, after }),
  },
  shown: ({ before, after }) => ({ before: before.document, after }),
  summary: ({ policyArn, before }) =>
    `write a new default version of \`${policyArn}\` (now ${before.versionId})`,
  target: ({ policyArn }) => policyArn,
} satisfies StepKindOf<CreatePolicyVersion>;

function withVersion(snapshot: Snapshot, step: CreatePolicyVersion): Snapshot {
  const { role, batchRole } = snapshot;
  return { ...snapshot, role: versioned(role, step), batchRole: versioned(batchRole, step) };
}

/** A role with the new text wherever it has the policy: attached, or as its boundary. */
function versioned(role: Known<Role>, { policyArn, after }: CreatePolicyVersion): Known<Role> {
  if (role.kind !== 'known') return role;
  const { boundary, attached } = role.value;
  const written = (policy: Known<ManagedPolicy>): Known<ManagedPolicy> =>
    policy.kind === 'known' && policy.value.arn === policyArn
      ? known({ ...policy.value, text: after })
      : policy;
  return known({
    ...role.value,
    boundary: written(boundary),
    attached: attached.kind === 'known' ? known(attached.value.map(written)) : attached,
  });
}

/** As far as its new text goes, which is all that is asked of it here. */
function versionedPolicy({ policyArn: arn, after: text }: CreatePolicyVersion) {
  const name = arn.split('/').at(-1) ?? arn;
  return { name, arn, path: '/', text, defaultVersionId: 'next', attachmentCount: 0 };
}
