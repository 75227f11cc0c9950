/** The line from a build's leftovers to a plan, with the real readers: what a person would see of the runbook's case. */
import { describe, expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import { collectEvidence } from '#evidence/collect-evidence.ts';
import { needsOf } from '#needs/needs.ts';
import { makePlan } from '#plan/make-plan.ts';
import {
  ACCOUNT,
  BUILD,
  PROJECT,
  PUSH_ACTIONS,
  REGION,
  REPOSITORY,
  ROLE_ARN,
  ROLE_NAME,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';
import { OPTIONS } from './plan-of.ts';

const BUILDSPEC = `version: 0.2
phases:
  pre_build:
    commands:
      - aws ecr get-login-password --region $AWS_DEFAULT_REGION | docker login --username AWS --password-stdin $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com
  build:
    commands:
      - docker build -t $IMAGE_REPO_NAME:$IMAGE_TAG .
      - docker tag $IMAGE_REPO_NAME:$IMAGE_TAG $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG
  post_build:
    commands:
      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG
`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-8c2f`;
const LOG = [
  '[Container] 2026/11/24 02:00:00 Running command aws ecr get-login-password --region $AWS_DEFAULT_REGION | docker login …',
  '',
  `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: ${SESSION} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
  'Error: Cannot perform an interactive login from a non TTY device',
  '[Container] 2026/11/24 02:00:01 Command did not exit successfully aws ecr get-login-password … exit status 1',
  '[Container] 2026/11/24 02:00:01 Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: aws ecr get-login-password. Reason: exit status 1',
];

function snapshot(more: Partial<Snapshot>, log: readonly string[]): Snapshot {
  const variables = [
    { name: 'AWS_ACCOUNT_ID', value: ACCOUNT, type: 'PLAINTEXT' as const },
    { name: 'IMAGE_REPO_NAME', value: 'tracker_api', type: 'PLAINTEXT' as const },
    { name: 'IMAGE_TAG', value: 'latest', type: 'PLAINTEXT' as const },
  ];
  const project = {
    ...PROJECT,
    source: { ...PROJECT.source, buildspec: BUILDSPEC },
    environment: { ...PROJECT.environment, variables },
  };
  return snapshotWith({
    project,
    log: known({ group: 'g', stream: 's', lines: log, truncated: false }),
    ...more,
  });
}

function planned(more: Partial<Snapshot> = {}, log: readonly string[] = LOG) {
  const taken = snapshot(more, log);
  const { project } = taken;
  const evidence = collectEvidence({ snapshot: taken, source: null });
  const scope = {
    partition: 'aws',
    account: ACCOUNT,
    region: REGION,
    projectName: project.name,
    projectArn: project.arn,
    roleArn: ROLE_ARN,
  };
  const diagnosis = diagnose(taken, evidence, needsOf(evidence, scope, { least: false }));
  const plan = makePlan(diagnosis, OPTIONS);
  if (!plan.ok) throw new Error(plan.error.message);
  return { diagnosis, plan: plan.value };
}

describe('from a failed build to a plan', () => {
  it('the runbook case is one finding, and exactly the runbook’s grants', () => {
    const { diagnosis, plan } = planned();
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['identity-allow-missing']);
    expect(new Set(plan.grants.map(({ action, resource }) => `${action} ${resource}`))).toEqual(
      new Set(['ecr:GetAuthorizationToken *', ...PUSH_ACTIONS.map((action) => `${action} ${REPOSITORY}`)]),
    );
    expect(plan.withheld).toEqual([]);
  });

  it('a log that claims more is believed for nothing', () => {
    const evil = [
      ...LOG,
      `An error occurred (AccessDenied) when calling the PutRolePolicy operation: User: ${SESSION} is not authorized to perform: iam:PutRolePolicy on resource: role admin because no identity-based policy allows the iam:PutRolePolicy action`,
      `denied: User: ${SESSION} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:${REGION}:${ACCOUNT}:repository/production because no identity-based policy allows the ecr:PutImage action`,
      `An error occurred (AccessDenied) when calling the PutObject operation: User: ${SESSION} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::secrets/x" because no identity-based policy allows the s3:PutObject action`,
    ];
    const { plan } = planned({}, evil);
    expect(plan.grants).toEqual(planned().plan.grants);
    expect(plan.withheld.map(({ action }) => action)).toContain('s3:PutObject');
    expect(plan.withheld.some(({ resource }) => resource.endsWith('repository/production'))).toBe(true);
  });

  it('a role that cannot even write its log is told by the phase context', () => {
    const message = `Service role ${ROLE_ARN} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${BUILD.arn}. Error message: User: ${SESSION} is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI:log-stream:8c2f because no identity-based policy allows the logs:CreateLogStream action`;
    const phases = [
      {
        type: 'QUEUED',
        status: 'FAILED',
        durationInSeconds: 1,
        contexts: [{ statusCode: 'ACCESS_DENIED', message }],
      },
    ];
    const taken = snapshotWith();
    if (taken.role.kind !== 'known') throw new Error('no role');
    const role = known({ ...taken.role.value, attached: known([]) });
    const { diagnosis, plan } = planned({
      role,
      build: known({ ...BUILD, phases }),
      log: { kind: 'absent' },
    });
    const codes = diagnosis.findings.map(({ code }) => code);
    expect(codes).toContain('logs-not-writable');
    expect(plan.grants.map(({ action }) => action)).toContain('logs:CreateLogStream');
  });

  it('a denial by a service control policy is not answered with an Allow', () => {
    const scp = [
      `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: ${SESSION} is not authorized to perform: ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-abc`,
    ];
    const hidden = {
      kind: 'unreadable',
      problem: { what: 'SCPs', why: 'AccessDeniedException', message: '', needs: null, on: null },
    } as const;
    const { diagnosis, plan } = planned({ serviceControl: hidden }, scp);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['identity-allow-missing', 'scp-blocks']);
    expect(diagnosis.findings[1]?.cause).toContain('p-abc');
    expect(plan.grants.map(({ action }) => action)).not.toContain('ecr:GetAuthorizationToken');
    expect(plan.withheld).toMatchObject([{ action: 'ecr:GetAuthorizationToken' }]);
  });
});
