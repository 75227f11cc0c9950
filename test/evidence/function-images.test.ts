import { describe, expect, it } from 'vitest';
import {
  absent,
  known,
  type Known,
  type PolicyDocument,
  type Snapshot,
  unreadable,
} from '#account/snapshot.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import {
  ACCOUNT,
  policy,
  REGION,
  repository,
  REPOSITORY,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';

const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const lambda = (action: string | readonly string[], more: object = {}) =>
  policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: action, ...more });
const BOTH = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const stored = (text: string): Known<PolicyDocument> => known({ name: 'policy', arn: null, text });
const ofFunctions = (account: string) => ({
  Condition: { StringLike: { 'aws:sourceArn': `arn:aws:lambda:${REGION}:${account}:function:*` } },
});
const problem = { what: 'policy', why: 'AccessDenied', message: '', needs: null, on: null };

function asked(found: Known<PolicyDocument>, host = HOST, repositories?: Snapshot['repositories']) {
  const command = `aws lambda update-function-code --function-name web --image-uri ${host}/tracker_api:1`;
  const buildspec = JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } });
  const base = snapshotWith({
    build: absent,
    repositories: repositories ?? { [REPOSITORY]: repository({ policy: found }) },
  });
  const { needs, evidence } = diagnoseSnapshot({
    ...base,
    project: { ...base.project, source: { ...base.project.source, buildspec } },
  });
  return {
    needs: needs.flatMap(({ action }) => (action.startsWith('ecr:') ? [action] : [])).toSorted(),
    said: evidence.some((one) => one.kind === 'unresolved' && one.why.includes('Lambda may pull')),
  };
}

const OWN_RIGHTS = ['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'];

describe("a function's image", () => {
  it.each([
    ['a policy that lets Lambda pull', stored(lambda(BOTH))],
    ['the policy that Lambda writes itself', stored(lambda(BOTH, ofFunctions(ACCOUNT)))],
    ['a policy that lets Lambda do more', stored(lambda('ecr:*'))],
  ])('in a repository with %s asks for nothing', (_what, found) => {
    expect(asked(found)).toEqual({ needs: [], said: false });
  });

  it.each([
    ['no policy', absent],
    ['a policy for half of a pull', stored(lambda('ecr:BatchGetImage'))],
    ["a policy for another account's functions", stored(lambda(BOTH, ofFunctions('111122223333')))],
    [
      'a policy that lets somebody else in',
      stored(policy({ Effect: 'Allow', Principal: '*', Action: 'ecr:ListImages' })),
    ],
  ])('in a repository with %s asks for what Lambda lets itself in with', (_what, found) => {
    expect(asked(found)).toEqual({ needs: OWN_RIGHTS, said: false });
  });

  it.each([
    ['could not be read', unreadable(problem)],
    [
      'hangs on what is not known',
      stored(lambda(BOTH, { Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } })),
    ],
  ])('in a repository whose policy %s is said, and asks for nothing', (_what, found) => {
    expect(asked(found)).toEqual({ needs: [], said: true });
  });

  it("of another account's repository asks for the right to pull", () => {
    const host = HOST.replace(ACCOUNT, '111122223333');
    expect(asked(absent, host, {})).toEqual({ needs: BOTH, said: false });
  });
});
