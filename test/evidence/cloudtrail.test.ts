import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrail } from '#evidence/cloudtrail.ts';
import { build } from './project.ts';

const ROLE = 'arn:aws:iam::111122223333:role/service-role/codebuild-app-service-role';
const BUILD = build({ id: 'app:4ee5', serviceRole: ROLE });
const SESSION = 'arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-4ee5';
const APP = 'arn:aws:ecr:us-west-2:111122223333:repository/app';

function event(eventName: string, more: object = {}, [principal, issuer] = [SESSION, ROLE]): string {
  return JSON.stringify({
    eventID: `id-${eventName}`,
    eventTime: '2026-01-15T10:35:19Z',
    eventSource: 'ecr.amazonaws.com',
    eventName,
    awsRegion: 'us-west-2',
    userIdentity: { arn: principal, sessionContext: { sessionIssuer: { arn: issuer } } },
    requestParameters: { repositoryName: 'app', registryId: '111122223333' },
    recipientAccountId: '111122223333',
    ...more,
  });
}
const read = (...events: readonly string[]) => readTrail({ events, complete: true }, BUILD);
const DENIED = { errorCode: 'AccessDenied' };

describe('what CloudTrail recorded of a build', () => {
  it('is a denial with the action of the call, even where the registry told its client nothing', () => {
    expect(read(event('BatchCheckLayerAvailability', DENIED))).toMatchObject([
      {
        kind: 'denial',
        grade: 'recorded',
        source: {
          kind: 'cloudtrail',
          where: 'CloudTrail event id-BatchCheckLayerAvailability of 2026-01-15T10:35:19Z',
        },
        denial: { action: 'ecr:BatchCheckLayerAvailability', resource: APP, principal: SESSION, layer: null },
      },
    ]);
  });

  it('is what the message words, which may be another action than the call’s', () => {
    const role = 'arn:aws:iam::111122223333:role/task';
    const message = `User: ${SESSION} is not authorized to perform: iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action`;
    const [found] = read(
      event('RegisterTaskDefinition', { ...DENIED, eventSource: 'ecs.amazonaws.com', errorMessage: message }),
    );
    expect(found).toMatchObject({
      denial: {
        action: 'iam:PassRole',
        resource: role,
        layer: 'identity',
        explicit: false,
        operation: 'RegisterTaskDefinition',
      },
    });
    const bare = message.replace(` on resource: ${role}`, '');
    const [unnamed] = read(
      event('RegisterTaskDefinition', { ...DENIED, eventSource: 'ecs.amazonaws.com', errorMessage: bare }),
    );
    expect(unnamed).toMatchObject({ denial: { action: 'iam:PassRole', resource: null } });
  });

  it('is a use for a call that went through, oldest first and each once', () => {
    const found = read(event('PutImage'), event('UploadLayerPart'), event('UploadLayerPart'));
    expect(found).toMatchObject([
      { kind: 'use', grade: 'recorded', use: { action: 'ecr:UploadLayerPart', resources: [APP] } },
      { kind: 'use', grade: 'recorded', use: { action: 'ecr:PutImage', resources: [APP] } },
    ]);
  });

  it.each([
    ['ecr.amazonaws.com', 'GetAuthorizationToken', 'ecr:GetAuthorizationToken'],
    ['ecr.amazonaws.com', 'ListImageReferrers', 'ecr:BatchGetImage'],
    ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', 'lambda:UpdateFunctionCode'],
    ['monitoring.amazonaws.com', 'PutMetricData', 'cloudwatch:PutMetricData'],
    ['s3.amazonaws.com', 'HeadObject', 's3:GetObject'],
  ])('names the action of %s %s', (eventSource, name, action) => {
    expect(read(event(name, { ...DENIED, eventSource }))).toMatchObject([{ denial: { action } }]);
  });

  it('is the image limit, which its client saw as a bare 403', () => {
    expect(read(event('PutImage', { errorCode: 'LimitExceededException' }))).toMatchObject([
      { kind: 'symptom', grade: 'recorded', symptom: 'image-limit-reached' },
    ]);
  });

  it('is nothing for calls that IAM does not decide, and for names the catalog does not have', () => {
    expect(read(event('GetCallerIdentity', { eventSource: 'sts.amazonaws.com' }))).toEqual([]);
    expect(read(event('NoSuchCall'))).toEqual([]);
    expect(read(event('DescribeImages', { requestParameters: { repositoryName: '../*' } }))).toEqual([]);
  });

  it.each([
    ['another build’s session', SESSION.replace('4ee5', '9999'), ROLE],
    ['another role’s session', SESSION.replace('codebuild-app', 'codebuild-other'), ROLE],
    ['another account’s session', SESSION.replace('111122223333', '444455556666'), ROLE],
    [
      'a role of the same name elsewhere',
      SESSION,
      'arn:aws:iam::111122223333:role/codebuild-app-service-role',
    ],
    ['a user', 'arn:aws:iam::111122223333:user/AWSCodeBuild-4ee5', ROLE],
  ])('does not count %s', (_, principal, issuer) => {
    expect(read(event('PutImage', DENIED, [principal, issuer]))).toEqual([]);
  });

  it('is a result for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (events) => {
        expect(readTrail({ events, complete: false }, BUILD)).toEqual([]);
      }),
    );
  });
});
