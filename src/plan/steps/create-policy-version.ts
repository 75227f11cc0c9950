/** A new default version of a customer managed policy. */
import { z } from 'zod';
import { known, type Snapshot } from '#account/snapshot.ts';
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

function withVersion(snapshot: Snapshot, { policyArn, after }: CreatePolicyVersion): Snapshot {
  if (snapshot.role.kind !== 'known' || snapshot.role.value.attached.kind !== 'known') return snapshot;
  const role = snapshot.role.value;
  const attached = snapshot.role.value.attached.value.map((policy) =>
    policy.kind === 'known' && policy.value.arn === policyArn
      ? known({ ...policy.value, text: after })
      : policy,
  );
  return { ...snapshot, role: known({ ...role, attached: known(attached) }) };
}

/** As far as its new text goes, which is all that is asked of it here. */
function versionedPolicy({ policyArn: arn, after: text }: CreatePolicyVersion) {
  const name = arn.split('/').at(-1) ?? arn;
  return { name, arn, path: '/', text, defaultVersionId: 'next', attachmentCount: 0 };
}
