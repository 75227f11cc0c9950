import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Denial, Evidence, Grade, Use } from '#evidence/evidence.ts';
import { needsOf, type NeedScope } from '#needs/needs.ts';

const scope: NeedScope = {
  partition: 'aws',
  account: '111122223333',
  region: 'us-west-2',
  projectName: 'app',
  projectArn: 'arn:aws:codebuild:us-west-2:111122223333:project/app',
  roleArn: 'arn:aws:iam::111122223333:role/service-role/codebuild-app-service-role',
};
const repository = { partition: 'aws', region: 'us-west-2', account: '111122223333', name: 'app' };
const repositoryArn = 'arn:aws:ecr:us-west-2:111122223333:repository/app';
const session = 'arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-1';

const used = (use: Use, grade: Grade = 'declared'): Evidence => ({
  kind: 'use',
  grade,
  source: { kind: 'buildspec', where: 'buildspec line 1', text: '' },
  origin: 'settings',
  use,
});

const denied = (denial: Partial<Denial>, grade: Grade = 'claimed'): Evidence => ({
  kind: 'denial',
  grade,
  source: { kind: 'build-log', where: 'log line 1', text: '' },
  denial: {
    action: null,
    resource: null,
    principal: session,
    operation: null,
    layer: null,
    explicit: null,
    policyArn: null,
    authorizationId: null,
    missingAction: null,
    span: { start: 0, end: 0 },
    line: 1,
    truncated: false,
    ...denial,
  },
});

const table = (evidence: readonly Evidence[], least = false, of = scope) =>
  needsOf(evidence, of, { least })
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();

const push: Use = { kind: 'image-push', repository, tag: 'v1' };
const runbook = [
  'ecr:GetAuthorizationToken *',
  ...[
    'BatchCheckLayerAvailability',
    'GetDownloadUrlForLayer',
    'BatchGetImage',
    'PutImage',
    'InitiateLayerUpload',
    'UploadLayerPart',
    'CompleteLayerUpload',
  ].map((name) => `ecr:${name} ${repositoryArn}`),
].sort();

describe('a push', () => {
  it("needs the runbook's eight actions", () => expect(table([used(push)])).toEqual(runbook));

  it('needs, at least, no download of layers unless the client reads back', () => {
    const without = runbook.filter((line) => !line.includes('GetDownloadUrlForLayer'));
    expect(table([used(push)], true)).toEqual(without);
    expect(table([used({ ...push, readsBack: true })], true)).toEqual(runbook);
  });

  it.each([
    ['ecr', 'repository/*', null],
    ['logs', 'log-group:*', null],
    ['cloudformation', 'stack/prod/*', 'generated-id'],
    ['logs', 'log-group:builds:*', 'generated-id'],
    ['ec2', 'instance/*', 'new-object'],
    ['ec2', 'security-group/*', null],
    ['lambda', 'event-source-mapping:*', 'new-object'],
    ['codeartifact', 'package/corp/npm/*', 'package-names'],
    ['ecs', 'container-instance/prod/*', 'instances-of-cluster'],
  ])('of a call of %s on `%s` names a rule only where one object is named: %s', (service, resource, rule) => {
    const arn = `arn:aws:${service}:us-west-2:111122223333:${resource}`;
    const call = {
      kind: 'aws-call',
      service: 'any',
      operation: 'Get',
      action: 'any:Get',
      resources: [arn],
    } as const;
    const needs = needsOf([used(call)], scope, { least: false });
    expect(needs.map((need) => need.rule)).toEqual([rule]);
  });

  it('names the rule that completed it, and none for the login taken as found', () => {
    const needs = needsOf([used(push)], scope, { least: false });
    expect(needs.map(({ rule }) => rule)).toEqual([null, ...Array(7).fill('push-set')]);
  });

  it('says in words what each action is for', () => {
    expect(needsOf([used(push)], scope, { least: false }).map(({ why }) => why)).toEqual([
      'get a login token (required for all ECR operations)',
      'check if image layers exist',
      'download image layers',
      'pull images',
      'push images',
      'start uploading layers',
      'upload layer parts',
      'complete layer upload',
    ]);
  });

  it('keeps the region and account of the image address', () => {
    const elsewhere = { partition: 'aws-cn', region: 'cn-north-1', account: '444455556666', name: 'a/b' };
    expect(table([used({ ...push, repository: elsewhere })])).toContain(
      'ecr:PutImage arn:aws-cn:ecr:cn-north-1:444455556666:repository/a/b',
    );
  });
});

describe('uses and their needs', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:us-west-2:111122223333:${resource}`;
  const s3 = (path: string) => `arn:aws:s3:::${path}`;
  const on = (resource: string, ...actions: string[]) => actions.map((action) => `${action} ${resource}`);
  const cases: readonly (readonly [string, Use, readonly string[]])[] = [
    [
      'a login',
      { kind: 'registry-login', region: null, public: false },
      on('*', 'ecr:GetAuthorizationToken'),
    ],
    [
      'a public login',
      { kind: 'registry-login', region: null, public: true },
      on('*', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'),
    ],
    [
      'a pull',
      { kind: 'image-pull', repository, tag: null },
      [
        ...on('*', 'ecr:GetAuthorizationToken'),
        ...on(
          repositoryArn,
          'ecr:BatchCheckLayerAvailability',
          'ecr:GetDownloadUrlForLayer',
          'ecr:BatchGetImage',
        ),
      ],
    ],
    [
      'a public push',
      { kind: 'public-image-push', alias: 'a1b2', name: 'app' },
      [
        ...on('*', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'),
        ...on(
          'arn:aws:ecr-public::111122223333:repository/app',
          'ecr-public:BatchCheckLayerAvailability',
          'ecr-public:InitiateLayerUpload',
          'ecr-public:UploadLayerPart',
          'ecr-public:CompleteLayerUpload',
          'ecr-public:PutImage',
        ),
      ],
    ],
    [
      'a log group',
      { kind: 'write-logs', groupName: '/aws/codebuild/app' },
      [
        ...on(arn('logs', 'log-group:/aws/codebuild/app'), 'logs:CreateLogGroup'),
        ...on(arn('logs', 'log-group:/aws/codebuild/app:*'), 'logs:CreateLogStream', 'logs:PutLogEvents'),
      ],
    ],
    [
      'logs in S3',
      { kind: 'write-s3-logs', location: 'b/logs' },
      [...on(s3('b/logs/*'), 's3:PutObject'), ...on(s3('b'), 's3:GetBucketAcl', 's3:GetBucketLocation')],
    ],
    [
      'artifacts',
      { kind: 'write-artifacts', bucket: 'b', prefix: null },
      [...on(s3('b/*'), 's3:PutObject'), ...on(s3('b'), 's3:GetBucketAcl', 's3:GetBucketLocation')],
    ],
    ['a bucket owner', { kind: 'share-with-bucket-owner', bucket: 'b' }, on(s3('b'), 's3:PutBucketAcl')],
    [
      "a pipeline's bucket",
      { kind: 'use-pipeline-bucket', bucket: 'p' },
      [
        ...on(s3('p/*'), 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'),
        ...on(s3('p'), 's3:GetBucketAcl', 's3:GetBucketLocation'),
      ],
    ],
    [
      'a source object',
      { kind: 'read-s3-source', location: 'b/src.zip' },
      [
        ...on(s3('b/src.zip'), 's3:GetObject', 's3:GetObjectVersion'),
        ...on(s3('b'), 's3:GetBucketAcl', 's3:GetBucketLocation'),
      ],
    ],
    [
      'a source folder',
      { kind: 'read-s3-source', location: 'b/src/' },
      [
        ...on(s3('b/src/*'), 's3:GetObject', 's3:GetObjectVersion'),
        ...on(s3('b'), 's3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket'),
      ],
    ],
    ['a cache', { kind: 'use-s3-cache', location: 'b/c' }, on(s3('b/c/*'), 's3:GetObject', 's3:PutObject')],
    [
      'a parameter',
      { kind: 'read-parameter', name: '/app/db' },
      on(arn('ssm', 'parameter/app/db'), 'ssm:GetParameters'),
    ],
    [
      'a parameter version',
      { kind: 'read-parameter', name: 'db:3' },
      on(arn('ssm', 'parameter/db'), 'ssm:GetParameters'),
    ],
    [
      'a secret by name',
      { kind: 'read-secret', id: 'prod/db' },
      on(arn('secretsmanager', 'secret:prod/db-??????'), 'secretsmanager:GetSecretValue'),
    ],
    [
      'a secret by ARN',
      { kind: 'read-secret', id: arn('secretsmanager', 'secret:prod/db-AbC123') },
      on(arn('secretsmanager', 'secret:prod/db-AbC123'), 'secretsmanager:GetSecretValue'),
    ],
    [
      'a connection',
      { kind: 'use-connection', arn: arn('codestar-connections', 'connection/1') },
      ['codeconnections', 'codestar-connections'].flatMap((prefix) =>
        on(
          arn(prefix, 'connection/1'),
          `${prefix}:GetConnectionToken`,
          `${prefix}:GetConnection`,
          `${prefix}:UseConnection`,
        ),
      ),
    ],
    [
      'a CodeCommit source',
      { kind: 'git-pull', repositoryArn: arn('codecommit', 'r') },
      on(arn('codecommit', 'r'), 'codecommit:GitPull'),
    ],
    [
      'a VPC',
      { kind: 'join-vpc', vpcId: 'vpc-1', subnets: ['subnet-1'] },
      [
        ...on(
          '*',
          'ec2:CreateNetworkInterface',
          'ec2:DescribeDhcpOptions',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeSubnets',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeVpcs',
        ),
        ...on(arn('ec2', 'network-interface/*'), 'ec2:CreateNetworkInterfacePermission'),
      ],
    ],
    [
      'reports',
      { kind: 'write-reports', group: 'unit' },
      on(
        arn('codebuild', 'report-group/app-unit'),
        'codebuild:CreateReportGroup',
        'codebuild:CreateReport',
        'codebuild:UpdateReport',
        'codebuild:BatchPutTestCases',
        'codebuild:BatchPutCodeCoverages',
      ),
    ],
    [
      'a debug session',
      { kind: 'debug-session' },
      on(
        '*',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ),
    ],
    [
      'a build image pulled by the role',
      {
        kind: 'pull-build-image',
        image: '111122223333.dkr.ecr.us-west-2.amazonaws.com/app:1',
        credentials: 'SERVICE_ROLE',
      },
      [
        ...on('*', 'ecr:GetAuthorizationToken'),
        ...on(
          repositoryArn,
          'ecr:BatchCheckLayerAvailability',
          'ecr:GetDownloadUrlForLayer',
          'ecr:BatchGetImage',
        ),
      ],
    ],
    [
      "CodeBuild's own image",
      { kind: 'pull-build-image', image: 'aws/codebuild/standard:7.0', credentials: 'CODEBUILD' },
      [],
    ],
    [
      'an AWS call',
      {
        kind: 'aws-call',
        service: 's3',
        operation: 'PutObject',
        action: 's3:PutObject',
        resources: [s3('b/k')],
      },
      on(s3('b/k'), 's3:PutObject'),
    ],
  ];

  it.each(cases)('%s', (_name, use, expected) => {
    expect(table([used(use)])).toEqual([...expected].sort());
  });

  it('asks of CodeBuild itself, not of the role, for an image pulled with its credentials', () => {
    const image = '111122223333.dkr.ecr.us-west-2.amazonaws.com/app:1';
    const needs = needsOf([used({ kind: 'pull-build-image', image, credentials: 'CODEBUILD' })], scope, {
      least: false,
    });
    expect(new Set(needs.map(({ subject }) => subject))).toEqual(new Set(['codebuild-service']));
    expect(needs.map(({ action }) => action)).not.toContain('ecr:GetAuthorizationToken');
  });

  it('carries the conditions of the VPC permission and of the key', () => {
    const vpc = needsOf([used({ kind: 'join-vpc', vpcId: 'v', subnets: ['subnet-1'] })], scope, {
      least: false,
    });
    expect(vpc.at(-1)?.context).toEqual({
      'ec2:AuthorizedService': 'codebuild.amazonaws.com',
      'ec2:Subnet': ['arn:aws:ec2:us-west-2:111122223333:subnet/subnet-1'],
    });
    const key = needsOf(
      [used({ kind: 'use-key', keyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/1', via: 's3' })],
      { ...scope, partition: 'aws-cn', region: 'cn-north-1' },
      { least: true },
    );
    expect(key.map(({ action }) => action)).toEqual(['kms:GenerateDataKey', 'kms:Decrypt']);
    expect(key[0]?.context).toEqual({ 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' });
  });

  it('keeps the uses of a key by several services apart: the right to one says nothing of the other', () => {
    const keyArn = arn('kms', 'key/1');
    const needs = needsOf(
      [
        used({ kind: 'use-key', keyArn, via: 'ssm' }),
        used({ kind: 'use-key', keyArn, via: 'secretsmanager' }),
      ],
      scope,
      { least: false },
    );
    expect(needs.map(({ action, context }) => [action, context['kms:ViaService']])).toEqual([
      ['kms:Decrypt', 'ssm.us-west-2.amazonaws.com'],
      ['kms:Decrypt', 'secretsmanager.us-west-2.amazonaws.com'],
    ]);
  });
});

describe('a denial', () => {
  it('strengthens a need that is there already, and adds none', () => {
    const denial = denied({ action: 'ecr:InitiateLayerUpload', resource: repositoryArn });
    const needs = needsOf([denial, used(push)], scope, { least: false });
    expect(needs.length).toBe(8);
    const initiate = needs.find(({ action }) => action === 'ecr:InitiateLayerUpload');
    expect(initiate?.grade).toBe('declared');
    expect(initiate?.evidence).toContain(denial);
  });

  it('of anything else stays a need of its own grade', () => {
    const needs = needsOf([used(push), denied({ action: 'iam:CreateUser', resource: '*' })], scope, {
      least: false,
    });
    expect(needs.at(-1)).toMatchObject({ action: 'iam:CreateUser', resource: '*', grade: 'claimed' });
  });

  it('of one action of a push stands for the whole push, still only claimed', () => {
    const denial = denied({ action: 'ecr:UploadLayerPart', resource: repositoryArn });
    expect(table([denial])).toEqual(runbook);
    expect(table([denial], true)).toEqual([`ecr:UploadLayerPart ${repositoryArn}`]);
    expect(new Set(needsOf([denial], scope, { least: false }).map(({ grade }) => grade))).toEqual(
      new Set(['claimed']),
    );
  });

  it('is found in a need that a rule generalised', () => {
    const logs = used({ kind: 'write-logs', groupName: 'g' }, 'configured');
    const stream = 'arn:aws:logs:us-west-2:111122223333:log-group:g:log-stream:1';
    const denial = denied({ action: 'logs:CreateLogStream', resource: stream }, 'recorded');
    const needs = needsOf([logs, denial], scope, { least: false });
    expect(needs.length).toBe(3);
    expect(needs[1]?.evidence).toEqual([logs, denial]);
  });

  it('of a login needs `*`, whatever the text names', () => {
    expect(table([denied({ action: 'ecr:GetAuthorizationToken', resource: null })])).toEqual([
      'ecr:GetAuthorizationToken *',
    ]);
  });

  it.each([
    ['without a resource', { action: 's3:PutObject' }],
    ['on something that is no ARN', { action: 'iam:GetRole', resource: 'role app' }],
    [
      'on whatever name was not found',
      { action: 'ssm:GetParameter', resource: 'arn:aws:ssm:us-west-2:111122223333:*' },
    ],
    ['without an action', { resource: '*' }],
    ['of a pattern', { action: 's3:*', resource: '*' }],
    [
      'of another role',
      { action: 's3:PutObject', resource: '*', principal: 'arn:aws:sts::111122223333:assumed-role/other/x' },
    ],
    [
      'of another account',
      { action: 's3:PutObject', resource: '*', principal: session.replace('1111', '9999') },
    ],
    [
      'of a user',
      {
        action: 's3:PutObject',
        resource: '*',
        principal: 'arn:aws:iam::111122223333:user/codebuild-app-service-role',
      },
    ],
    ['of nobody known', { action: 's3:PutObject', resource: '*', principal: 'anonymous' }],
  ])('%s is no need', (_name, denial) => expect(table([denied(denial)])).toEqual([]));

  it('counts where the account is redacted or nobody is named', () => {
    const claim = { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' };
    expect(table([denied({ ...claim, principal: session.replace('111122223333', '***') })]).length).toBe(1);
    expect(table([denied({ ...claim, principal: null })]).length).toBe(1);
  });
});

describe('a log that claims denials without end', () => {
  it('adds a bounded number of needs, all of them only claimed', () => {
    const hostile = Array.from({ length: 20_000 }, (_, index) =>
      denied({ action: 's3:GetObject', resource: `arn:aws:s3:::b/${index}` }),
    );
    const needs = needsOf([used(push), ...hostile], scope, { least: false });
    expect(needs.length).toBeLessThanOrEqual(8 + 500);
    expect(needs.slice(8).every(({ grade }) => grade === 'claimed')).toBe(true);
    expect(needs.slice(0, 8).map(({ grade }) => grade)).toEqual(Array(8).fill('declared'));
  });

  it('does not crowd out what AWS recorded', () => {
    const hostile = Array.from({ length: 600 }, (_, index) =>
      denied({ action: 's3:GetObject', resource: `arn:aws:s3:::b/${index}` }),
    );
    const recorded = denied(
      { action: 'sns:Publish', resource: 'arn:aws:sns:us-west-2:111122223333:t' },
      'recorded',
    );
    const needs = needsOf([...hostile, recorded], scope, { least: false });
    expect(needs.find(({ action }) => action === 'sns:Publish')?.grade).toBe('recorded');
  });

  it('keeps a bounded number of them as evidence', () => {
    const same = Array.from({ length: 5000 }, () =>
      denied({ action: 'ecr:PutImage', resource: repositoryArn }),
    );
    const needs = needsOf([used(push), ...same], scope, { least: false });
    expect(Math.max(...needs.map(({ evidence }) => evidence.length))).toBeLessThanOrEqual(50);
  });
});

describe('needs', () => {
  it('merge evidence of the same request and keep its strongest grade', () => {
    const login: Use = { kind: 'registry-login', region: null, public: false };
    const [need] = needsOf(
      [used(login, 'recorded'), used(login, 'configured'), used(login, 'declared')],
      scope,
      { least: false },
    );
    expect(need?.grade).toBe('configured');
    expect(need?.evidence.length).toBe(3);
  });

  it('do not depend on the order of evidence', () => {
    const all = [
      used(push),
      denied({ action: 'ecr:PutImage', resource: repositoryArn }),
      used({ kind: 'image-pull', repository, tag: null }),
      denied({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (evidence) => {
        expect(table(evidence)).toEqual(table(all));
      }),
    );
  });
});
