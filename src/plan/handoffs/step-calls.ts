/** Each kind of step as the call of the AWS CLI that makes it. */
import { forStep, type PerStep, type Step } from '../steps/step.ts';
import type { AwsCall } from './handoff.ts';
import { writingCall } from './resource-keepers.ts';

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
  'create-role': (step) => ({
    operation: 'iam create-role',
    options: [
      ['--role-name', step.role],
      ['--path', step.path],
      ['--description', step.description],
      ['--assume-role-policy-document', step.trustPolicy],
      ...(step.boundaryArn === null ? [] : [['--permissions-boundary', step.boundaryArn] as const]),
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
  'write-policy': ({ at, after }) => writingCall(at, after),
  'create-repository': (step) => ({
    operation: 'ecr create-repository',
    options: [
      ['--repository-name', step.name],
      ['--region', step.region],
      ['--image-scanning-configuration', `scanOnPush=${step.scanOnPush}`],
      ['--image-tag-mutability', step.tagMutability],
    ],
  }),
};

/** `region`: the project's. */
export const callOfStep = (step: Step, region: string): AwsCall => forStep(CALLS, step, region);
