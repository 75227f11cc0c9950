import { describe, expect, it } from 'vitest';
import type { Evidence } from '#evidence/evidence.ts';
import { absent, known } from '#account/snapshot.ts';
import { policySize } from '#iam/quota.ts';
import {
  ACCOUNT,
  allow,
  denial,
  denied,
  deny,
  document,
  logNeeds,
  managed,
  need,
  policy,
  PUSH_ACTIONS,
  pushNeeds,
  REGION,
  REPOSITORY,
  roleWith,
  use,
} from '../diagnosis/build-snapshot.ts';
import { diagnosisAndPlan, kindsOf, planOf, problemOf, stepOf } from './plan-of.ts';

/** The policy of the runbook, as it is printed there. */
const RUNBOOK = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken"
            ],
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": [
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchGetImage",
                "ecr:PutImage",
                "ecr:InitiateLayerUpload",
                "ecr:UploadLayerPart",
                "ecr:CompleteLayerUpload"
            ],
            "Resource": "arn:aws:ecr:us-west-2:290008131176:repository/tracker_api"
        }
    ]
}`;

const NAME = 'CodeBuild-ECR-Permissions';
const VPC = use({ kind: 'join-vpc', vpcId: 'vpc-1', subnets: [] }, 'configured');

describe('the inline strategy in the runbook case', () => {
  const plan = planOf({ needs: [...pushNeeds(), ...logNeeds()] });

  it('writes the policy of the runbook, and nothing else', () => {
    expect(plan.steps).toEqual([
      {
        kind: 'put-role-policy',
        role: 'codebuild-TrackerAPI-service-role',
        roleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-TrackerAPI-service-role`,
        policyName: NAME,
        before: null,
        after: RUNBOOK,
      },
    ]);
  });

  it('grants the eight actions and withholds nothing', () => {
    expect(plan.grants).toEqual([
      { action: 'ecr:GetAuthorizationToken', resource: '*', scope: 'settings' },
      ...PUSH_ACTIONS.map((action) => ({ action, resource: REPOSITORY, scope: 'settings' })),
    ]);
    expect(plan.withheld).toEqual([]);
  });

  it('has the same id every time, and another for other steps', () => {
    expect(planOf({ needs: [...pushNeeds(), ...logNeeds()] }).id).toBe(plan.id);
    expect(plan.id).toMatch(/^[0-9a-f]{12}$/);
    expect(planOf({ options: { policyName: 'Other' } }).id).not.toBe(plan.id);
  });

  it('leaves out what the role has already', () => {
    const role = known(roleWith({ Mine: allow('ecr:*', '*', { Sid: 'All' }) }));
    expect(planOf({ snapshot: { role } }).steps).toEqual([]);
    const token = known(roleWith({ Mine: allow('ecr:GetAuthorizationToken', '*') }));
    expect(planOf({ snapshot: { role: token } }).grants.map(({ action }) => action)).toEqual(PUSH_ACTIONS);
  });
});

describe('a policy of the own name', () => {
  it('is extended, its other statements left to the byte', () => {
    const before =
      '{ "Version":"2012-10-17",\n  "Statement": [ {"Sid":"Theirs",   "Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"} ] }';
    const step = stepOf(
      planOf({ snapshot: { role: known(roleWith({ [NAME]: before })) } }),
      'put-role-policy',
    );
    expect(step.before).toBe(before);
    expect(step.after).toContain(
      '{"Sid":"Theirs",   "Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}',
    );
    expect(JSON.parse(step.after).Statement).toEqual([
      JSON.parse(before).Statement[0],
      ...JSON.parse(RUNBOOK).Statement,
    ]);
  });

  it('has its statement of the same resource extended', () => {
    const before = policy(
      { Effect: 'Allow', Action: 'ecr:PutImage', Resource: [REPOSITORY] },
      { Effect: 'Deny', Action: 'ecr:DeleteRepository', Resource: '*' },
    );
    const step = stepOf(
      planOf({ snapshot: { role: known(roleWith({ [NAME]: before })) } }),
      'put-role-policy',
    );
    const { Statement: statements } = JSON.parse(step.after);
    expect(statements).toHaveLength(3);
    expect(statements[0].Action).toEqual([
      'ecr:PutImage',
      ...PUSH_ACTIONS.filter((action) => action !== 'ecr:PutImage'),
    ]);
    expect(statements[1]).toEqual({ Effect: 'Deny', Action: 'ecr:DeleteRepository', Resource: '*' });
    expect(statements[2]).toMatchObject({ Action: ['ecr:GetAuthorizationToken'], Resource: '*' });
  });

  it('with one statement and no brackets is extended too', () => {
    const before = `{"Version":"2012-10-17","Statement":${JSON.stringify({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' })}}`;
    const step = stepOf(
      planOf({ snapshot: { role: known(roleWith({ [NAME]: before })) } }),
      'put-role-policy',
    );
    expect(JSON.parse(step.after).Statement).toHaveLength(3);
  });

  it('laid out over lines has what is new laid out the same way', () => {
    const before = JSON.stringify(
      JSON.parse(policy({ Effect: 'Allow', Action: ['ecr:PutImage'], Resource: REPOSITORY })),
      null,
      2,
    );
    const step = stepOf(
      planOf({ snapshot: { role: known(roleWith({ [NAME]: before })) } }),
      'put-role-policy',
    );
    expect(step.after).toContain('        "ecr:PutImage",\n        "ecr:BatchCheckLayerAvailability",');
    expect(step.after).toContain('    },\n    {\n        "Effect": "Allow",');
  });

  it('does not have a conditional statement extended', () => {
    const before = policy({
      Effect: 'Allow',
      Action: 'ecr:PutImage',
      Resource: REPOSITORY,
      Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    });
    const step = stepOf(
      planOf({ snapshot: { role: known(roleWith({ [NAME]: before })) } }),
      'put-role-policy',
    );
    expect(JSON.parse(step.after).Statement).toHaveLength(3);
  });

  it('is not written over when it could not be read', () => {
    const inline = known([denied('inline policy')]);
    const needs = pushNeeds();
    const plan = planOf({ snapshot: { role: known(roleWith({}, { inline })) }, needs });
    expect(plan.steps).toEqual([]);
    expect(plan.withheld).toHaveLength(8);
    expect(plan.withheld[0]?.why).toContain('could not be read');
  });

  it('is the one of the name that was chosen; a policy of another name is never touched', () => {
    const role = known(roleWith({ [NAME]: allow('s3:GetObject', '*') }));
    const step = stepOf(planOf({ snapshot: { role }, options: { policyName: 'Mine' } }), 'put-role-policy');
    expect(step).toMatchObject({ policyName: 'Mine', before: null });
  });
});

describe('a grant of a build in a VPC', () => {
  const permission = need(
    'ec2:CreateNetworkInterfacePermission',
    `arn:aws:ec2:us-west-2:${ACCOUNT}:network-interface/*`,
    {
      evidence: [VPC],
      context: {
        'ec2:AuthorizedService': 'codebuild.amazonaws.com',
        'ec2:Subnet': [
          `arn:aws:ec2:us-west-2:${ACCOUNT}:subnet/subnet-1`,
          `arn:aws:ec2:us-west-2:${ACCOUNT}:subnet/subnet-2`,
        ],
      },
    },
  );

  it('is bound to the service and to the subnets of the project', () => {
    expect(planOf({ needs: [permission] }).grants).toMatchObject([
      { action: permission.action, resource: permission.resource, condition: permission.context },
    ]);
  });

  it('is bound to no subnet where the project names none', () => {
    const bare = { ...permission, context: { ...permission.context, 'ec2:Subnet': [] } };
    expect(planOf({ needs: [bare] }).grants).toMatchObject([
      { condition: { 'ec2:AuthorizedService': 'codebuild.amazonaws.com' } },
    ]);
  });
});

describe('what is withheld', () => {
  const foreign = 'arn:aws:s3:us-west-2:111122223333:accesspoint/x';
  const object = 'arn:aws:s3:::bucket/key';
  const fromFile = use(
    {
      kind: 'aws-call',
      service: 's3',
      operation: 'PutObject',
      action: 's3:PutObject',
      resources: [object],
    },
    'declared',
    'source',
  );

  it.each([
    ['only a log line asks for', need('ecr:PutImage', REPOSITORY, { evidence: [denial({})] }), /log/, 'log'],
    [
      'AWS only recorded',
      need('ecr:PutImage', REPOSITORY, { evidence: [denial({}, 'recorded')] }),
      /recorded/,
      'log',
    ],
    [
      'one build was started with',
      need('ecr:PutImage', REPOSITORY, { evidence: [{ ...fromFile, origin: 'override' } as Evidence] }),
      /started with/,
      'log',
    ],
    [
      'can raise privileges',
      need('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/x`, { grade: 'configured' }),
      /privileges/,
      'privilege',
    ],
    ['deletes', need('s3:DeleteObject', object), /deletes objects/, 'never'],
    ['takes in every object', need('s3:GetObject', '*'), /more than the one object/, 'never'],
    ['only the source asks for', need('s3:PutObject', object, { evidence: [fromFile] }), /line 9/, 'source'],
  ])('is what %s, until the pair is confirmed', (_, asked, why, scope) => {
    const plan = planOf({ needs: [asked] });
    const { action, resource } = asked;
    expect(plan.steps).toEqual([]);
    expect(plan.withheld).toMatchObject([
      { action, why: expect.stringMatching(why), scope, confirm: `${action}=${resource}` },
    ]);
    const pairs = [
      { action, resource: `${resource}x` },
      { action: 's3:GetBucketAcl', resource },
    ];
    expect(planOf({ needs: [asked], options: { confirmed: pairs } }).grants).toEqual([]);
    const confirmed = planOf({ needs: [asked], options: { confirmed: [{ action, resource }] } });
    expect(confirmed.grants).toEqual([{ action, resource, scope: 'confirmed' }]);
  });

  it('is, even when it is confirmed, a wildcard that only a log line names', () => {
    const asked = need('s3:GetObject', 'arn:aws:s3:::bucket/*', { evidence: [denial({})] });
    const plan = planOf({ needs: [asked], options: { confirmed: [asked] } });
    expect(plan.grants).toEqual([]);
    expect(plan.withheld).toMatchObject([{ confirm: null, offered: false }]);
  });

  it('is granted where the source is trusted, unless it could destroy something', () => {
    const needs = [
      need('s3:PutObject', object, { evidence: [fromFile] }),
      need('s3:DeleteObject', object, { evidence: [fromFile] }),
    ];
    const plan = planOf({ needs, options: { trustSource: true } });
    expect(plan.grants).toEqual([{ action: 's3:PutObject', resource: object, scope: 'source' }]);
    expect(plan.withheld).toMatchObject([{ action: 's3:DeleteObject', scope: 'never', offered: true }]);
  });

  it('is not, once confirmed, what another account has to let in too; the plan says what stays open', () => {
    const asked = need('s3:PutObject', foreign, { evidence: [fromFile] });
    expect(planOf({ needs: [asked] }).withheld).toMatchObject([{ scope: 'source' }]);
    const plan = planOf({
      needs: [asked],
      options: { confirmed: [{ action: 's3:PutObject', resource: foreign }] },
    });
    expect(plan.grants).toEqual([{ action: 's3:PutObject', resource: foreign, scope: 'confirmed' }]);
    expect(plan.notes.join()).toContain(
      `whether the policy of \`${foreign}\` lets that in could not be read`,
    );
  });

  it.each([
    [
      'the boundary',
      { role: known(roleWith({}, { boundary: managed('B', allow('logs:*', '*')) })) },
      /permissions boundary/,
    ],
    ['a Deny of the role', { role: known(roleWith({ No: deny('ecr:*', '*') })) }, /denies it/],
    [
      'a service control policy',
      {
        serviceControl: known([
          { target: 'r', policies: known([{ name: 'S', arn: null, text: deny('ecr:*', '*') }]) },
        ]),
      },
      /service control policies/,
    ],
  ] as const)('is what %s stops as well: an Allow would change nothing', (_, snapshot, why) => {
    const plan = planOf({ snapshot });
    expect(plan.steps).toEqual([]);
    expect(plan.withheld).toHaveLength(8);
    expect(plan.withheld[0]?.why).toMatch(why);
  });

  it('is granted together with nothing more than itself', () => {
    const object = need('s3:GetObject', 'arn:aws:s3:::b/prefix/one.zip', { grade: 'configured' });
    const prefix = need('s3:GetObject', 'arn:aws:s3:::b/prefix/*', { rule: 'object-names' });
    expect(planOf({ needs: [object, prefix] }).grants).toMatchObject([{ resource: prefix.resource }]);
  });
});

describe('a grant', () => {
  it('is bound to the context the request is known to carry', () => {
    const context = { 'ec2:AuthorizedService': 'codebuild.amazonaws.com' };
    const resource = `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/*`;
    const one = need('ec2:CreateNetworkInterfacePermission', resource, { evidence: [VPC], context });
    const step = stepOf(planOf({ needs: [one] }), 'put-role-policy');
    expect(JSON.parse(step.after).Statement[0].Condition).toEqual({ StringEquals: context });
  });

  it('on two repositories shares a statement', () => {
    const second = `${REPOSITORY}-cache`;
    const repositories = { [REPOSITORY]: absent, [second]: absent };
    const plan = planOf({ needs: [...pushNeeds(), ...pushNeeds({}, second)], snapshot: { repositories } });
    expect(JSON.parse(stepOf(plan, 'put-role-policy').after).Statement[1].Resource).toEqual([
      REPOSITORY,
      second,
    ]);
  });
});

describe('quotas', () => {
  const filler = (size: number): string => allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(size)}`);

  it('that the inline policies would exceed lead to a managed policy, and that is said', () => {
    const plan = planOf({ snapshot: { role: known(roleWith({ Big: filler(9_900) })) } });
    expect(plan.strategy).toBe('managed');
    expect(kindsOf(plan)).toEqual(['create-policy', 'attach-role-policy']);
    expect(plan.notes[0]).toContain('10240');
  });

  it('count no white space', () => {
    const runbook = policySize(RUNBOOK);
    const empty = policySize(filler(0));
    const role = known(roleWith({ Big: filler(10_240 - runbook - empty) }));
    expect(planOf({ snapshot: { role } }).strategy).toBe('inline');
  });

  it('that leave no room anywhere are told before anything is planned', () => {
    const attached = known(Array.from({ length: 20 }, (_, index) => managed(`P${index}`, filler(1))));
    const role = known(roleWith({ Big: filler(9_900) }, { attached }));
    expect(problemOf({ snapshot: { role } })).toMatchObject({
      kind: 'quota',
      message: expect.stringContaining('20'),
    });
  });

  it('of names are kept', () => {
    expect(problemOf({ options: { policyName: 'no spaces' } })).toMatchObject({ kind: 'policy-name' });
    expect(problemOf({ options: { policyName: 'x'.repeat(129) } })).toMatchObject({ kind: 'policy-name' });
  });
});

describe('no plan is made', () => {
  it.each([
    ['the role is gone', { role: absent }, 'no-role', '--strategy create-role'],
    ['the role could not be read', { role: denied('role') }, 'role-unreadable', 'iam:GetRolePolicy'],
    [
      'CodeBuild cannot assume the role',
      {
        role: known(
          roleWith(
            {},
            {
              trustPolicy: policy({
                Effect: 'Allow',
                Principal: { Service: 'ec2.amazonaws.com' },
                Action: 'sts:AssumeRole',
              }),
            },
          ),
        ),
      },
      'no-role',
      '--strategy create-role',
    ],
  ] as const)('when %s', (...[, snapshot, kind, next]) => {
    expect(problemOf({ snapshot })).toMatchObject({ kind, next: expect.stringContaining(next) });
  });
});

describe('a repository that is missing', () => {
  const missing = { repositories: { [REPOSITORY]: absent } };

  it('is created first, as it was asked for', () => {
    const plan = planOf({ snapshot: missing, options: { scanOnPush: false, tagMutability: 'IMMUTABLE' } });
    expect(plan.steps[0]).toEqual({
      kind: 'create-repository',
      account: ACCOUNT,
      region: REGION,
      name: 'tracker_api',
      arn: REPOSITORY,
      scanOnPush: false,
      tagMutability: 'IMMUTABLE',
    });
    expect(stepOf(plan, 'put-role-policy').after).toBe(RUNBOOK);
  });

  it('but is somewhere else is not created, nor granted at the wrong address', () => {
    const elsewhere = { tracker_api: [REPOSITORY.replace(REGION, 'eu-west-1')] };
    const plan = planOf({ snapshot: { ...missing, elsewhere } });
    expect(kindsOf(plan)).toEqual(['put-role-policy']);
    expect(plan.grants).toMatchObject([{ action: 'ecr:GetAuthorizationToken', resource: '*' }]);
    expect(plan.withheld[0]?.why).toContain('eu-west-1');
  });

  it('is left to the build where its own commands make it', () => {
    const created = use({
      kind: 'aws-call',
      service: 'ecr',
      operation: 'CreateRepository',
      action: 'ecr:CreateRepository',
      resources: [REPOSITORY],
    });
    const needs = [...pushNeeds(), need('ecr:CreateRepository', REPOSITORY, { evidence: [created] })];
    const { diagnosis, plan } = diagnosisAndPlan({ snapshot: missing, needs });
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['identity-allow-missing']);
    expect(kindsOf(plan)).toEqual(['put-role-policy']);
    expect(plan.grants.map(({ action }) => action)).toContain('ecr:CreateRepository');
  });

  it('is not created because a log line spoke of it', () => {
    const plan = planOf({
      snapshot: missing,
      needs: pushNeeds({ grade: 'claimed', evidence: [denial({})] }),
    });
    expect(plan.steps).toEqual([]);
  });

  it('is created alone where the role may push already', () => {
    const role = known(roleWith({ All: allow('ecr:*', '*') }));
    expect(kindsOf(planOf({ snapshot: { ...missing, role } }))).toEqual(['create-repository']);
  });
});

describe('an inline list that is absent', () => {
  it('counts as no policies', () => {
    const role = known(
      roleWith(
        {},
        { inline: absent, attached: known([document('x', allow('s3:GetObject', '*'))].flatMap(() => [])) },
      ),
    );
    expect(stepOf(planOf({ snapshot: { role } }), 'put-role-policy').after).toBe(RUNBOOK);
  });
});

it('says of a confirmed pair that nothing shows to be needed that it is not granted', () => {
  const confirmed = [
    { action: 'iam:CreateUser', resource: '*' },
    { action: 'ECR:putimage', resource: REPOSITORY },
  ];
  const { grants, notes } = planOf({ options: { confirmed } });
  expect(grants.map(({ action }) => action)).not.toContain('iam:CreateUser');
  expect(notes).toEqual([
    '`iam:CreateUser` on `*` was confirmed, but nothing shows that the build needs it: it is not granted',
  ]);
});
