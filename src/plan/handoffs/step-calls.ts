/** Each kind of step as the call of the AWS CLI that makes it. */
import type { Tag } from '#account/ports.ts';
import { MEMBERS, memberValue, type SettingValue } from '#account/project-setting.ts';
import { forStep, type PerStep, type Step } from '../steps/step.ts';
import type { AwsCall } from './handoff.ts';
import { writingCall } from './resource-keepers.ts';
import { taggingCall } from './tagging-calls.ts';

/** As JSON: the short form has signs of its own that a value may hold. */
const tagged = (tags: readonly Tag[] = []): readonly (readonly [string, string])[] =>
  tags.length === 0
    ? []
    : [['--tags', JSON.stringify(tags.map(({ key, value }) => ({ Key: key, Value: value })))]];

const CALLS: PerStep<AwsCall, [region: string]> = {
  'put-role-policy': (step) => ({
    operation: 'iam put-role-policy',
    options: [
      ['--role-name', step.role],
      ['--policy-name', step.policyName],
      ['--policy-document', step.after],
    ],
  }),
  'create-policy': (step) => ({
    operation: 'iam create-policy',
    options: [
      ['--policy-name', step.policyName],
      ['--path', step.path],
      ['--description', step.description],
      ['--policy-document', step.after],
      ...tagged(step.tags),
    ],
  }),
  'create-policy-version': (step) => ({
    operation: 'iam create-policy-version',
    options: [['--policy-arn', step.policyArn], ['--policy-document', step.after], ['--set-as-default']],
  }),
  'attach-role-policy': (step) => ({
    operation: 'iam attach-role-policy',
    options: [
      ['--role-name', step.role],
      ['--policy-arn', step.policyArn],
    ],
  }),
  'delete-role-policy': (step) => ({
    operation: 'iam delete-role-policy',
    options: [
      ['--role-name', step.role],
      ['--policy-name', step.policyName],
    ],
  }),
  'detach-role-policy': (step) => ({
    operation: 'iam detach-role-policy',
    options: [
      ['--role-name', step.role],
      ['--policy-arn', step.policyArn],
    ],
  }),
  'create-role': (step) => ({
    operation: 'iam create-role',
    options: [
      ['--role-name', step.role],
      ['--path', step.path],
      ['--description', step.description],
      ['--assume-role-policy-document', step.trustPolicy],
      ...(step.boundaryArn === null ? [] : [['--permissions-boundary', step.boundaryArn] as const]),
      ...tagged(step.tags),
    ],
  }),
  'set-project-role': (step, region) => ({
    operation: 'codebuild update-project',
    options: [
      ['--name', step.project],
      ['--service-role', step.after],
      ['--region', region],
    ],
  }),
  'set-project-setting': ({ project, setting, after }, region) =>
    settingCall({ project, region }, { setting, value: after }),
  'write-policy': ({ at, after }) => writingCall(at, after),
  'add-tag': ({ on, key, after }) => taggingCall(on, { key, value: after }),
  'create-repository': (step) => ({
    operation: 'ecr create-repository',
    options: [
      ['--repository-name', step.name],
      ['--region', step.region],
      ['--image-scanning-configuration', `scanOnPush=${step.scanOnPush}`],
      ['--image-tag-mutability', step.tagMutability],
      ...tagged(step.tags),
    ],
  }),
};

interface OfProject {
  readonly project: string;
  readonly region: string;
}

/** A setting of a project given another value. */
export const settingCall = (of: OfProject, setting: SettingValue): AwsCall =>
  environmentCall(of, MEMBERS[setting.setting], memberValue(setting));

/**
 * UpdateProject takes the whole environment: what it is now goes from one call to the other, so that the values of its variables
 * are neither printed nor kept.
 */
export function environmentCall(
  { project, region }: OfProject,
  member: string,
  value: boolean | string | undefined,
): AwsCall {
  const changed = `merge(projects[0].environment, {${member}: \`${JSON.stringify(value)}\`})`;
  return {
    operation: 'codebuild update-project',
    options: [
      ['--name', project],
      ['--region', region],
    ],
    printed: [
      '--environment',
      {
        operation: 'codebuild batch-get-projects',
        options: [
          ['--names', project],
          ['--region', region],
          ['--query', changed],
          ['--output', 'json'],
        ],
      },
    ],
  };
}

/** `region`: the project's. */
export const callOfStep = (step: Step, region: string): AwsCall => forStep(CALLS, step, region);
