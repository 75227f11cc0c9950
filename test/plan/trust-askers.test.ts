/** One trust policy that keeps CodeBuild from a role and a command of the build from taking it once more: one edit for both. */
import { describe, expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import { judgeNeed, takingOf } from '#diagnosis/judge.ts';
import { afterSteps } from '#plan/after-state.ts';
import { handoffsOf } from '#plan/handoffs/handoffs.ts';
import {
  ACCOUNT,
  allow,
  need,
  policy,
  PUSH_ACTIONS,
  ROLE_ARN,
  roleWith,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';

const taken = need('sts:AssumeRole', ROLE_ARN);
const trusted = (...Principal: readonly object[]): readonly object[] =>
  Principal.map((one) => ({ Effect: 'Allow', Principal: one, Action: 'sts:AssumeRole' }));
const FROZEN = { Sid: 'Frozen', Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };

function withTrust(...statements: readonly object[]) {
  const rights = { push: allow(['sts:AssumeRole', 'ecr:GetAuthorizationToken', ...PUSH_ACTIONS], '*') };
  const role = roleWith(rights, { trustPolicy: policy(...statements) });
  const diagnosis = diagnose(snapshotWith({ role: known(role) }), [], [taken]);
  return { diagnosis, handoffs: handoffsOf(diagnosis, { steps: [], after: diagnosis.snapshot }) };
}

/** Whether the text lets both take the role. */
function letsBoth(snapshot: Snapshot, after: string | null): boolean {
  const at = { kind: 'trust', account: ACCOUNT, region: '', on: ROLE_ARN } as const;
  const edited = afterSteps(snapshot, [{ kind: 'write-policy', at, before: null, after: after ?? '' }]);
  const judged = [takingOf(edited), judgeNeed(edited, taken)];
  return judged.every((one) => one?.decision.decision === 'allowed');
}

describe('a trust policy that two askers are stopped by', () => {
  it.each([
    ['lacks both', trusted({ Service: 'ec2.amazonaws.com' })],
    ['denies both', [...trusted({ Service: 'codebuild.amazonaws.com' }, { AWS: ROLE_ARN }), FROZEN]],
    ['denies both, and lacks one', [...trusted({ AWS: ROLE_ARN }), FROZEN]],
  ])('is handed off once where it %s, with a text that lets both in', (_, statements) => {
    const { diagnosis, handoffs } = withTrust(...statements);
    expect(handoffs.map(({ at }) => at)).toEqual([ROLE_ARN]);
    expect(letsBoth(diagnosis.snapshot, handoffs[0]?.change.after ?? null)).toBe(true);
  });

  it('is told with an exception for both where it denies them', () => {
    const { diagnosis, handoffs } = withTrust(...trusted({ Service: 'codebuild.amazonaws.com' }), FROZEN);
    const both = /(?=.*this role)(?=.*CodeBuild for this project)(?=.*aws:SourceArn)(?=.*aws:PrincipalArn)/s;
    for (const { next } of diagnosis.findings) expect(next).toMatch(both);
    expect(handoffs[0]?.why).toMatch(/(?=.*this role)(?=.*CodeBuild for this project)/);
  });
});
