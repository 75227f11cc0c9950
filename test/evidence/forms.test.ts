import { describe, expect, it } from 'vitest';
import { explainText } from '#tasks/explain.ts';
import { composeMessages } from './message-grammar.ts';
import { differences, inventedFields, spansOutside } from './message-case.ts';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/codebuild-app/AWSCodeBuild-1';
const NOT = 'is not authorized to perform:';
const REPOSITORY = 'arn:aws:ecr:us-west-2:111122223333:repository/app';

describe('reading 4000 composed messages', () => {
  const read = composeMessages(4000).map((one) => ({ one, explanation: explainText(one.text) }));

  it('gets every field right in 99 of 100', () => {
    const wrong = read.flatMap(({ one, explanation }) =>
      differences(one, explanation).map((difference) => `${one.id} ${difference}`),
    );
    expect(wrong.length > read.length * 0.01 ? wrong : []).toEqual([]);
  });

  it('sees a permission problem in each, one denial however often it is printed, and invents nothing', () => {
    const problems = read.flatMap(({ one, explanation }) => [
      ...inventedFields(one.text, explanation).map((field) => `${one.id} invents ${field}`),
      ...(spansOutside(one.text, explanation).length > 0 ? [`${one.id} span outside`] : []),
      ...(explanation.permission ? [] : [`${one.id} no permission problem`]),
      ...(explanation.denials.length === 1 ? [] : [`${one.id} ${explanation.denials.length} denials`]),
    ]);
    expect(problems).toEqual([]);
  });
});

/** Up to here the message has not said whose image it is about. */
const WITH_ADDRESS = 121;

describe('reading a message cut off anywhere', () => {
  const whole = `CannotPullContainerError: Error response from daemon: pull access denied for 111122223333.dkr.ecr.us-west-2.amazonaws.com/app, repository does not exist or may require 'docker login': denied: User: ${ROLE} ${NOT} ecr:BatchGetImage on resource: ${REPOSITORY} because no identity-based policy allows the ecr:BatchGetImage action`;

  it.each(['', '"', '\n'])('prints no more than a beginning of each field (%j)', (end) => {
    for (let length = 1; length < whole.length; length++) {
      const { denials, permission } = explainText(whole.slice(0, length) + end);
      for (const { action, resource, principal, layer } of denials) {
        expect('ecr:BatchGetImage'.startsWith(action ?? '')).toBe(true);
        expect(REPOSITORY.startsWith(resource ?? '')).toBe(true);
        expect(ROLE.startsWith(principal ?? '')).toBe(true);
        expect([null, 'identity']).toContain(layer);
      }
      expect(permission || length <= WITH_ADDRESS).toBe(true);
    }
  });
});

describe('reading the other forms of a denial', () => {
  it.each([
    [
      'no colon anywhere',
      `User ${ROLE} is not authorized to perform lambda:ListTags on resource arn:aws:lambda:us-west-2:111122223333:function:f`,
      'lambda:ListTags',
      'arn:aws:lambda:us-west-2:111122223333:function:f',
      ROLE,
    ],
    [
      'a principal that has no permission to call',
      `Forbidden: User ${ROLE} does not have permission to call ecs:DescribeServices`,
      'ecs:DescribeServices',
      null,
      ROLE,
    ],
    [
      'no colon before a star',
      `User: ${ROLE} ${NOT} ecr:GetAuthorizationToken on resource * because no identity-based policy allows it`,
      'ecr:GetAuthorizationToken',
      '*',
      ROLE,
    ],
    [
      'a resource that is only described',
      `User: ${ROLE} ${NOT} kms:Decrypt on the resource associated with this ciphertext because it does not exist`,
      'kms:Decrypt',
      null,
      ROLE,
    ],
    [
      'a service as subject',
      'CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::111122223333:role/r',
      'sts:AssumeRole',
      'arn:aws:iam::111122223333:role/r',
      null,
    ],
    [
      'no subject at all',
      `Not authorized to perform: ecr:PutImage on resource: ${REPOSITORY}`,
      'ecr:PutImage',
      REPOSITORY,
      null,
    ],
    [
      'a connection',
      'Access denied to connection arn:aws:codeconnections:us-east-1:111122223333:connection/4ee5',
      null,
      'arn:aws:codeconnections:us-east-1:111122223333:connection/4ee5',
      null,
    ],
    [
      'CloudFormation',
      "AccessDenied. User doesn't have permission to call ecr:CreateRepository",
      'ecr:CreateRepository',
      null,
      null,
    ],
    ['API:', 'API: iam:CreateRole Access Denied', 'iam:CreateRole', null, null],
    [
      'API: with a sentence',
      `API: iam:CreateRole User: ${ROLE} ${NOT} iam:CreateRole on resource: role x`,
      'iam:CreateRole',
      'role x',
      ROLE,
    ],
    [
      'S3 in XML',
      `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>User: ${ROLE} ${NOT} s3:ListBucket on resource: "arn:aws:s3:::b" because no session policy allows the s3:ListBucket action</Message><RequestId>X</RequestId></Error>`,
      's3:ListBucket',
      'arn:aws:s3:::b',
      ROLE,
    ],
    [
      'ECS',
      `CannotPullECRContainerError: AccessDeniedException: User: ${ROLE} ${NOT} ecr:GetAuthorizationToken on resource: * status code: 400, request id: 4ee5`,
      'ecr:GetAuthorizationToken',
      '*',
      ROLE,
    ],
  ])('%s', (_name, text, ...[action, resource, principal]) => {
    const { denials, permission } = explainText(text);
    expect(denials).toHaveLength(1);
    expect(denials[0]).toMatchObject({ action, resource, principal });
    expect(permission).toBe(true);
  });

  it('keeps the encoded message out of the fields and its policy in', () => {
    const text = `User: ${ROLE} ${NOT} ec2:RunInstances with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/deny. Encoded authorization failure message: ${'Ab0_-'.repeat(60)}`;
    expect(explainText(text).denials[0]).toMatchObject({
      action: 'ec2:RunInstances',
      resource: null,
      policyArn: 'arn:aws:iam::111122223333:policy/deny',
    });
  });

  it('tells denials of one text apart, in their order', () => {
    const text = [
      'ecr:BatchCheckLayerAvailability',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:PutImage',
    ]
      .map((action) => `denied: User: ${ROLE} ${NOT} ${action} on resource: ${REPOSITORY}`)
      .join('\n');
    expect(explainText(text).denials.map(({ action, line }) => [action, line])).toEqual([
      ['ecr:BatchCheckLayerAvailability', 1],
      ['ecr:InitiateLayerUpload', 2],
      ['ecr:PutImage', 3],
    ]);
  });
});

describe('traps', () => {
  const sentence = (action: string, resource: string, reason = ''): string =>
    `User: ${ROLE} ${NOT} ${action} on resource: ${resource}${reason}`;

  it('1: keeps the action performed and the action that is missing apart', () => {
    const text = sentence(
      'ecs:UpdateService',
      'arn:aws:ecs:us-west-2:111122223333:service/c/s',
      ' because no identity-based policy allows the iam:PassRole action',
    );
    expect(explainText(text).denials[0]).toMatchObject({
      action: 'ecs:UpdateService',
      missingAction: 'iam:PassRole',
    });
    const slip = sentence(
      'codecommit:ListRepositories',
      '*',
      ' because no identity-based policy allows the codecommit:ListRespositories action',
    );
    expect(explainText(slip).denials[0]).toMatchObject({
      action: 'codecommit:ListRepositories',
      missingAction: null,
    });
  });

  it.each(['ecr', 'ecr-public', 'codeartifact'])(
    '2: tells GetAuthorizationToken of %s by its prefix',
    (service) => {
      const text = `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: ${sentence(`${service}:GetAuthorizationToken`, '*')}`;
      expect(explainText(text).denials[0]).toMatchObject({
        action: `${service}:GetAuthorizationToken`,
        operation: 'GetAuthorizationToken',
      });
    },
  );

  it('5: takes a refused manifest for the image limit, and a refused public pull for a stale login', () => {
    const put =
      'unexpected status from PUT request to https://111122223333.dkr.ecr.us-west-2.amazonaws.com/v2/app/manifests/v1: 403 Forbidden';
    const pull =
      'unexpected status from HEAD request to https://public.ecr.aws/v2/docker/library/node/manifests/20: 403 Forbidden';
    expect(explainText(put)).toMatchObject({
      permission: false,
      findings: [{ code: 'image-limit-reached' }],
    });
    expect(explainText(pull)).toMatchObject({ permission: false, findings: [{ code: 'token-expired' }] });
  });

  it('6: reports the earlier line and not what followed it', () => {
    const text = `denied: Your authorization token has expired.\nno matching artifact paths found\nError: Cannot perform an interactive login from a non TTY device`;
    const { findings } = explainText(text);
    expect(findings.map(({ code }) => code)).toEqual(['token-expired']);
    expect(findings[0]?.consequences).toHaveLength(2);
  });

  it('8: suspects a missing right behind an empty 403', () => {
    const { permission, findings } = explainText(
      'error parsing HTTP 403 response body: unexpected end of JSON input: ""',
    );
    expect(permission).toBe(true);
    expect(findings[0]?.cause).toContain('ecr:BatchCheckLayerAvailability');
  });

  it('9: asks whether another principal than the expected one is in effect', () => {
    const node = 'arn:aws:sts::111122223333:assumed-role/node-role/i-0a1b2c3d4e5f60718';
    const text = `User: ${node} ${NOT} ecr:BatchGetImage on resource: ${REPOSITORY}`;
    const { denials, findings } = explainText(text);
    expect(denials[0]?.principal).toBe(node);
    expect(findings[0]?.cause).toContain('compare the principal with the role that the project uses');
  });

  it.each([
    'CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::111122223333:role/r',
    sentence('ec2:DescribeSecurityGroups', '*'),
    sentence('codebuild:StartBuild', 'arn:aws:codebuild:us-west-2:111122223333:project/app'),
    sentence(
      'codeconnections:UseConnection',
      'arn:aws:codeconnections:us-east-1:111122223333:connection/4ee5',
    ),
  ])('10: says that a first deploy may only have been too early (%s)', (text) => {
    expect(explainText(text).findings[0]?.cause).toContain('try once more before changing anything');
    expect(explainText(sentence('ecr:PutImage', REPOSITORY)).findings[0]?.cause).not.toContain('once more');
  });

  it('11: finds the denial though the wrapper says that all went well', () => {
    const text = `Unable to download cache: AccessDenied: ${sentence('s3:GetObject', '"arn:aws:s3:::cache/k"')}\nPushed image\nUpload finished`;
    expect(explainText(text).denials[0]).toMatchObject({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::cache/k',
    });
  });

  it('12: says that a failed command alone says nothing', () => {
    const text =
      '[Container] 2026/01/15 10:35:19.480942 Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: if [ "$A" ]; then. Reason: exit status 254';
    expect(explainText(text)).toMatchObject({ permission: false, findings: [{ code: 'command-failed' }] });
  });
});

describe('texts that only look like denials', () => {
  it.each([
    'test authorization > rejects a user that is not logged in ... ok',
    'PASS src/permissions.test.ts (12 tests)',
    'GET /login 401 Unauthorized (expected)',
    'Permissions boundary policies were listed',
    'INFO access granted to user jane',
    'chmod: changing permissions of file',
    'npm warn deprecated permission-check@1.0.0',
    'docs: how to read "access" errors',
    'make: *** [deny-list] Error 1',
    'checking: deny rules loaded: 14',
    'Successfully authorized to perform the release',
    'fetch https://example.com/403.html',
    'copied 403 files, 404 skipped',
  ])('%s', (text) => {
    expect(explainText(text)).toMatchObject({ permission: false, denials: [] });
  });
});
