/** Steps on customer managed policies: a new one, or a new default version of one. */
import { err, ok, type Result } from '#basics/result.ts';
import type { AccountWriter, CallProblem } from '#account/ports.ts';
import type { ManagedPolicy } from '#account/snapshot.ts';
import type { StepOf } from '#plan/steps/step.ts';
import { isMarked } from '../mark.ts';
import { deleted, made, plain, stateOf, type StepRunner, taggedBy, type Whole } from './step-runner.ts';

/** What the same change attaches it to is no use of somebody else's. */
export function newPolicyRunner(step: StepOf<'create-policy'>, { id, steps }: Whole): StepRunner {
  const { policyArn: arn, policyName: name, path, description, after, tags } = step;
  const own = steps.filter((one) => one.kind === 'attach-role-policy' && one.policyArn === arn).length;
  const state = (policy: Pick<ManagedPolicy, 'text' | 'attachmentCount' | 'description'>): string =>
    withOtherUses(policy, own) + withOtherDescription(policy, description);
  return {
    ...plain,
    what: `managed policy \`${arn}\``,
    before: null,
    after,
    marked: isMarked(description, id),
    observe: async (reader) => stateOf(await reader.managedPolicy(arn), state),
    take: (writer) =>
      made(writer.createPolicy({ name, path, description, document: after, ...taggedBy(tags) })),
    revert: (writer) => deleted(writer.deletePolicy({ arn })),
  };
}

function withOtherUses(
  { text, attachmentCount }: Pick<ManagedPolicy, 'text' | 'attachmentCount'>,
  own: number,
): string {
  const others = attachmentCount - own;
  return others > 0 ? `${text}\n(attached ${others} times more)` : text;
}

/** Nobody can change the description of a policy: another one is another policy. Source: IAM API, CreatePolicy. */
function withOtherDescription({ description }: Pick<ManagedPolicy, 'description'>, own: string): string {
  return description === undefined || description === own ? '' : `\n(described as: ${description})`;
}

export function newVersionRunner(step: StepOf<'create-policy-version'>, whole: Whole): StepRunner {
  const { policyArn: arn, before, after } = step;
  const { versionId } = whole.made;
  const left = `${before.document}\n(version ${versionId} is still there)`;
  const isLeft = ({ text, versions = [] }: ManagedPolicy): boolean =>
    text === before.document && versionId !== null && versions.includes(versionId);
  return {
    ...plain,
    what: `default version of managed policy \`${arn}\``,
    before: before.document,
    after,
    halves: [left],
    repeatable: false,
    observe: async (reader) =>
      stateOf(await reader.managedPolicy(arn), (policy) => (isLeft(policy) ? left : policy.text)),
    take: async (writer) => {
      const answer = await writer.createPolicyVersion({ arn, document: after });
      return answer.ok ? ok({ versionId: answer.value.versionId }) : err(answer.error);
    },
    recover: async (reader) => {
      const version = stateOf(await reader.managedPolicy(arn), (policy) => policy.defaultVersionId);
      return version.ok ? ok({ versionId: version.value }) : version;
    },
    revert: (writer) => revertVersion(writer, step, versionId),
  };
}

/** Only a version that is not the default can be deleted, so the earlier one becomes the default first. */
async function revertVersion(
  writer: AccountWriter,
  { policyArn: arn, before }: StepOf<'create-policy-version'>,
  versionId: string | null,
): Promise<Result<null, CallProblem>> {
  const restored = await writer.setDefaultPolicyVersion({ arn, versionId: before.versionId });
  if (!restored.ok || versionId === null || versionId === before.versionId) return restored;
  return deleted(writer.deletePolicyVersion({ arn, versionId }));
}
