/** What the caller may do of a plan, by what the simulator answers. */
import { describe, expect, it } from 'vitest';
import type { AnsweredRead } from '#account/ports.ts';
import type { SimulatedVerdict } from '#account/simulation.ts';
import { absent, known } from '#account/snapshot.ts';
import { err, ok } from '#basics/result.ts';
import { answeredRights } from '#plan/operator/answered-rights.ts';
import { judgeOperator } from '#plan/operator/judge-operator.ts';
import { notPutBack } from '#plan/operator/put-back.ts';
import { requiredRights } from '#plan/operator/required-rights.ts';
import type { Right } from '#plan/operator/right.ts';
import { rightsPolicy } from '#plan/operator/rights-policy.ts';
import type { Step } from '#plan/plan.ts';
import {
  managed,
  policy,
  roleWith,
  ROLE_ARN,
  ROLE_NAME,
  snapshotWith,
} from '../../diagnosis/build-snapshot.ts';

const PUT: Right = { action: 'iam:PutRolePolicy', resource: ROLE_ARN, for: 'apply' };
const MAKE: Right = {
  action: 'ecr:CreateRepository',
  resource: 'arn:aws:ecr:us-west-2:290008131176:repository/a',
  for: 'apply',
};

const verdict = (
  { action, resource }: Right,
  said: SimulatedVerdict['verdict'],
  missingContext: readonly string[] = [],
): SimulatedVerdict => ({ action, resource, verdict: said, missingContext });

const judged = (right: Right, said: SimulatedVerdict, snapshot = snapshotWith({})) =>
  judgeOperator(WHO, [], { rights: [right], verdicts: ok([said]), around: snapshot });

const WHO = { as: 'arn:aws:iam::290008131176:user/x', principal: 'arn:aws:iam::290008131176:user/x' };

const put = (before: string | null): Step => ({
  kind: 'put-role-policy',
  role: ROLE_NAME,
  roleArn: ROLE_ARN,
  policyName: 'CodeBuild-ECR-Permissions',
  before,
  after: '{}',
});

const switchFrom = (before: string): Step => ({
  kind: 'set-project-role',
  project: 'TrackerAPI',
  before,
  after: 'arn:aws:iam::290008131176:role/other',
});

const rightsOf = (steps: readonly Step[], snapshot = snapshotWith({})) =>
  requiredRights({ steps, roleArn: ROLE_ARN }, { ...snapshot, roles: [] }, { kind: 'retry' });

describe('the operator', () => {
  it('lacks what the simulator denies outright', () => {
    const { lacks, unchecked } = judged(PUT, verdict(PUT, 'implicitlyDenied'));
    expect(lacks).toEqual([PUT]);
    expect(unchecked).toEqual([]);
  });

  it.each(['implicitlyDenied', 'explicitlyDenied'] as const)(
    'does not lack for certain what is %s for want of a context key',
    (said) => {
      const operator = judged(PUT, verdict(PUT, said, ['aws:MultiFactorAuthPresent']));
      expect(operator.lacks).toEqual([]);
      expect(operator.unchecked).toEqual([PUT]);
      expect(operator.whyUnchecked).toContain('`aws:MultiFactorAuthPresent`');
    },
  );

  it('does not lack for certain a repository that the policy of the registry may let it make', () => {
    expect(judged(MAKE, verdict(MAKE, 'implicitlyDenied')).unchecked).toEqual([MAKE]);
    const open = snapshotWith({ registryPolicies: { '290008131176/us-west-2': absent } });
    expect(judged(MAKE, verdict(MAKE, 'implicitlyDenied'), open).lacks).toEqual([MAKE]);
    expect(judged(MAKE, verdict(MAKE, 'explicitlyDenied')).lacks).toEqual([{ ...MAKE, isDeny: true }]);
  });

  it('is not known to lack anything where the simulator may not be asked, but for that', () => {
    const right = { action: 'iam:SimulatePrincipalPolicy', resource: 'arn:aws:iam::290008131176:user/x' };
    const operator = judgeOperator(WHO, [], {
      rights: [PUT],
      verdicts: err({ why: 'not allowed', lacks: [right] }),
      around: snapshotWith({}),
    });
    expect(operator).toMatchObject({
      lacks: [{ ...right, for: 'read' }],
      unchecked: [PUT],
      whyUnchecked: 'not allowed',
    });
  });

  it('is not known to lack what is asked on a pattern, or what the policy of the thing itself may allow', () => {
    const pattern: Right = { ...PUT, resource: 'arn:aws:iam::290008131176:policy/*' };
    expect(judged(pattern, verdict(pattern, 'implicitlyDenied'))).toMatchObject({ lacks: [] });
    const key: Right = {
      action: 'kms:DescribeKey',
      resource: 'arn:aws:kms:us-west-2:290008131176:key/1',
      for: 'read',
    };
    expect(judged(key, verdict(key, 'implicitlyDenied')).whyUnchecked).toContain('the policy of the key');
    expect(judged(key, verdict(key, 'explicitlyDenied')).lacks).toEqual([{ ...key, isDeny: true }]);
  });
});

describe('rights held against what was read', () => {
  const read = (action: string, resource: string, refused: boolean): AnsweredRead => ({
    action,
    resource,
    refused,
    isDeny: false,
  });
  const POLICY = 'arn:aws:iam::290008131176:policy/team/base';
  const ANY = 'arn:aws:iam::290008131176:policy/*';
  const reading = (action: string, resource: string): Right => ({ action, resource, for: 'read' });

  it('are settled by what was read, and open where nothing was', () => {
    const rights = [reading('ecr:GetRegistryPolicy', '*'), PUT];
    expect(answeredRights(rights, [read('ecr:GetRegistryPolicy', '*', false)])).toEqual({
      refused: [],
      open: [PUT],
    });
  });

  it('are lacking by the ARN with the path where a role was refused by its name alone', () => {
    const byName = 'arn:aws:iam::290008131176:role/codebuild-TrackerAPI-service-role';
    const rights = [reading('iam:GetRole', ROLE_ARN), reading('iam:GetRole', byName)];
    expect(answeredRights(rights, [read('iam:GetRole', byName, true)])).toEqual({
      refused: [reading('iam:GetRole', ROLE_ARN)],
      open: [],
    });
  });

  it('are asked on the thing that was refused where a pattern stood for it', () => {
    const wide = (action: string): Right => ({ ...reading(action, ANY), isWide: true });
    const rights = [wide('iam:GetPolicy'), wide('iam:GetPolicyVersion')];
    const { refused, open } = answeredRights(rights, [read('iam:GetPolicy', POLICY, true)]);
    expect(refused).toEqual([reading('iam:GetPolicy', POLICY)]);
    expect(open).toContainEqual(reading('iam:GetPolicyVersion', POLICY));
  });

  it('are lacking on the pattern itself where that is how the thing is told', () => {
    const streams = reading('logs:GetLogEvents', 'arn:aws:logs:us-west-2:1:log-group:a:log-stream:*');
    const one = read(streams.action, streams.resource.replace('*', 'b'), true);
    expect(answeredRights([streams], [one]).refused).toEqual([streams]);
  });

  it('are lacking too where nobody thought of them', () => {
    const { refused } = answeredRights([], [read('codebuild:ListProjects', '*', true)]);
    expect(refused).toEqual([reading('codebuild:ListProjects', '*')]);
  });
});

describe('required rights', () => {
  const of = (rights: readonly Right[], purpose: Right['for']) =>
    rights.filter((right) => right.for === purpose).map(({ action }) => action);

  it('take back a policy that was there by writing it, a new one by deleting it', () => {
    expect(of(rightsOf([put(null)]), 'undo')).toEqual(['iam:DeleteRolePolicy']);
    // Writing it is needed already.
    expect(of(rightsOf([put('{}')]), 'undo')).toEqual([]);
  });

  it('retry a build that failed, and start one where none did', () => {
    expect(of(rightsOf([put(null)]), 'retry')).toEqual(['codebuild:RetryBuild', 'codebuild:BatchGetBuilds']);
    const started = requiredRights(
      { steps: [], roleArn: ROLE_ARN },
      { ...snapshotWith({}), roles: [] },
      { kind: 'start' },
    );
    expect(of(started, 'retry')).toContain('codebuild:StartBuild');
  });

  it('retry a batch as a batch, and carry the boundary of the role that starts its builds', () => {
    const batchRole = roleWith({}, { arn: `${ROLE_ARN}-batches`, boundary: managed('limit', '{}') });
    const step = { ...put(null), roleArn: batchRole.arn } as Step;
    const plan = { steps: [step], roleArn: ROLE_ARN };
    const snapshot = { ...snapshotWith({ batchRole: known(batchRole) }), roles: [] };
    const rights = requiredRights(plan, snapshot, { kind: 'retry', batch: true });
    expect(rights[0]?.context).toEqual({
      'iam:PermissionsBoundary': 'arn:aws:iam::290008131176:policy/limit',
    });
    expect(of(rights, 'retry')).toEqual([
      'codebuild:RetryBuildBatch',
      'codebuild:BatchGetBuildBatches',
      'codebuild:BatchGetBuilds',
    ]);
  });

  it('carry the boundary of the role, and the service that a role is passed to', () => {
    const bound = snapshotWith({ role: known(roleWith({}, { boundary: managed('limit', '{}') })) });
    expect(rightsOf([put(null)], bound)[0]?.context).toEqual({
      'iam:PermissionsBoundary': 'arn:aws:iam::290008131176:policy/limit',
    });
    const passes = rightsOf([switchFrom(ROLE_ARN)]).filter(({ action }) => action === 'iam:PassRole');
    expect(passes.map(({ resource, for: purpose }) => [resource, purpose])).toEqual([
      ['arn:aws:iam::290008131176:role/other', 'apply'],
      [ROLE_ARN, 'undo'],
    ]);
    expect(JSON.parse(rightsPolicy(passes))).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'iam:PassedToService': 'codebuild.amazonaws.com' } } }],
    });
  });
});

describe('what undo could not put back', () => {
  const trusting = (service: string) =>
    known(
      roleWith(
        {},
        {
          trustPolicy: policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }),
        },
      ),
    );

  it('is nothing where CodeBuild may still assume the former role', () => {
    expect(
      notPutBack(snapshotWith({ role: trusting('codebuild.amazonaws.com') }), [switchFrom(ROLE_ARN)]),
    ).toEqual([]);
  });

  it('is a role that CodeBuild may not assume, or that is gone', () => {
    const [untrusted] = notPutBack(snapshotWith({ role: trusting('ec2.amazonaws.com') }), [
      switchFrom(ROLE_ARN),
    ]);
    expect(untrusted?.why).toContain('CodeBuild may not assume it');
    const [gone] = notPutBack(snapshotWith({ role: absent }), [switchFrom(ROLE_ARN)]);
    expect(gone?.why).toContain('does not exist');
  });
});
