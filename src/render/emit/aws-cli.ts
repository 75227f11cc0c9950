/**
 * A plan as AWS CLI commands. Comes in: a plan. Goes out: a POSIX shell script that makes the same
 * changes in the same order. Never: anything the plan does not hold; every value is quoted.
 */
import type { Plan } from '#plan/plan.ts';
import { forStep, type PerStep, type Step } from '#plan/steps/step.ts';
import { shellQuote } from '../shell-quote.ts';

type Options = readonly (readonly [flag: string, value: string] | readonly [flag: string])[];

function command(operation: string, options: Options): string {
  const lines = options.map(([flag, value]) =>
    value === undefined ? `    ${flag}` : `    ${flag} ${shellQuote(value)}`,
  );
  return [`aws ${operation}`, ...lines].join(' \\\n');
}

const COMMANDS: PerStep<string> = {
  'put-role-policy': (step) =>
    command('iam put-role-policy', [
      ['--role-name', step.role],
      ['--policy-name', step.policyName],
      ['--policy-document', step.after],
    ]),
  'create-policy': (step) =>
    command('iam create-policy', [
      ['--policy-name', step.policyName],
      ['--path', step.path],
      ['--description', step.description],
      ['--policy-document', step.after],
    ]),
  'create-policy-version': (step) =>
    command('iam create-policy-version', [
      ['--policy-arn', step.policyArn],
      ['--policy-document', step.after],
      ['--set-as-default'],
    ]),
  'attach-role-policy': (step) =>
    command('iam attach-role-policy', [
      ['--role-name', step.role],
      ['--policy-arn', step.policyArn],
    ]),
  'create-role': (step) =>
    command('iam create-role', [
      ['--role-name', step.role],
      ['--path', step.path],
      ['--description', step.description],
      ['--assume-role-policy-document', step.trustPolicy],
      ...(step.boundaryArn === null ? [] : [['--permissions-boundary', step.boundaryArn] as const]),
    ]),
  'set-project-role': (step) =>
    command('codebuild update-project', [
      ['--name', step.project],
      ['--service-role', step.after],
    ]),
  'create-repository': (step) =>
    command('ecr create-repository', [
      ['--repository-name', step.name],
      ['--region', step.region],
      ['--image-scanning-configuration', `scanOnPush=${step.scanOnPush}`],
      ['--image-tag-mutability', step.tagMutability],
    ]),
};

/** One step as one command. */
const stepCommand = (step: Step): string => forStep(COMMANDS, step);

/** All steps as a script; regional calls name their region. */
export function emitAwsCli(plan: Plan): string {
  const commands = plan.steps.map((step) => {
    const text = stepCommand(step);
    return step.kind === 'set-project-role' ? `${text} \\\n    --region ${plan.project.region}` : text;
  });
  return `${commands.join('\n\n')}\n`;
}
