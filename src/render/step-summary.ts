/** One line for people on what a step does, and the ARN or name it does it to. */
import type { Step, StepKind } from '#plan/plan.ts';

type Of<Text> = { readonly [Kind in StepKind]: (step: Extract<Step, { kind: Kind }>) => Text };

const SUMMARIES: Of<string> = {
  'put-role-policy': (step) =>
    `${step.before === null ? 'add' : 'extend'} the inline policy \`${step.policyName}\` ${step.before === null ? 'to' : 'of'} the role \`${step.role}\``,
  'create-policy': (step) => `create the managed policy \`${step.policyArn}\``,
  'create-policy-version': (step) =>
    `write a new default version of \`${step.policyArn}\` (now ${step.before.versionId})`,
  'attach-role-policy': (step) => `attach \`${step.policyArn}\` to the role \`${step.role}\``,
  'create-role': (step) => `create the role \`${step.role}\`, which only this project may use`,
  'set-project-role': (step) =>
    `give the project \`${step.project}\` the role \`${step.after}\` (now \`${step.before}\`)`,
  'create-repository': (step) =>
    `create the repository \`${step.name}\` in ${step.region} (scan on push ${step.scanOnPush ? 'on' : 'off'}, tags ${step.tagMutability.toLowerCase()})`,
};

const TARGETS: Of<string> = {
  'put-role-policy': (step) => step.roleArn,
  'create-policy': (step) => step.policyArn,
  'create-policy-version': (step) => step.policyArn,
  'attach-role-policy': (step) => step.roleArn,
  'create-role': (step) => step.roleArn,
  'set-project-role': (step) => step.project,
  'create-repository': (step) => step.arn,
};

export function stepSummary(step: Step): string {
  return (SUMMARIES[step.kind] as (step: Step) => string)(step);
}

export function stepTarget(step: Step): string {
  return (TARGETS[step.kind] as (step: Step) => string)(step);
}
