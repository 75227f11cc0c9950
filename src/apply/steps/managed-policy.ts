/** Steps on customer managed policies: a new one, or a new default version of one. */
import { err, ok, type Result } from '#basics/result.ts';
import type { AccountWriter, CallProblem } from '#account/ports.ts';
import type { ManagedPolicy } from '#account/snapshot.ts';
import type { Step, StepOf } from '#plan/steps/step.ts';
import { deleted, made, type Made, NOTHING_MADE, plain, stateOf, type StepRunner } from './step-runner.ts';

/** What the same change attaches it to is no use of somebody else's. */
export function newPolicyRunner(step: StepOf<'create-policy'>, steps: readonly Step[]): StepRunner {
  const { policyArn: arn, policyName: name, path, description, after } = step;
  const attachments = steps.filter(
    (one) => one.kind === 'attach-role-policy' && one.policyArn === arn,
  ).length;
  return {
    ...plain,
    what: `managed policy \`${arn}\``,
    before: null,
    after,
    observe: async (reader) =>
      stateOf(await reader.managedPolicy(arn), (policy) => withOtherUses(policy, attachments)),
    take: (writer) => made(writer.createPolicy({ name, path, description, document: after })),
    revert: (writer) => deleted(writer.deletePolicy({ arn })),
  };
}

function withOtherUses({ text, attachmentCount }: ManagedPolicy, own: number): string {
  const others = attachmentCount - own;
  return others > 0 ? `${text}\n(attached ${others} times more)` : text;
}

export function newVersionRunner(step: StepOf<'create-policy-version'>): StepRunner {
  const { policyArn: arn, before, after } = step;
  return {
    ...plain,
    what: `default version of managed policy \`${arn}\``,
    before: before.document,
    after,
    observe: async (reader) => stateOf(await reader.managedPolicy(arn), ({ text }) => text),
    take: async (writer) => {
      const answer = await writer.createPolicyVersion({ arn, document: after });
      return answer.ok ? ok({ versionId: answer.value.versionId }) : err(answer.error);
    },
    recover: async (reader) => {
      const policy = await reader.managedPolicy(arn);
      return policy.kind === 'known' ? { versionId: policy.value.defaultVersionId } : NOTHING_MADE;
    },
    revert: (writer, { versionId }) => revertVersion(writer, step, { versionId }),
  };
}

/** Only a version that is not the default can be deleted, so the earlier one becomes the default first. */
async function revertVersion(
  writer: AccountWriter,
  { policyArn: arn, before }: StepOf<'create-policy-version'>,
  { versionId }: Made,
): Promise<Result<null, CallProblem>> {
  const restored = await writer.setDefaultPolicyVersion({ arn, versionId: before.versionId });
  if (!restored.ok || versionId === null || versionId === before.versionId) return restored;
  return deleted(writer.deletePolicyVersion({ arn, versionId }));
}
