/** The step that gives a project another role, where CodeBuild may not assume the present one. */
import { describe, expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { handOver, notesOnReopening } from '#plan/hand-over.ts';
import { notPutBack } from '#plan/operator/put-back.ts';
import { rightsOfStep } from '#plan/operator/step-rights.ts';
import { policy, roleWith, ROLE_ARN, ROLE_NAME, snapshotWith } from '../diagnosis/build-snapshot.ts';

const AFTER = 'arn:aws:iam::290008131176:role/other';
const toCodeBuild = { Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' };
const toEc2 = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };

function handedOver(trustPolicy: string) {
  const plain = snapshotWith({ role: known(roleWith({}, { trustPolicy })) });
  const snapshot = { ...plain, project: { ...plain.project, serviceRole: ROLE_ARN } };
  return { snapshot, step: handOver(snapshot, AFTER) };
}

describe('the step that gives a project another role', () => {
  it('opens nothing where CodeBuild may assume the present one', () => {
    expect(handedOver(policy({ Effect: 'Allow', ...toCodeBuild })).step.reopened).toBeUndefined();
  });

  it('lets undo open the present one for this project alone, and says so with the right it takes', () => {
    const trustPolicy = policy(toEc2);
    const { snapshot, step } = handedOver(trustPolicy);
    expect(step.reopened).toMatchObject({ role: ROLE_NAME, roleArn: ROLE_ARN, before: trustPolicy });
    const { Statement } = JSON.parse(step.reopened?.open ?? '') as { Statement: readonly object[] };
    expect(Statement).toEqual([
      toEc2,
      {
        Sid: 'OpenedByUndoOf',
        Effect: 'Allow',
        ...toCodeBuild,
        Condition: {
          StringEquals: { 'aws:SourceAccount': snapshot.account, 'aws:SourceArn': snapshot.project.arn },
        },
      },
    ]);
    expect(notPutBack(snapshot, [step])).toEqual([]);
    expect(notesOnReopening(step)).toHaveLength(1);
    expect(rightsOfStep(step, snapshot).undo).toContainEqual({
      action: 'iam:UpdateAssumeRolePolicy',
      resource: ROLE_ARN,
    });
  });

  it('gets round no Deny: then it is said that the role cannot be given back', () => {
    const { snapshot, step } = handedOver(policy(toEc2, { Effect: 'Deny', ...toCodeBuild }));
    expect(step.reopened).toBeUndefined();
    expect(notPutBack(snapshot, [step])).toHaveLength(1);
  });
});
