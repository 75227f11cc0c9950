import { describe, expect, it } from 'vitest';
import { absent, known, type Role } from '#account/snapshot.ts';
import { excessOf } from '#plan/excess.ts';
import {
  ACCOUNT,
  allow,
  denied,
  logNeeds,
  LOGS_POLICY,
  managed,
  policy,
  PROJECT,
  PUSH_ACTIONS,
  need,
  pushNeeds,
  REPOSITORY,
  ROLE_ARN,
  roleWith,
} from '../diagnosis/build-snapshot.ts';
import { kindsOf, planOf, problemOf, stepOf } from './plan-of.ts';

const NAME = 'CodeBuild-ECR-Permissions';
const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/${NAME}`;

describe('the managed strategy', () => {
  const options = { strategy: 'managed' } as const;

  it('makes a policy and attaches it', () => {
    const plan = planOf({ options });
    expect(plan.steps).toMatchObject([
      { kind: 'create-policy', policyName: NAME, path: '/', policyArn: POLICY_ARN },
      { kind: 'attach-role-policy', policyArn: POLICY_ARN, roleArn: ROLE_ARN },
    ]);
    expect(JSON.parse(stepOf(plan, 'create-policy').after).Statement).toHaveLength(2);
  });

  it('makes a new version where the role has the policy already', () => {
    const text = allow('ecr:GetAuthorizationToken', '*');
    const role = known(roleWith({}, { attached: known([managed(NAME, text, { defaultVersionId: 'v3' })]) }));
    const plan = planOf({ options, snapshot: { role } });
    expect(plan.steps).toMatchObject([
      { kind: 'create-policy-version', policyArn: POLICY_ARN, before: { versionId: 'v3', document: text } },
    ]);
    expect(plan.grants.map(({ action }) => action)).toEqual(PUSH_ACTIONS);
  });

  it('takes over a policy of the name that nobody has, without what it said before', () => {
    const present = managed(NAME, allow('s3:*', '*'), { attachmentCount: 0, defaultVersionId: 'v2' });
    if (present.kind !== 'known') throw new Error('not known');
    const plan = planOf({ options: { ...options, presentPolicy: present.value } });
    expect(kindsOf(plan)).toEqual(['create-policy-version', 'attach-role-policy']);
    expect(stepOf(plan, 'create-policy-version').after).not.toContain('s3:');
    const used = { ...present.value, attachmentCount: 1 };
    expect(problemOf({ options: { ...options, presentPolicy: used } })).toMatchObject({
      kind: 'policy-shared',
    });
  });

  it('does not change a policy that others have too', () => {
    const shared = managed(NAME, allow('s3:GetObject', '*'), { attachmentCount: 3 });
    const role = known(roleWith({}, { attached: known([shared]) }));
    expect(problemOf({ options, snapshot: { role } })).toMatchObject({ kind: 'policy-shared' });
    const other = roleWith(
      {},
      { name: 'other', arn: 'arn:aws:iam::290008131176:role/other', attached: known([shared]) },
    );
    expect(problemOf({ options, roles: [other] })).toMatchObject({ kind: 'policy-shared' });
  });

  it.each([
    [
      'attachments',
      roleWith(
        {},
        { attached: known(Array.from({ length: 20 }, (_, index) => managed(`P${index}`, LOGS_POLICY))) },
      ),
    ],
    [
      'versions',
      roleWith(
        {},
        { attached: known([managed(NAME, LOGS_POLICY, { versions: ['v1', 'v2', 'v3', 'v4', 'v5'] })]) },
      ),
    ],
    [
      'size',
      roleWith(
        {},
        { attached: known([managed(NAME, allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(6_000)}`))]) },
      ),
    ],
  ])('keeps the quota of %s', (_, role) => {
    expect(problemOf({ options, snapshot: { role: known(role) } })).toMatchObject({ kind: 'quota' });
  });

  it('keeps the quota of versions where the role does not tell them, and names the one that may go', () => {
    const attached = managed(NAME, LOGS_POLICY, { defaultVersionId: 'v12' });
    const versions = ['v12', 'v11', 'v10', 'v9', 'v8'];
    const read = managed(NAME, LOGS_POLICY, { defaultVersionId: 'v12', versions });
    const presentPolicy = read.kind === 'known' ? read.value : null;
    const role = known(roleWith({}, { attached: known([attached]) }));
    const problem = problemOf({ options: { ...options, presentPolicy }, snapshot: { role } });
    expect(problem).toMatchObject({ kind: 'quota' });
    expect(problem.next).toContain('aws iam delete-policy-version');
    expect(problem.next).toContain('--version-id v8');
  });
});

const FULL = policy(
  { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
  { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: REPOSITORY },
);

function candidate(name: string, inline: string, more: Partial<Role> = {}): Role {
  return roleWith({ P: inline }, { name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, path: '/', ...more });
}

describe('the switch-role strategy', () => {
  const options = { strategy: 'switch-role' } as const;
  const needs = [...pushNeeds(), ...logNeeds()];
  const exact = candidate('exact', FULL);
  const broad = candidate('broad', allow('*', '*'));

  it('takes the role that meets every need with the least excess', () => {
    const plan = planOf({ options, needs, roles: [broad, exact] });
    expect(plan.steps).toEqual([
      { kind: 'set-project-role', project: 'TrackerAPI', before: ROLE_ARN, after: exact.arn },
    ]);
    expect(plan).toMatchObject({ roleArn: exact.arn, grants: [], strategy: 'switch-role' });
    expect(plan.notes.join()).toContain('iam:PassRole');
  });

  it('leaves out a role that only has the ECR rights, and says what it lacks', () => {
    const ecrOnly = candidate('ecr-only', FULL, { attached: known([]) });
    expect(problemOf({ options, needs, roles: [ecrOnly] })).toMatchObject({
      kind: 'no-fitting-role',
      message: expect.stringMatching(/`ecr-only` lacks `logs:CreateLogGroup`/),
      next: expect.stringContaining('create-role'),
    });
    expect(planOf({ options, needs, roles: [ecrOnly, broad] }).roleArn).toBe(broad.arn);
  });

  it.each([
    [
      'CodeBuild may not assume',
      {
        trustPolicy: policy({
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
      },
    ],
    [
      'is kept for another project',
      {
        trustPolicy: policy({
          Effect: 'Allow',
          Principal: { Service: 'codebuild.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:codebuild:*:${ACCOUNT}:project/Other` } },
        }),
      },
    ],
    ['has a boundary in the way', { boundary: managed('B', allow('logs:*', '*')) }],
    ['could not be read', { inline: denied('inline') }],
    ['is linked to a service', { path: '/aws-service-role/x/' }],
  ])('leaves out a role that %s', (_, more) => {
    expect(problemOf({ options, needs, roles: [candidate('c', FULL, more)] })).toMatchObject({
      kind: 'no-fitting-role',
    });
  });

  it('takes the role that was named, if it fits', () => {
    const named = { ...options, roleName: 'broad' };
    expect(planOf({ options: named, needs, roles: [exact, broad] }).roleArn).toBe(broad.arn);
    expect(problemOf({ options: { ...options, roleName: 'nobody' }, needs, roles: [exact] })).toMatchObject({
      kind: 'no-such-role',
      message: expect.stringContaining('`exact`'),
    });
    const poor = candidate('poor', LOGS_POLICY);
    expect(
      problemOf({ options: { ...options, roleName: 'poor' }, needs, roles: [exact, poor] }),
    ).toMatchObject({
      kind: 'no-fitting-role',
      message: expect.stringContaining('ecr:GetAuthorizationToken'),
    });
  });

  it('does not let a log line rule out a role', () => {
    const claimed = need('s3:PutObject', 'arn:aws:s3:::evil/*', { grade: 'claimed' });
    const plan = planOf({ options, needs: [...needs, claimed], roles: [exact] });
    expect(plan.roleArn).toBe(exact.arn);
    expect(plan.withheld).toMatchObject([{ action: 's3:PutObject' }]);
  });

  it('needs the roles of the account', () => {
    expect(problemOf({ options })).toMatchObject({ kind: 'roles-needed' });
  });
});

describe('the excess of a role', () => {
  it.each([
    [allow('ecr:PutImage', REPOSITORY), 1],
    [allow(['ecr:PutImage', 'ecr:BatchGetImage'], REPOSITORY), 2],
    [allow('ecr:*', REPOSITORY), 100],
    [allow('ecr:Batch*', '*'), 10_000],
    [allow('*', '*'), 1_000_000],
    [policy({ Effect: 'Deny', Action: '*', Resource: '*' }), 0],
    [policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: REPOSITORY }), 1_000],
  ])('of %s is %d', (text, weight) => {
    expect(excessOf(candidate('c', text, { attached: known([]) }))).toBe(weight);
  });
});

describe('the create-role strategy', () => {
  const options = { strategy: 'create-role' } as const;
  const needs = [...pushNeeds(), ...logNeeds()];
  const newArn = `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-TrackerAPI-ecr-role`;

  it('makes a role with everything the project needs, for this project alone', () => {
    const plan = planOf({ options, needs });
    expect(kindsOf(plan)).toEqual(['create-role', 'put-role-policy', 'set-project-role']);
    expect(plan).toMatchObject({ roleArn: newArn, strategy: 'create-role' });
    expect(plan.grants.map(({ action }) => action)).toEqual([
      'ecr:GetAuthorizationToken',
      ...PUSH_ACTIONS,
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    expect(JSON.parse(stepOf(plan, 'create-role').trustPolicy).Statement[0]).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': PROJECT.arn } },
    });
    expect(stepOf(plan, 'set-project-role')).toMatchObject({ before: ROLE_ARN, after: newArn });
  });

  it('carries the boundary of the old role', () => {
    const boundary = managed('Guard', allow(['ecr:*', 'logs:*'], '*'));
    const plan = planOf({ options, needs, snapshot: { role: known(roleWith({}, { boundary })) } });
    expect(stepOf(plan, 'create-role').boundaryArn).toBe(`arn:aws:iam::${ACCOUNT}:policy/Guard`);
    const unread = known(roleWith({}, { boundary: denied('boundary') }));
    expect(problemOf({ options, needs, snapshot: { role: unread } })).toMatchObject({
      kind: 'role-unreadable',
    });
  });

  it('takes a name that is free, and no longer than a name may be', () => {
    const taken = [candidate('codebuild-TRACKERAPI-ecr-role', FULL)];
    expect(stepOf(planOf({ options, roles: taken }), 'create-role').role).toBe(
      'codebuild-TrackerAPI-ecr-role-2',
    );
    const project = { ...PROJECT, name: 'p'.repeat(150) };
    expect(stepOf(planOf({ options, snapshot: { project } }), 'create-role').role).toHaveLength(64);
  });

  it('works where the old role is gone', () => {
    const plan = planOf({ options, needs, snapshot: { role: absent } });
    expect(kindsOf(plan)).toEqual(['create-role', 'put-role-policy', 'set-project-role']);
  });
});

describe('the proof a plan carries', () => {
  it('lists what a role that is switched to allows beyond the needs', () => {
    const wide = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['ecr:*', 'logs:*', 's3:*'], Resource: '*' }],
    });
    const other = { ...roleWith({ wide }), name: 'wide-role', arn: `arn:aws:iam::${ACCOUNT}:role/wide-role` };
    const { proof } = planOf({ options: { strategy: 'switch-role' }, roles: [other] });
    expect(proof.surplus.flatMap(({ actions }) => actions)).toContain('s3:*');
    expect(proof.exact).toBe(true);
  });
});
