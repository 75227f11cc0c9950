/** Steps on what a role is given: its inline policy, its attached policies. */
import { ok, type Result } from '#basics/result.ts';
import type { AccountReader } from '#account/ports.ts';
import type { Known, PolicyDocument, Role, Unreadable } from '#account/snapshot.ts';
import type { StepOf } from '#plan/steps/step.ts';
import { deleted, made, plain, type State, stateOf, type StepRunner } from './step-runner.ts';

export function inlinePolicyRunner(step: StepOf<'put-role-policy'>): StepRunner {
  const { role, policyName: name, before, after } = step;
  return {
    ...plain,
    what: `inline policy \`${name}\` of role \`${role}\``,
    before,
    after,
    observe: (reader) =>
      observeList(reader, role, { list: ({ inline }) => inline, isIt: (policy) => policy.name === name }),
    take: (writer) => made(writer.putRolePolicy({ role, name, document: after })),
    revert: (writer) =>
      before === null
        ? deleted(writer.deleteRolePolicy({ role, name }))
        : writer.putRolePolicy({ role, name, document: before }),
  };
}

export function deletionRunner(step: StepOf<'delete-role-policy'>): StepRunner {
  const { role, policyName: name, before } = step;
  return {
    ...plain,
    what: `inline policy \`${name}\` of role \`${role}\``,
    before,
    after: null,
    observe: (reader) =>
      observeList(reader, role, { list: ({ inline }) => inline, isIt: (policy) => policy.name === name }),
    take: (writer) => made(deleted(writer.deleteRolePolicy({ role, name }))),
    revert: (writer) => writer.putRolePolicy({ role, name, document: before }),
  };
}

export function attachmentRunner(step: StepOf<'attach-role-policy'>): StepRunner {
  const { role, policyArn: arn } = step;
  return {
    ...attachment(step),
    before: null,
    after: ATTACHED,
    take: (writer) => made(writer.attachRolePolicy({ role, arn })),
    revert: (writer) => deleted(writer.detachRolePolicy({ role, arn })),
  };
}

export function detachmentRunner(step: StepOf<'detach-role-policy'>): StepRunner {
  const { role, policyArn: arn } = step;
  return {
    ...attachment(step),
    before: ATTACHED,
    after: null,
    take: (writer) => made(deleted(writer.detachRolePolicy({ role, arn }))),
    revert: (writer) => writer.attachRolePolicy({ role, arn }),
  };
}

const ATTACHED = 'attached';

/** What attaching and detaching have in common: what they look at. */
function attachment({ role, policyArn: arn }: StepOf<'attach-role-policy' | 'detach-role-policy'>) {
  return {
    ...plain,
    what: `attachment of \`${arn}\` to role \`${role}\``,
    observe: (reader: AccountReader) =>
      observeList(reader, role, {
        list: ({ attached }) => attached,
        isIt: (policy) => policy.arn === arn,
        text: () => ATTACHED,
      }),
  };
}

interface Look<T extends PolicyDocument> {
  readonly list: (role: Role) => Known<readonly Known<T>[]>;
  readonly isIt: (policy: T) => boolean;
  readonly text?: (policy: T) => string;
}

/** A policy is not there only if every policy of the list was read; a role that is gone has none. */
async function observeList<T extends PolicyDocument>(
  reader: AccountReader,
  roleName: string,
  { list, isIt, text = (policy) => policy.text }: Look<T>,
): Promise<Result<State, Unreadable>> {
  const role = await reader.role(roleName);
  if (role.kind !== 'known') return stateOf(role, () => null);
  const policies = list(role.value);
  if (policies.kind !== 'known') return stateOf(policies, () => null);
  for (const policy of policies.value) {
    if (policy.kind === 'known' && isIt(policy.value)) return ok(text(policy.value));
  }
  const hidden = policies.value.find(({ kind }) => kind === 'unreadable');
  return hidden === undefined ? ok(null) : stateOf(hidden, () => null);
}
