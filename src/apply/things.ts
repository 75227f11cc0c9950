/** What the steps of a change write more than once: a later round may extend what an earlier one wrote. */
import { forStep, type PerStep, type Step } from '#plan/steps/step.ts';
import { wordAddress } from '#plan/steps/write-policy.ts';

/** What a step changes, the same for all kinds of steps that change it. */
const THINGS: PerStep<string> = {
  'put-role-policy': ({ roleArn, policyName }) => `${roleArn} ${policyName}`,
  'create-policy': ({ policyArn }) => policyArn,
  'create-policy-version': ({ policyArn }) => policyArn,
  'attach-role-policy': ({ roleArn, policyArn }) => `${roleArn} ${policyArn}`,
  'delete-role-policy': ({ roleArn, policyName }) => `${roleArn} ${policyName}`,
  'detach-role-policy': ({ roleArn, policyArn }) => `${roleArn} ${policyArn}`,
  'create-role': ({ roleArn }) => roleArn,
  'set-project-role': ({ project }) => `role of ${project}`,
  'set-project-setting': ({ project, setting }) => `${setting} of ${project}`,
  'add-tag': ({ on, key }) => `tag ${key} of ${on}`,
  'create-repository': ({ arn }) => arn,
  'write-policy': ({ at }) => wordAddress(at),
};

const isSameThing = (one: Step, other: Step): boolean => forStep(THINGS, one) === forStep(THINGS, other);

interface Entry {
  readonly step: Step;
}

/** The entries after it that change the same thing, oldest first. */
export function laterOnes<E extends Entry>(entries: readonly E[], entry: E): readonly E[] {
  const index = entries.indexOf(entry);
  return entries.slice(index + 1).filter(({ step }) => isSameThing(step, entry.step));
}

/** The step as it would stand had it left what a later one did; null: it writes no text that another could. */
export function asLeftBy(step: Step, later: Step): Step | null {
  return 'after' in step && 'after' in later ? { ...step, after: later.after } : null;
}
