import { describe, expect, test } from 'vitest';
import { lintPolicy } from '#tasks/lint-policy.ts';

const HOME = { account: '290008131176', region: 'us-west-2' };
const lint = (text: string) => lintPolicy(text, { kind: null, home: HOME });
const policy = (statement: object, version = '2012-10-17'): string =>
  JSON.stringify({ Version: version, Statement: [{ Effect: 'Allow', ...statement }] }, null, 2);

/** The text that a remark points at, to the end of its line. */
const pointedAt = (
  text: string,
  { position }: { position: { line: number; column: number } | null },
): string => text.split('\n')[(position?.line ?? 0) - 1]?.slice((position?.column ?? 0) - 1) ?? '';

describe('advice on a policy', () => {
  const REPOSITORY = 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';
  const rows = [
    [{ Action: 'ecr:PutImages', Resource: REPOSITORY }, 'unknown-action', '`ecr:PutImage`'],
    [{ Action: 'erc:PutImage', Resource: REPOSITORY }, 'unknown-action', 'service prefix `erc`'],
    [{ Action: ['ecr:GetAuthorizationToken'], Resource: REPOSITORY }, 'works-on-star-only', 'only on `*`'],
    [
      { Action: 'ecr:PutImage', Resource: '290008131176.dkr.ecr.us-west-2.amazonaws.com/tracker_api:latest' },
      'registry-uri',
      `\`${REPOSITORY}\``,
    ],
    [{ NotAction: 'iam:*', Resource: '*' }, 'allows-all-but', 'every other action'],
    [
      { Action: 'ecr:PutImage', Resource: REPOSITORY.replace('us-west-2', 'us-east-1') },
      'other-region',
      '`us-east-1`',
    ],
    [
      { Action: 'ecr:PutImage', Resource: REPOSITORY.replace('290008131176', '111122223333') },
      'other-account',
      '`111122223333`',
    ],
  ] as const;

  const where = (Condition: object) => ({ Action: 'ecr:PutImage', Resource: REPOSITORY, Condition });
  const on = (Resource: string) => ({ Action: '*', Resource });
  const slips = [
    [on('tracker_api'), 'malformed-arn', 'a resource is an ARN or `*`'],
    [on('arn:aws:ECR:us-west-2:290008131176:repository/a'), 'malformed-arn', 'is written `ecr`'],
    [on('arn:aws:ec*:us-west-2:290008131176:repository/a'), 'malformed-arn', 'takes no wildcard'],
    [on('arn:aws:ecr:us-west-2:29000813117:repository/a'), 'malformed-arn', 'no account ID of 12 digits'],
    [on('arn:aws:ecr:us-west-2:<account>:repository/a'), 'malformed-arn', 'no account ID of 12 digits'],
    [on('arn:aws:ecr::290008131176:repository/a'), 'malformed-arn', 'the region is missing'],
    [on('arn:aws:ecr:us-west-2::repository/a'), 'malformed-arn', 'the account is missing'],
    [on('arn:aws:iam:us-west-2:290008131176:role/a'), 'malformed-arn', '`iam` have no region'],
    [on('arn:aws:ecr-public:us-west-2:290008131176:repository/a'), 'malformed-arn', 'have no region'],
    [on('arn:aws:s3:us-west-2:290008131176:bucket/*'), 'malformed-arn', 'no region and no account'],
    [on('arn:aws:s3:::a/${aws:username'), 'malformed-variable', 'closing brace is missing'],
    [on('arn:aws:s3:::a/${}'), 'malformed-variable', 'names no key'],
    [on("arn:aws:s3:::a/${aws:PrincipalTag/team, 'x}"), 'malformed-variable', 'expected `${key}`'],
    [
      where({ StringEquals: { 'aws:TagKeys': 'team' } }),
      'set-operator',
      'never holds without `ForAnyValue:`',
    ],
    [
      where({ NumericEquals: { 'aws:MultiFactorAuthAge': '${aws:username}' } }),
      'malformed-variable',
      'reads no variables',
    ],
    [where({ DateLessThan: { 'aws:CurrentTime': 'yesterday' } }), 'impossible-value', 'no date'],
    [where({ NumericLessThan: { 'aws:MultiFactorAuthAge': 'ten' } }), 'impossible-value', 'no number'],
    [where({ IpAddress: { 'aws:SourceIp': '300.1.2.3/40' } }), 'impossible-value', 'it never matches'],
    [
      where({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/33' } }),
      'impossible-value',
      'never makes the test fail',
    ],
    [where({ Bool: { 'aws:SecureTransport': 'yes' } }), 'impossible-value', '`true` or `false`'],
    [where({ ArnLike: { 'aws:SourceArn': 'tracker' } }), 'impossible-value', 'no ARN'],
    [where({ StringEquals: { 's3:prefix': 'a' } }), 'key-not-carried', 'never holds'],
    [where({ StringNotEquals: { 's3:prefix': 'a' } }), 'key-not-carried', 'always holds'],
    [where({ StringEqualsIfExists: { 's3:prefix': 'a' } }), 'key-not-carried', 'always holds'],
    [where({ Null: { 's3:prefix': 'true' } }), 'key-not-carried', 'always absent'],
    [
      {
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: '*',
        Condition: { StringLike: { 's3:prefix': 'a/*' } },
      },
      'key-not-carried',
      '`s3:GetObject` or `s3:PutObject` carries: the test never holds',
    ],
    [
      { Action: 's3:*Object*', Resource: '*', Condition: { StringLike: { 's3:prefix': 'a/*' } } },
      'key-not-carried',
      'that the statement speaks of, to `s3`, carries',
    ],
    [
      {
        Action: 'iam:GetRole',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      'key-not-carried',
      '`iam:GetRole` carries',
    ],
    [where({ StringEquals: { 'aws:RequestTag/team': 'a' } }), 'key-not-carried', '`ecr:PutImage` carries'],
    [where({ StringEquals: { SourceVpc: 'vpc-1' } }), 'condition-key', 'is no condition key'],
    [where({ StringEquals: { 'aws:ResourceTag': 'x' } }), 'condition-key', '`aws:ResourceTag/KEY`'],
    [
      where({ StringEquals: { 'aws:SourceVpc': 'vpc-1', 'AWS:sourcevpc': 'vpc-2' } }),
      'condition-key',
      'are one key',
    ],
    [
      { Action: 'ecr:PutImage', Principal: { Service: 'codebuild' } },
      'malformed-principal',
      '`codebuild.amazonaws.com`',
    ],
  ] as const;

  test.each(slips)('%j is %s', (statement, code, words) => {
    const { advice, problems } = lint(policy(statement));
    expect(problems).toEqual([]);
    expect(advice).toMatchObject([{ code, message: expect.stringContaining(words) }]);
    expect(advice[0]?.position).not.toBeNull();
  });

  test.each([
    on('arn:aws:s3:us-west-2:290008131176:accesspoint/a'),
    on('arn:aws:iam::aws:policy/ReadOnlyAccess'),
    on('arn:aws:ssm:us-west-2::document/AWS-RunShellScript'),
    on('arn:*:ecr:*:*:repository/a'),
    on('arn:aws:ecr'),
    on("arn:aws:s3:::a/${aws:PrincipalTag/cost center, 'no team'}/${*}"),
    where({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' }, Null: { 'aws:TagKeys': 'false' } }),
    where({ Bool: { 'aws:SecureTransport': '${aws:PrincipalTag/tls}' } }),
    { Action: 'ecr:PutImage', Principal: { Service: 'logs.us-west-2.amazonaws.com' } },
  ])('%j is no slip', (statement) => {
    expect(lint(policy(statement))).toMatchObject({ problems: [], advice: [] });
  });

  test('what has no resource-level support denies nothing on an ARN', () => {
    const statement = { Effect: 'Deny', Action: 'ecr:GetAuthorizationToken', Resource: REPOSITORY };
    expect(lint(policy(statement)).advice).toMatchObject([
      { message: expect.stringContaining('denies nothing') },
    ]);
  });

  test.each(rows)('%j is %s', (statement, code, words) => {
    const { advice, problems } = lint(policy(statement));
    expect(problems).toEqual([]);
    expect(advice).toMatchObject([{ code, message: expect.stringContaining(words) }]);
  });

  test('variables are plain text under the old version', () => {
    const statement = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/${aws:username}/*' };
    expect(lint(policy(statement, '2008-10-17')).advice).toMatchObject([{ code: 'variables-not-read' }]);
    expect(lint(policy(statement)).advice).toEqual([]);
  });

  test('points at the value, also where one stands without an array', () => {
    const many = policy({ Action: ['ecr:PutImage', 'ecr:PutImages'], Resource: REPOSITORY });
    const [first] = lint(many).advice;
    expect(first?.at).toBe('Statement[0].Action[1]');
    expect(pointedAt(many, first ?? { position: null })).toBe('"ecr:PutImages"');
    const one = JSON.stringify(
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ecr:PutImages', Resource: '*' } },
      null,
      2,
    );
    const [alone] = lint(one).advice;
    expect(alone?.at).toBe('Statement.Action');
    expect(pointedAt(one, alone ?? { position: null })).toBe('"ecr:PutImages",');
  });

  test("there is none on the runbook's policy", () => {
    const text = policy({ Action: 'ecr:GetAuthorizationToken', Resource: '*' });
    expect(lint(text)).toMatchObject({ problems: [], advice: [], kind: 'identity' });
  });
});

describe('what AWS would refuse', () => {
  test('is placed at line and column', () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": [{"Effect": "allow", "Action": "s3:*", "Resource": "*"}]\n}';
    expect(lint(text).problems).toMatchObject([{ code: 'effect', position: { line: 3, column: 28 } }]);
    expect(lint('{\n "Version": ').problems[0]).toMatchObject({ code: 'not-json' });
  });

  test('is read by the grammar of what the document seems to be', () => {
    const trust = {
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    expect(lint(JSON.stringify({ Version: '2012-10-17', Statement: [trust] }))).toMatchObject({
      kind: 'trust',
      problems: [],
      size: { quota: 2_048, countsWhiteSpace: false },
    });
    const repository = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' };
    expect(lint(JSON.stringify({ Version: '2012-10-17', Statement: [repository] })).kind).toBe('resource');
  });

  test('sizes are counted as AWS counts them', () => {
    const text = policy({ Action: 's3:GetObject', Resource: '*' });
    const identity = lintPolicy(text, { kind: 'identity', home: null }).size.characters;
    const organization = lintPolicy(text, { kind: 'serviceControl', home: null }).size.characters;
    expect(organization).toBe(text.length);
    expect(identity).toBe(text.replace(/\s/g, '').length);
  });
});

describe('conditions of which nothing is known against them', () => {
  test.each([
    ['s3:ListBucket', 's3:prefix'],
    ['s3:List*', 's3:prefix'],
    [['s3:GetObject', 's3:ListBucketVersions'], 's3:prefix'],
    ['s3:GetObject', 's3:ExistingObjectTag/team'],
    ['s3:GetObject', 's3:NewerThanTheList'],
    ['s3:NewerThanTheList', 's3:prefix'],
    ['secretsmanager:GetSecretValue', 'secretsmanager:ResourceTag/team'],
    ['kms:Decrypt', 'kms:EncryptionContext:SecretARN'],
    ['iam:PassRole', 'iam:PassedToService'],
    ['ecs:RunTask', 'ecs:cluster'],
    ['ecr:CreateRepository', 'aws:RequestTag/team'],
    ['aws-marketplace:Subscribe', 'aws-marketplace:ProductId'],
  ])('%j carries `%s`', (Action, key) => {
    const text = policy({ Action, Resource: '*', Condition: { StringEquals: { [key]: 'a' } } });
    expect(lint(text).advice.map(({ code }) => code)).not.toContain('key-not-carried');
  });

  test.each([
    { DateLessThan: { 'aws:CurrentTime': ['2026-01-01T00:00:00Z', '1767225600'] } },
    { NumericLessThan: { 'aws:MultiFactorAuthAge': ['10', '1.5'] } },
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32', '10.0.0.1'] } },
    { Bool: { 'aws:SecureTransport': [true, 'False', '${aws:PrincipalTag/tls}'] } },
    { ArnLike: { 'aws:SourceArn': ['*', 'arn:aws:*', 'arn:aws:sns:us-west-2:290008131176:a'] } },
    { ArnLike: { 'aws:SourceArn': '${aws:PrincipalTag/source}' } },
    { StringEquals: { 'ecr:ResourceTag/team': 'a' } },
    { StringEquals: { 'ecr:NewerThanTheList': 'a' } },
    { StringEquals: { 'unheard:Key': 'a' } },
    { StringEquals: { 'aws:ResourceTag/team': 'a' } },
    { StringEquals: { 'codebuild:projectArn': 'arn:aws:codebuild:us-west-2:290008131176:project/a' } },
    { ArnEquals: { 'ec2:SourceInstanceARN': 'arn:aws:ec2:us-west-2:290008131176:instance/i-1' } },
  ])('%j brings no advice', (Condition) => {
    const { problems, advice } = lint(policy({ Action: 'ecr:BatchGetImage', Resource: '*', Condition }));
    expect([...problems, ...advice]).toEqual([]);
  });

  test.each(['*', '*:Get*', 's3:ListBucket', ['ecr:PutImage', 's3:ListBucket'], 'unheard:Get'])(
    'a key of S3 in a statement on %j may be carried',
    (Action) => {
      const text = policy({ Action, Resource: '*', Condition: { StringEquals: { 's3:prefix': 'a' } } });
      expect(lint(text).advice.map(({ code }) => code)).not.toContain('key-not-carried');
    },
  );
});
